#[derive(buildamp::BuildAmpEvent)]
pub struct Bad {
    pub id: std::net::TcpStream,
}
