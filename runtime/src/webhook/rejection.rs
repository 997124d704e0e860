//! Why a call is refused.

use std::fmt;

/// Why a call is refused. Whoever sent it learns the [`reason`](Self::reason) and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// A header that the scheme needs is not there.
    MissingHeader,
    /// A header has not the form that the scheme gives it.
    MalformedHeader,
    /// A header that decides is there twice.
    DuplicateHeader,
    /// The time of the signature is no number of seconds since 1970.
    InvalidTimestamp,
    /// It was signed too long ago.
    TimestampTooOld,
    /// It was signed too far in the future.
    TimestampTooNew,
    /// None of the secrets gives any of the signatures.
    NoMatchingSignature,
    /// The body is longer than is allowed.
    BodyTooLarge,
    /// There is no secret, or an empty one, with which anybody could sign.
    EmptySecret,
    /// A secret has not the form that the scheme gives it.
    InvalidSecret,
}

impl Rejection {
    /// Every reason there is.
    pub const ALL: [Self; 10] = [
        Self::MissingHeader,
        Self::MalformedHeader,
        Self::DuplicateHeader,
        Self::InvalidTimestamp,
        Self::TimestampTooOld,
        Self::TimestampTooNew,
        Self::NoMatchingSignature,
        Self::BodyTooLarge,
        Self::EmptySecret,
        Self::InvalidSecret,
    ];

    /// The name that is told and logged, `no_matching_signature`.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::MissingHeader => "missing_header",
            Self::MalformedHeader => "malformed_header",
            Self::DuplicateHeader => "duplicate_header",
            Self::InvalidTimestamp => "invalid_timestamp",
            Self::TimestampTooOld => "timestamp_too_old",
            Self::TimestampTooNew => "timestamp_too_new",
            Self::NoMatchingSignature => "no_matching_signature",
            Self::BodyTooLarge => "body_too_large",
            Self::EmptySecret => "empty_secret",
            Self::InvalidSecret => "invalid_secret",
        }
    }

    /// The HTTP status that it is answered with.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::MissingHeader
            | Self::MalformedHeader
            | Self::DuplicateHeader
            | Self::InvalidTimestamp => 400,
            Self::TimestampTooOld | Self::TimestampTooNew | Self::NoMatchingSignature => 401,
            Self::BodyTooLarge => 413,
            Self::EmptySecret | Self::InvalidSecret => 500,
        }
    }
}

/// The reason.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for Rejection {}
