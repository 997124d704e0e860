//! What an answer means.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// What an answer's status means for the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The service has done what it was asked for.
    Done,
    /// It leads elsewhere, where no call follows.
    Elsewhere,
    /// It has refused, and would refuse again.
    Refused,
    /// It has refused for now.
    NotNow,
    /// It has failed.
    Broken,
}

/// By the classes of <https://www.rfc-editor.org/rfc/rfc9110#section-15>; 425 is of <https://www.rfc-editor.org/rfc/rfc8470>, 429
/// of <https://www.rfc-editor.org/rfc/rfc6585>.
pub(super) fn verdict(status: u16) -> Verdict {
    match status {
        200..=299 => Verdict::Done,
        300..=399 => Verdict::Elsewhere,
        408 | 425 | 429 => Verdict::NotNow,
        400..=499 => Verdict::Refused,
        _ => Verdict::Broken,
    }
}

/// The longest time that a service may have a call wait.
pub(super) const LONGEST: Duration = Duration::from_hours(24);

/// How long to wait by `Retry-After`, in seconds or as a date: <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>. `None`
/// where it says neither.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let wait = if is_number {
        // More digits than a number has are for ever.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        let at = httpdate::parse_http_date(value).ok()?;
        let at = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let now = Duration::try_from(now.duration_since(Timestamp::UNIX_EPOCH)).ok()?;
        at.saturating_sub(now)
    };
    Some(wait.min(LONGEST))
}
