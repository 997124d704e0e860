pub struct SendWelcomeEmail {
    pub email: String,
}

pub struct Goodbye;
