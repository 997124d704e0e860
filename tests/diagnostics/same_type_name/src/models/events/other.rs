#[buildamp(type = "email.send_welcome_email")]
pub struct Again;
