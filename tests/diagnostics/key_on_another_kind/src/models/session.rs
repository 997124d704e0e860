#[buildamp(type = "session", progress)]
pub struct AppSession {
    pub user: Option<u32>,
}
