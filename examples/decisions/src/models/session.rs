use uuid::Uuid;

/// What the application keeps of a browser session.
#[derive(Default)]
pub struct AppSession {
    /// Who signed up or in, in it.
    pub user_id: Option<Uuid>,
}
