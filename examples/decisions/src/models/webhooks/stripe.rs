use buildamp::buildamp;
use serde::{Deserialize, Serialize};

/// What Stripe sends to `POST /webhooks/stripe`. The secret is for the demo alone; a real one has no default.
#[buildamp(verify = "stripe", secret = "${STRIPE_SECRET:-whsec_of_the_demo}")]
#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum StripeEvent {
    #[serde(rename = "invoice.paid")]
    InvoicePaid { id: String, data: Paid },
}

/// What an event is about.
#[buildamp(plain)]
pub struct Paid {
    pub object: Invoice,
}

/// An invoice, as far as the board shows it.
#[buildamp(plain)]
pub struct Invoice {
    pub number: String,
    /// In the smallest unit of the currency.
    pub amount_paid: u32,
    pub currency: String,
}
