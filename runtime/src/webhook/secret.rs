//! What a sender signs with, and whether it did.

use std::env;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Rejection, Scheme};
use crate::config::variables;

/// The secrets that the environment has now for these texts, without those that may be missing and are.
///
/// # Errors
/// Which variable is not set, and what to do.
pub(crate) fn of_environment(texts: &[&str]) -> Result<Vec<String>, String> {
    let mut secrets = Vec::new();
    for text in texts {
        let secret = variables::expand(text, &|name| env::var(name).ok())?;
        // One that may be missing says so by a default of nothing.
        if !(secret.is_empty() && text.ends_with(":-}")) {
            secrets.push(secret);
        }
    }
    Ok(secrets)
}

/// A secret in the form that its scheme computes with.
pub(super) enum Key {
    Hmac(Vec<u8>),
    /// Whoever has it can check, and cannot sign.
    Public(VerifyingKey),
    Private(Box<SigningKey>),
}

/// A signature that a call brings along, decoded.
#[derive(Debug, Clone)]
pub(super) enum Candidate {
    HmacSha256(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Key {
    /// Reads a secret as the scheme has it: the text itself, but for Standard Webhooks, where it is base64 behind a prefix that says
    /// what it is for, or none.
    pub(super) fn read(scheme: Scheme, secret: &str) -> Result<Self, Rejection> {
        if secret.trim().is_empty() {
            return Err(Rejection::EmptySecret);
        }
        match scheme {
            Scheme::Standard => Self::standard(secret.trim()),
            Scheme::Stripe | Scheme::Github | Scheme::Slack | Scheme::Shopify => {
                Ok(Self::Hmac(secret.as_bytes().to_vec()))
            }
        }
    }

    fn standard(secret: &str) -> Result<Self, Rejection> {
        let invalid = |_| Rejection::InvalidSecret;
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| Rejection::InvalidSecret);
        if let Some(text) = secret.strip_prefix("whpk_") {
            let bytes: [u8; 32] = decode(text)?
                .try_into()
                .map_err(|_| Rejection::InvalidSecret)?;
            return VerifyingKey::from_bytes(&bytes)
                .map(Self::Public)
                .map_err(invalid);
        }
        if let Some(text) = secret.strip_prefix("whsk_") {
            let bytes = decode(text)?;
            let key = match (
                <[u8; 64]>::try_from(&bytes[..]),
                <[u8; 32]>::try_from(&bytes[..]),
            ) {
                (Ok(pair), _) => SigningKey::from_keypair_bytes(&pair).map_err(invalid)?,
                (_, Ok(seed)) => SigningKey::from_bytes(&seed),
                (Err(_), Err(_)) => return Err(Rejection::InvalidSecret),
            };
            return Ok(Self::Private(Box::new(key)));
        }
        let bytes = decode(secret.strip_prefix("whsec_").unwrap_or(secret))?;
        if bytes.is_empty() {
            return Err(Rejection::EmptySecret);
        }
        Ok(Self::Hmac(bytes))
    }

    /// Whether this key gives the signature of these bytes, one after the other. The time that it takes does not depend on how
    /// much of the signature is right.
    pub(super) fn gives(&self, candidate: &Candidate, of: &[&[u8]]) -> bool {
        match (self, candidate) {
            (Self::Hmac(key), Candidate::HmacSha256(mac)) => is_hmac(key, of, mac),
            (Self::Public(key), Candidate::Ed25519(signature)) => is_ed25519(key, of, signature),
            (Self::Private(key), Candidate::Ed25519(signature)) => {
                is_ed25519(&key.verifying_key(), of, signature)
            }
            (Self::Hmac(_), Candidate::Ed25519(_))
            | (Self::Public(_) | Self::Private(_), Candidate::HmacSha256(_)) => false,
        }
    }

    /// Signs these bytes, one after the other; `None` with a key that cannot.
    pub(super) fn sign(&self, bytes: &[&[u8]]) -> Option<Candidate> {
        match self {
            Self::Hmac(key) => {
                let mac = hmac(key, bytes)?;
                Some(Candidate::HmacSha256(mac.finalize().into_bytes().to_vec()))
            }
            Self::Private(key) => {
                let signature = key.sign(&bytes.concat());
                Some(Candidate::Ed25519(signature.to_bytes().to_vec()))
            }
            Self::Public(_) => None,
        }
    }
}

/// Whether `mac` is the HMAC-SHA256 of these bytes, one after the other, by the key; in constant time.
pub(super) fn is_hmac(key: &[u8], of: &[&[u8]], mac: &[u8]) -> bool {
    hmac(key, of).is_some_and(|own| own.verify_slice(mac).is_ok())
}

fn hmac(key: &[u8], of: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut own = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for bytes in of {
        own.update(bytes);
    }
    Some(own)
}

fn is_ed25519(key: &VerifyingKey, of: &[&[u8]], signature: &[u8]) -> bool {
    let signature = Signature::from_slice(signature);
    signature.is_ok_and(|signature| key.verify_strict(&of.concat(), &signature).is_ok())
}
