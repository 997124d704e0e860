//! The schemes by which senders sign.

use std::fmt;

/// How a sender signs its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): id,
    /// time and body, by HMAC-SHA256 (`whsec_…`) or ed25519 (`whpk_…`). Svix and those who follow them.
    Standard,
    /// [Stripe](https://docs.stripe.com/webhooks#verify-manually): time and body, in `Stripe-Signature`.
    Stripe,
    /// [GitHub](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries): the body, in
    /// `X-Hub-Signature-256`. It has no time, so that copies are known by what they say.
    Github,
    /// [Slack](https://docs.slack.dev/authentication/verifying-requests-from-slack): time and body, in `X-Slack-Signature`.
    Slack,
    /// [Shopify](https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify):
    /// the body, in `X-Shopify-Hmac-SHA256`. It has no time, so that copies are known by what they say.
    Shopify,
}

impl Scheme {
    /// Every scheme there is.
    pub const ALL: [Self; 5] = [
        Self::Standard,
        Self::Stripe,
        Self::Github,
        Self::Slack,
        Self::Shopify,
    ];

    /// The name in `#[buildamp(verify = "…")]` and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Stripe => "stripe",
            Self::Github => "github",
            Self::Slack => "slack",
            Self::Shopify => "shopify",
        }
    }

    /// The scheme of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

/// The name.
impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
