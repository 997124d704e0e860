pub struct SendWelcomeEmail {
    pub email: String,
    pub name: String,
    pub tags: Vec<String>,
}
