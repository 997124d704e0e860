pub struct SendWelcomeEmail {
    pub email: String,
}
