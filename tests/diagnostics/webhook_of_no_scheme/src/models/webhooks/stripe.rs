#[buildamp::buildamp(verify = "strip", secret = "${STRIPE_SECRET}")]
pub struct StripeEvent {}
