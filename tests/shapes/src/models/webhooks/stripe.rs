//! By a scheme, with secrets that rotate.

use buildamp::buildamp;
use serde::{Deserialize, Serialize};

/// What Stripe tells.
#[buildamp(
    verify = "stripe",
    secret = ["${STRIPE_SECRET:-whsec_new}", "${STRIPE_SECRET_BEFORE:-}"],
    subject = "stripe",
    max_attempts = 3
)]
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum StripeEvent {
    /// Somebody has paid.
    #[serde(rename = "invoice.paid")]
    InvoicePaid { id: String, data: Invoice },
    /// Somebody has their money back.
    #[serde(rename = "charge.refunded")]
    ChargeRefunded { id: String },
}

/// A part of one.
#[buildamp(plain)]
#[derive(PartialEq)]
pub struct Invoice {
    pub amount: u32,
}
