//! Signing as a sender does.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use crate::{Error, ids::event_id_at};

use super::{
    Rejection, Scheme, Secrets, Verify, Webhook,
    secret::{Candidate, Key, of_environment},
};

/// The headers with which a sender of this scheme sends a body: what [`verify`](super::verify) accepts. `message_id` names the
/// message where the scheme does (Standard Webhooks, GitHub, Shopify), by default a new one; `now` is the time of the signature, in whole seconds.
///
/// # Errors
/// [`Rejection::EmptySecret`]; [`Rejection::InvalidSecret`] of one that is none, or with which one can only verify (`whpk_…`).
pub fn sign(
    scheme: Scheme,
    secret: &str,
    message_id: Option<&str>,
    now: Timestamp,
    body: &[u8],
) -> Result<Vec<(&'static str, String)>, Rejection> {
    let key = Key::read(scheme, secret)?;
    let at = now.as_second();
    let signature = |prefix: String| {
        let signature = key.sign(&[prefix.as_bytes(), body]);
        signature.ok_or(Rejection::InvalidSecret)
    };
    let id = message_id.map_or_else(|| format!("msg_{}", event_id_at(now)), str::to_owned);
    Ok(match scheme {
        Scheme::Standard => vec![
            ("webhook-id", id.clone()),
            ("webhook-timestamp", at.to_string()),
            (
                "webhook-signature",
                match signature(format!("{id}.{at}."))? {
                    Candidate::HmacSha256(mac) => format!("v1,{}", STANDARD.encode(mac)),
                    Candidate::Ed25519(signature) => format!("v1a,{}", STANDARD.encode(signature)),
                },
            ),
        ],
        Scheme::Stripe => {
            let mac = signature(format!("{at}."))?;
            vec![(
                "Stripe-Signature",
                format!("t={at},v1={}", hex::encode(mac.bytes())),
            )]
        }
        Scheme::Github => {
            let mac = signature(String::new())?;
            vec![
                (
                    "X-Hub-Signature-256",
                    format!("sha256={}", hex::encode(mac.bytes())),
                ),
                ("X-GitHub-Delivery", id),
            ]
        }
        Scheme::Slack => {
            let mac = signature(format!("v0:{at}:"))?;
            vec![
                (
                    "X-Slack-Signature",
                    format!("v0={}", hex::encode(mac.bytes())),
                ),
                ("X-Slack-Request-Timestamp", at.to_string()),
            ]
        }
        Scheme::Shopify => {
            let mac = signature(String::new())?;
            vec![
                ("X-Shopify-Hmac-SHA256", STANDARD.encode(mac.bytes())),
                ("X-Shopify-Event-Id", id.clone()),
                ("X-Shopify-Webhook-Id", id),
            ]
        }
    })
}

/// As [`sign`], as the sender of this type does, with the first of its secrets that the environment has: what a test or a demo of
/// an application sends to it.
///
/// # Errors
/// [`Error::WrongState`] where a function of the application's knows the sender, or has the secrets; [`Error::Config`] where the
/// secret is not set, or none of the scheme.
pub fn sign_as_sender<W: Webhook>(
    message_id: Option<&str>,
    now: Timestamp,
    body: &[u8],
) -> Result<Vec<(&'static str, String)>, Error> {
    let (Verify::Scheme(scheme), Secrets::Variables(texts)) = (W::VERIFY, W::SIGNED_WITH) else {
        return Err(Error::WrongState(format!(
            "how the sender of the webhook `{}` signs is known to functions of the application: have them sign, or call \
             `webhook::sign` with the scheme and the secret",
            W::NAME
        )));
    };
    let unset =
        |problem| Error::Config(format!("the webhook `{}`: its secret: {problem}", W::NAME));
    let secrets = of_environment(texts).map_err(unset)?;
    let secret = secrets.first().map_or("", String::as_str);
    sign(scheme, secret, message_id, now, body).map_err(|refused| unset(refused.to_string()))
}

impl Candidate {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::HmacSha256(bytes) | Self::Ed25519(bytes) => bytes,
        }
    }
}
