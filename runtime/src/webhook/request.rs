//! A call as it came.

use std::fmt;

use jiff::Timestamp;

use super::Rejection;

/// A call as it came, before anything of it is believed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    headers: &'a [(&'a str, &'a [u8])],
    body: &'a [u8],
    secrets: &'a [String],
    now: Timestamp,
}

impl<'a> Request<'a> {
    /// A call with these headers, in any case and order, and the bytes of its body as they came. `secrets` are those that its
    /// sender may have signed with, `now` is the time that signatures are compared with.
    #[must_use]
    pub fn new(
        headers: &'a [(&'a str, &'a [u8])],
        body: &'a [u8],
        secrets: &'a [String],
        now: Timestamp,
    ) -> Self {
        Self {
            headers,
            body,
            secrets,
            now,
        }
    }

    /// The value of a header that has to be there once.
    ///
    /// # Errors
    /// [`Rejection::MissingHeader`], [`Rejection::DuplicateHeader`], and [`Rejection::MalformedHeader`] of a value that is empty or
    /// no ASCII.
    pub fn header(&self, name: &str) -> Result<&'a str, Rejection> {
        self.header_if_any(name)?.ok_or(Rejection::MissingHeader)
    }

    /// The value of a header that may be there once.
    ///
    /// # Errors
    /// As [`header`](Self::header).
    pub fn header_if_any(&self, name: &str) -> Result<Option<&'a str>, Rejection> {
        let mut values = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(Rejection::DuplicateHeader),
            (Some((_, value)), None) if value.is_ascii() && !value.is_empty() => {
                let text = std::str::from_utf8(value).ok();
                text.map(Some).ok_or(Rejection::MalformedHeader)
            }
            (Some(_), None) => Err(Rejection::MalformedHeader),
        }
    }

    /// The bytes of the body as they came.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The secrets that its sender may have signed with.
    #[must_use]
    pub fn secrets(&self) -> &'a [String] {
        self.secrets
    }

    /// The time, by the application's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether one of the secrets, taken as it is written, gives this HMAC-SHA256 of these bytes, one after the other. All of
    /// them are tried, in constant time.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn is_hmac_sha256(&self, mac: &[u8], of: &[&[u8]]) -> bool {
        let secrets = self.secrets.iter().filter(|secret| !secret.is_empty());
        secrets.fold(false, |found, secret| {
            super::secret::is_hmac(secret.as_bytes(), of, mac) | found
        })
    }
}

/// Leaves out the body and the secrets: what a log may show.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Request")
            .field("headers", &names)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
