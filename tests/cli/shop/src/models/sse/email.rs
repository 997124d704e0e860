pub struct WelcomeEmailSent {
    pub email: String,
}
