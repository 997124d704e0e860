pub struct SendWelcomeEmail {
    pub to: Recipient,
}

pub struct Recipient {
    pub email: String,
}
