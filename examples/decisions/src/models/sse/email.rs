/// The mail service has taken somebody's welcome mail.
pub struct WelcomeEmailSent {
    pub email: String,
}
