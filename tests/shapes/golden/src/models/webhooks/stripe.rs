#[buildamp::buildamp(verify = "stripe", secret = ["${STRIPE_SECRET}", "${STRIPE_SECRET_BEFORE:-}"], log_only)]
pub struct StripeEvent {
    pub id: String,
}
