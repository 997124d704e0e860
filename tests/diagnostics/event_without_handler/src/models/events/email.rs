pub struct SendWelcomeEmail {
    pub email: String,
}

#[buildamp(log_only)]
pub struct Seen;
