//! The bytes of `text/event-stream`: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.

use std::{fmt::Write as _, sync::Arc};

use crate::{ResyncReason, SseMessage as _, store::Position};

/// A line that clients skip; it tells both ends that the other is there.
pub(super) const KEEP_ALIVE: &str = ":\n\n";

/// What a client asks to go on from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum From {
    /// It was never here.
    Now,
    /// The id of the last frame that it got.
    After(Position),
    /// Something that was no id of ours: it lost its place.
    Lost,
}

impl From {
    pub(super) fn parse(text: Option<&str>) -> Self {
        match text {
            None | Some("") => Self::Now,
            Some(text) => position(text).map_or(Self::Lost, Self::After),
        }
    }
}

fn position(text: &str) -> Option<Position> {
    let (epoch, seq) = text.split_once('-')?;
    let is_epoch =
        (1..=32).contains(&epoch.len()) && epoch.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_seq = seq.bytes().all(|b| b.is_ascii_digit());
    (is_epoch && is_seq).then_some(())?;
    Some(Position {
        epoch: epoch.to_owned(),
        seq: seq.parse().ok()?,
    })
}

/// A message: the number of its frame, and its text.
pub(super) fn message(out: &mut String, epoch: &str, seq: u64, body: &str) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "id: {epoch}-{seq}\ndata: {body}\n\n");
}

/// Tells the client where it is, without a message.
pub(super) fn place(out: &mut String, epoch: &str, seq: u64) {
    let _ = write!(out, "id: {epoch}-{seq}\n\n");
}

/// How long the client waits before it comes back, in milliseconds. Another field has to follow.
pub(super) fn retry(out: &mut String, milliseconds: u32) {
    let _ = writeln!(out, "retry: {milliseconds}");
}

/// The text of a resync.
pub(super) fn resync(reason: ResyncReason) -> Arc<str> {
    let name = crate::Resync::TYPE;
    let reason = match reason {
        ResyncReason::HistoryCut => "history_cut",
        ResyncReason::Overflow => "overflow",
    };
    format!(r#"{{"type":"{name}","data":{{"reason":"{reason}"}}}}"#).into()
}

/// A line break would end the `data:` line. JSON has them only between its tokens, where a space means the same.
pub(super) fn one_line(body: Arc<str>) -> Arc<str> {
    let breaks = |c: char| matches!(c, '\n' | '\r');
    if body.contains(breaks) {
        body.replace(breaks, " ").into()
    } else {
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Resync;

    #[test]
    fn s58_what_is_no_position_is_a_lost_one() {
        let after = |epoch: &str, seq| {
            From::After(Position {
                epoch: epoch.to_owned(),
                seq,
            })
        };
        assert_eq!(From::parse(None), From::Now);
        assert_eq!(From::parse(Some("")), From::Now);
        assert_eq!(From::parse(Some("a1B-0")), after("a1B", 0));
        assert_eq!(
            From::parse(Some("e-18446744073709551615")),
            after("e", u64::MAX)
        );
        for lost in [
            "-",
            "-1",
            "e-",
            "e",
            "7",
            "e--1",
            "e-+1",
            "e-1-1",
            "e-1 ",
            " e-1",
            "é-1",
            "e_f-1",
            "e-18446744073709551616",
            "e-1\n",
            "0123456789012345678901234567890123-1",
        ] {
            assert_eq!(From::parse(Some(lost)), From::Lost, "{lost:?}");
        }
    }

    #[test]
    fn a_resync_is_what_its_type_reads() {
        for reason in [ResyncReason::HistoryCut, ResyncReason::Overflow] {
            let body: serde_json::Value = serde_json::from_str(&resync(reason)).unwrap();
            assert_eq!(body["type"], "buildamp.resync");
            let data: Resync = serde_json::from_value(body["data"].clone()).unwrap();
            assert_eq!(data.reason, reason);
        }
    }

    #[test]
    fn a_body_is_one_line() {
        let same: Arc<str> = r#"{"a":"\n\u0000"}"#.into();
        assert!(Arc::ptr_eq(&same, &one_line(Arc::clone(&same))));
        assert_eq!(&*one_line("{\r\n\"a\":\r1}".into()), "{  \"a\": 1}");
    }
}
