//! A length of time as text, `1h 30m` → [`Duration`].

use std::time::Duration;

const SECOND: u64 = 1_000_000_000;

/// The units, in nanoseconds. A day has 24 hours.
const UNITS: [(&str, u64); 6] = [
    ("d", 24 * 60 * 60 * SECOND),
    ("h", 60 * 60 * SECOND),
    ("m", 60 * SECOND),
    ("s", SECOND),
    ("ms", 1_000_000),
    ("us", 1_000),
];

/// Reads whole numbers with their units, one after the other, with or without spaces between them: a part of what
/// `buildamp.toml` takes. `None` when it is something else.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut nanos = 0_u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| !c.is_ascii_digit());
        let (unit, after) = split(after, |c| !c.is_ascii_lowercase());
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
        nanos = number
            .parse::<u64>()
            .ok()?
            .checked_mul(*size)?
            .checked_add(nanos)?;
        rest = after.trim_start();
    }
    Some(Duration::from_nanos(nanos))
}

/// What stands before the first character of this kind, and the rest.
fn split(text: &str, ends: fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_whole_numbers_with_units() {
        let read = [
            ("2s", 2_000_000),
            ("500ms", 500_000),
            ("10us", 10),
            ("0s", 0),
            ("1h 30m", 90 * 60_000_000),
            ("1h30m", 90 * 60_000_000),
            (" 1d ", 24 * 60 * 60_000_000),
        ];
        for (text, micros) in read {
            assert_eq!(
                duration(text),
                Some(Duration::from_micros(micros)),
                "{text}"
            );
        }
        let not = [
            "",
            "2",
            "s",
            "2 s",
            "-1s",
            "1.5s",
            "2x",
            "2S",
            "999999999999d",
            "1s,",
        ];
        for text in not {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
