/// Asks for the mail that greets a new user.
pub struct SendWelcomeEmail {
    /// Where it goes.
    pub email: String,
    pub name: String,
}
