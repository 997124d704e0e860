#[buildamp::buildamp(path = "stripe", verify = "stripe", secret = "${STRIPE_SECRET}")]
pub struct Payment {}
