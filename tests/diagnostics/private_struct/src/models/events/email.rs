struct SendWelcomeEmail {
    pub email: String,
}

enum Plan {
    Free,
}

pub(crate) struct Fine;
