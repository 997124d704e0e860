/// The mail is on its way.
pub struct WelcomeEmailSent {
    pub email: String,
}

pub enum Progress {
    Queued,
    Sending { attempt: u32, at: chrono::DateTime<chrono::Utc> },
    Failed(String),
}
