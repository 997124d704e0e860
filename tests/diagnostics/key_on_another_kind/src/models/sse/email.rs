#[buildamp(progress, log_only, subject = "email/{id}")]
pub struct WelcomeEmailSent {
    pub id: u32,
}
