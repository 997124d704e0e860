//! What the headers of a call say, scheme by scheme: what was signed besides the body, the signatures, the time, the id.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Rejection, Request, Scheme, secret::Candidate};

/// How many signatures a call may bring along, so that nobody has us compute for long.
const MOST: usize = 16;
/// The longest id of a message, in characters.
const LONGEST_ID: usize = 256;
/// The most digits of a time.
const MOST_DIGITS: usize = 15;

/// What the headers of a call say.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    /// What is signed in front of the body.
    pub prefix: String,
    pub candidates: Vec<Candidate>,
    /// When it was signed, in seconds since 1970; `None` in schemes that do not say.
    pub at: Option<i64>,
    /// By what its copies are known.
    known_by: KnownBy<'a>,
}

/// By what copies of a message are known.
#[derive(Debug)]
enum KnownBy<'a> {
    /// An id that is signed.
    Id(&'a str),
    /// The member of that name in the body, which is signed; without one, all that is signed.
    Member(&'static str),
    /// The body, and an id that anybody could have changed.
    BodyAndId(Option<&'a str>),
}

impl<'a> Signed<'a> {
    pub(super) fn read(scheme: Scheme, request: &Request<'a>) -> Result<Self, Rejection> {
        match scheme {
            Scheme::Standard => Self::standard(request),
            Scheme::Stripe => Self::stripe(request),
            Scheme::Github => Self::github(request),
            Scheme::Slack => Self::slack(request),
            Scheme::Shopify => Self::shopify(request),
        }
    }

    fn standard(request: &Request<'a>) -> Result<Self, Rejection> {
        let id = request.header("webhook-id")?;
        let at = request.header("webhook-timestamp")?;
        let signatures = request.header("webhook-signature")?;
        check_id(id)?;
        let mut candidates = Vec::new();
        let listed = signatures.split(' ').filter(|one| !one.is_empty());
        for (number, one) in listed.enumerate() {
            let (version, signature) = one.split_once(',').ok_or(Rejection::MalformedHeader)?;
            if number == MOST {
                return Err(Rejection::MalformedHeader);
            }
            let signature = STANDARD.decode(signature);
            candidates.extend(match (version, signature) {
                ("v1", Ok(mac)) => Some(Candidate::HmacSha256(mac)),
                ("v1a", Ok(signature)) => Some(Candidate::Ed25519(signature)),
                // A version that is not known here, or no signature at all: another of the list may be good.
                (_, _) => None,
            });
        }
        Ok(Self {
            prefix: format!("{id}.{at}."),
            candidates,
            at: Some(seconds(at)?),
            known_by: KnownBy::Id(id),
        })
    }

    fn stripe(request: &Request<'a>) -> Result<Self, Rejection> {
        let header = request.header("Stripe-Signature")?;
        let (mut at, mut candidates) = (None, Vec::new());
        for item in header.split(',') {
            let (key, value) = item.split_once('=').ok_or(Rejection::MalformedHeader)?;
            match key.trim() {
                "t" if at.is_some() => return Err(Rejection::MalformedHeader),
                "t" => at = Some(value),
                "v1" if candidates.len() == MOST => return Err(Rejection::MalformedHeader),
                "v1" => candidates.push(hex(value)),
                // Other versions are for others; `v0` is Stripe's own test, with which nobody is to be fooled.
                _ => {}
            }
        }
        let at = at.ok_or(Rejection::MalformedHeader)?;
        Ok(Self {
            prefix: format!("{at}."),
            candidates,
            at: Some(seconds(at)?),
            known_by: KnownBy::Member("id"),
        })
    }

    fn github(request: &Request<'a>) -> Result<Self, Rejection> {
        let header = request.header("X-Hub-Signature-256")?;
        let id = request.header_if_any("X-GitHub-Delivery")?;
        let signature = header.strip_prefix("sha256=");
        id.map_or(Ok(()), check_id)?;
        Ok(Self {
            prefix: String::new(),
            candidates: vec![hex(signature.ok_or(Rejection::MalformedHeader)?)],
            at: None,
            known_by: KnownBy::BodyAndId(id),
        })
    }

    fn slack(request: &Request<'a>) -> Result<Self, Rejection> {
        let header = request.header("X-Slack-Signature")?;
        let at = request.header("X-Slack-Request-Timestamp")?;
        let signature = header.strip_prefix("v0=");
        Ok(Self {
            candidates: vec![hex(signature.ok_or(Rejection::MalformedHeader)?)],
            prefix: format!("v0:{at}:"),
            at: Some(seconds(at)?),
            known_by: KnownBy::Member("event_id"),
        })
    }

    fn shopify(request: &Request<'a>) -> Result<Self, Rejection> {
        let header = request.header("X-Shopify-Hmac-SHA256")?;
        let event = request.header_if_any("X-Shopify-Event-Id")?;
        let webhook = request.header_if_any("X-Shopify-Webhook-Id")?;
        let id = event.or(webhook);
        id.map_or(Ok(()), check_id)?;
        let mac = STANDARD.decode(header).unwrap_or_default();
        Ok(Self {
            prefix: String::new(),
            candidates: vec![Candidate::HmacSha256(mac)],
            at: None,
            known_by: KnownBy::BodyAndId(id),
        })
    }

    /// The ids by which a copy of the message is known: if any of them is, it is one.
    pub(super) fn ids(&self, body: &[u8]) -> Vec<String> {
        let hash = |prefix: &str| {
            let mut digest = Sha256::new();
            digest.update(prefix.as_bytes());
            digest.update(body);
            format!("sha256:{}", URL_SAFE_NO_PAD.encode(digest.finalize()))
        };
        match self.known_by {
            KnownBy::Id(id) => vec![format!("id:{id}")],
            KnownBy::Member(name) => vec![match member(body, name) {
                Some(id) => format!("id:{id}"),
                None => hash(&self.prefix),
            }],
            KnownBy::BodyAndId(id) => {
                let id = id.map(|id| format!("id:{id}"));
                [Some(hash("")), id].into_iter().flatten().collect()
            }
        }
    }
}

/// A signature in hexadecimal; one that cannot be read is none that anything could give.
fn hex(text: &str) -> Candidate {
    Candidate::HmacSha256(hex::decode(text).unwrap_or_default())
}

/// `^[A-Za-z0-9_-]{1,256}$`: what stands between dots in what is signed must have none, and what is stored is bounded.
fn check_id(id: &str) -> Result<(), Rejection> {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_sound) {
        Ok(())
    } else {
        Err(Rejection::MalformedHeader)
    }
}

/// `^[1-9][0-9]{0,14}$`: what others take for a number, such as `+17e8`, is none.
fn seconds(text: &str) -> Result<i64, Rejection> {
    let is_sound = !text.starts_with('0')
        && (1..=MOST_DIGITS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_sound);
    number.ok_or(Rejection::InvalidTimestamp)
}

/// The text of a member of the JSON object that the body is; `None` where there is none that could be an id.
fn member(body: &[u8], name: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Members {
        id: Option<serde_json::Value>,
        event_id: Option<serde_json::Value>,
    }
    let members: Members = serde_json::from_slice(body).ok()?;
    let value = match name {
        "event_id" => members.event_id,
        _ => members.id,
    };
    match value? {
        serde_json::Value::String(id)
            if (1..=LONGEST_ID).contains(&id.len()) && !id.contains('\0') =>
        {
            Some(id)
        }
        _ => None,
    }
}
