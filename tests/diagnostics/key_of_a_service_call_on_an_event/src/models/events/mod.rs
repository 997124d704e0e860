#[buildamp::buildamp(target(url = "https://a.example.com", method = "POST"), response = Ack)]
pub struct Sent {
    pub to: String,
}
