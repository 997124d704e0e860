//! With all that a target takes, and the names of fields as they are in the JSON.

use buildamp::buildamp;
use serde::{Deserialize, Serialize};

/// A mail to be sent.
#[buildamp(
    target(
        url = "${SENDGRID_URL:-https://api.sendgrid.com}/v3/mail/{kind}?for={sent_for}",
        method = "POST",
        auth = "Bearer ${SENDGRID_API_KEY}",
        headers(x_tag = "a", x_for = "{sent_for}"),
        timeout = "30s",
        content_type = "form",
        retry(base = "1s", cap = "5m"),
        max_answer = 4096
    ),
    response = Ack,
    subject = "mail/{to}",
    max_attempts = 3
)]
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendgridMail {
    #[serde(rename = "type")]
    pub kind: String,
    pub to: String,
    pub sent_for: u32,
}

/// What it is answered with.
#[buildamp(plain)]
#[derive(PartialEq)]
pub struct Ack {
    pub id: u32,
}

/// Any 2xx will do.
#[buildamp(target(
    url = "https://api.sendgrid.com/v3/suppression/{email}",
    method = "DELETE"
))]
#[derive(PartialEq)]
pub struct Forget {
    pub email: String,
}
