#[buildamp::buildamp(verify = "slack", secret = [])]
pub struct Command {}
