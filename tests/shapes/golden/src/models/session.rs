pub struct AppSession {
    pub user: Option<u64>,
}
