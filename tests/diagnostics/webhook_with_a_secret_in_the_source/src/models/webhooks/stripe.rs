#[buildamp::buildamp(verify = "stripe", secret = "whsec_1234")]
pub struct StripeEvent {}
