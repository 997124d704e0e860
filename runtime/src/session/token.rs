//! What the cookie holds, and where its change waits for the response.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// What the cookie holds: 32 random bytes as base64url. The database knows its hash alone.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    pub(crate) fn new() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// What a browser sent, if it has the form of a token. Whether it is one, the database knows.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    pub(crate) fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }

    /// For the cookie, and for nothing else.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

/// What becomes of the cookie with the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CookieChange {
    Set(Token),
    Clear,
}

/// Where a request's context leaves the change of its cookie; the last one counts.
#[derive(Debug, Default)]
pub(crate) struct CookieSlot(Mutex<Option<CookieChange>>);

impl CookieSlot {
    pub(crate) fn put(&self, change: CookieChange) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
    }

    pub(crate) fn take(&self) -> Option<CookieChange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h14_a_token_is_random_and_of_one_form() {
        let (one, two) = (Token::new(), Token::new());
        assert_ne!(one, two);
        assert_eq!(one.as_str().len(), 43);
        assert_eq!(Token::parse(one.as_str()), Some(one.clone()));
        let short = &one.as_str()[1..];
        let padded = format!("{}=", one.as_str());
        for refused in [
            "",
            "admin",
            short,
            &padded,
            &"/".repeat(43),
            &"A".repeat(44),
        ] {
            assert_eq!(Token::parse(refused), None, "{refused}");
        }
        let shown = format!("{one:?} {:?}", CookieChange::Set(one.clone()));
        assert!(!shown.contains(one.as_str()), "{shown}");
        // `printf 'A%.0s' {1..43} | openssl dgst -sha256 -binary | basenc --base64url`
        let known = Token::parse(&"A".repeat(43)).unwrap().hash();
        assert_eq!(known, "DwBzhbb51LfusnSGBa_hqYSgo7-j8BTQnip4TOnlzRo");
    }
}
