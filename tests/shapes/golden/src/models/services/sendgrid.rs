#[buildamp::buildamp(
    target(
        url = "https://api.sendgrid.com/v3/mail/{kind}",
        method = "POST",
        auth = "Bearer ${SENDGRID_API_KEY}",
        headers(x_tag = "a"),
        timeout = "30s",
        content_type = "json",
        retry(base = "1s", cap = "5m")
    ),
    response = Ack,
    on_success = crate::models::events::mail::MailSent,
    on_failure = MailLost
)]
pub struct SendgridMail {
    pub kind: String,
    pub to: String,
}

#[buildamp::buildamp(plain)]
pub struct Ack {
    pub id: u32,
}
