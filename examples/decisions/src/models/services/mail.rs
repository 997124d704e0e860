use buildamp::buildamp;

/// A mail, as the mail service takes it.
#[buildamp(target(
    url = "https://mail.example.com/mails",
    method = "POST",
    timeout = "10s"
))]
#[derive(PartialEq, Eq)]
pub struct SendMail {
    pub to: String,
    pub subject: String,
    pub text: String,
}
