#[buildamp::buildamp(secret = "${SLACK_SECRET}")]
pub struct Command {}
