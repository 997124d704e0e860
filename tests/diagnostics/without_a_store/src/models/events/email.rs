#[buildamp(subject = "user/{email}", timeout = "5s")]
pub struct SendWelcomeEmail {
    pub email: String,
}

#[buildamp(max_attempts = 3, retry(every = "30s"), priority = "high", keep = "30d", version = 2)]
pub struct SendReminder {
    pub email: String,
}

#[buildamp(progress, partition_key = "user/{email}")]
pub struct SendNews {
    pub email: String,
}
