//! What `#[buildamp(..)]` says about a webhook, as plain data.

use serde::{Deserialize, Serialize};

/// How a webhook is received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// `path = "stripe"`, or what the place of the file says: the last part of its URL.
    pub name: String,
    /// `verify = ..`: how its sender is known.
    pub verify: Verify,
    /// `secret = ..`: what its sender signs with.
    pub secrets: Secrets,
    /// `max_body = 26_214_400`: the longest body in bytes.
    pub max_body: Option<u32>,
}

/// How the sender of a webhook is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verify {
    /// `verify = "stripe"`.
    Scheme(Scheme),
    /// `verify = a::path`: the path of a function, as it was written.
    With(String),
}

/// Where the secrets of a webhook come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secrets {
    /// `secret = "${NEW}"`, `secret = ["${NEW}", "${OLD:-}"]`.
    Variables(Vec<String>),
    /// `secret = a::path`: the path of a function, as it was written.
    OfTenant(String),
}

/// A scheme by which senders sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Standard Webhooks.
    Standard,
    /// Stripe.
    Stripe,
    /// GitHub.
    Github,
    /// Slack.
    Slack,
    /// Shopify.
    Shopify,
}

impl Scheme {
    /// Each under its name in `verify = "…"`.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("standard", Self::Standard),
        ("stripe", Self::Stripe),
        ("github", Self::Github),
        ("slack", Self::Slack),
        ("shopify", Self::Shopify),
    ];
}
