#[buildamp::buildamp(progress, verify = "stripe", secret = "${STRIPE_SECRET}")]
pub struct StripeEvent {}
