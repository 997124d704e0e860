#[buildamp::buildamp(verify = "stripe", secret = "${STRIPE_SECRET}")]
pub struct Paid {}

#[buildamp::buildamp(verify = "stripe", secret = "${STRIPE_SECRET}")]
pub struct Refunded {}
