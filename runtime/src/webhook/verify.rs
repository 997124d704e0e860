//! Whether a call comes from whom it says.

use std::time::Duration;

use super::{Rejection, Request, Scheme, secret::Key, signed::Signed};

/// How far the time of a signature may be from now, in both directions, that time itself included.
pub const TOLERANCE: Duration = Duration::from_mins(5);

/// Checks that one of the call's secrets has signed it, and lately; answers with the ids by which a copy of the message is
/// known, of which one is enough.
///
/// Every signature is compared with every secret, in constant time and over the bytes as they came. `max_body` is in bytes.
///
/// # Errors
/// Why the call is to be refused: the first that is found of secrets, size, headers, the time's form, signatures, the time.
pub fn verify(
    scheme: Scheme,
    request: &Request<'_>,
    tolerance: Duration,
    max_body: usize,
) -> Result<Vec<String>, Rejection> {
    let keys = keys(scheme, request.secrets())?;
    let body = request.body();
    if body.len() > max_body {
        return Err(Rejection::BodyTooLarge);
    }
    let signed = Signed::read(scheme, request)?;
    let bytes = [signed.prefix.as_bytes(), body];
    let pairs = keys
        .iter()
        .flat_map(|key| signed.candidates.iter().map(move |one| (key, one)));
    if !pairs.fold(false, |found, (key, one)| key.gives(one, &bytes) | found) {
        return Err(Rejection::NoMatchingSignature);
    }
    if let Some(at) = signed.at {
        let tolerance = i64::try_from(tolerance.as_secs()).unwrap_or(i64::MAX);
        match request.now().as_second().saturating_sub(at) {
            age if age > tolerance => return Err(Rejection::TimestampTooOld),
            age if age < -tolerance => return Err(Rejection::TimestampTooNew),
            _ => {}
        }
    }
    Ok(signed.ids(body))
}

/// Whether these are secrets of the scheme, of which there has to be one.
pub(crate) fn check_secrets(scheme: Scheme, secrets: &[String]) -> Result<(), Rejection> {
    keys(scheme, secrets).map(drop)
}

fn keys(scheme: Scheme, secrets: &[String]) -> Result<Vec<Key>, Rejection> {
    if secrets.is_empty() {
        return Err(Rejection::EmptySecret);
    }
    let read = secrets.iter().map(|secret| Key::read(scheme, secret));
    read.collect()
}
