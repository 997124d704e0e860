pub struct SendWelcomeEmail {
    pub email: String,
    pub name: String,
}
