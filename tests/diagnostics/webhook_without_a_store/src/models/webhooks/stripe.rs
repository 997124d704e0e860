#[buildamp::buildamp(verify = "stripe", secret = "${STRIPE_SECRET}")]
pub struct StripeEvent {}
