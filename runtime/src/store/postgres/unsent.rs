//! Events that a transaction has emitted and that the server has not heard of yet. They go there before the next statement,
//! whichever that is; where there is none any more they go together with the commit, which saves a round trip.

use std::fmt::{self, Write as _};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    failed,
    rows::{self, Values},
};
use crate::{Result, store::NewEvent};

/// So many travel with a commit.
const MOST: usize = 16;

/// So many bytes a text may have that stands in an index, and any other: what the server might refuse is sent at once, so that
/// whoever emits it hears of it.
const LONGEST: usize = 512;
const LARGEST: usize = 64 * 1024;

/// In the order of their emits.
#[derive(Debug, Default)]
pub(super) struct Unsent(Vec<NewEvent>);

impl Unsent {
    /// Takes events that can wait, all or none.
    pub(super) fn take_in(&mut self, events: &[NewEvent]) -> bool {
        let fit = self.0.len() + events.len() <= MOST && events.iter().all(is_plain);
        if fit {
            self.0.extend_from_slice(events);
        }
        fit
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn events(&self) -> &[NewEvent] {
        &self.0
    }

    /// They are stored.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The statements that store them, for a connection that has the one that is meant prepared, or has not.
    pub(super) fn statements(&self, is_prepared: bool) -> Result<String> {
        let mut statements = String::new();
        if !is_prepared {
            statements.push_str("SELECT buildamp.prepare_store_one();");
        }
        for event in &self.0 {
            statements.push_str("EXECUTE buildamp_store_one");
            let mut literals = Literals {
                into: &mut statements,
                count: 0,
            };
            rows::values(event, &mut literals)?;
            statements.push_str(");");
        }
        Ok(statements)
    }
}

/// Whether the server has nothing to say of an event but that it is stored.
pub(super) fn is_plain(event: &NewEvent) -> bool {
    let indexed = [
        Some(&event.event_type),
        Some(&event.tenant),
        event.subject.as_ref(),
        event.actor.as_ref(),
        event.session_id.as_ref(),
        event.partition_key.as_ref(),
    ];
    let others = [
        Some(&event.data),
        Some(&event.source),
        event.traceparent.as_ref(),
    ];
    let fit = |texts: &[Option<&String>], most| {
        let mut texts = texts.iter().flatten();
        texts.all(|text| text.len() <= most)
    };
    !event.tenant.is_empty()
        && event.max_attempts != Some(0)
        && event.idempotency_key.is_none()
        && event.debounce.is_none()
        && event.told.is_none()
        && !event.has_secrets
        && fit(&indexed, LONGEST)
        && fit(&others, LARGEST)
        // As a text the server reads other years than we write.
        && [event.time, event.run_at].iter().all(|at| *at >= Timestamp::UNIX_EPOCH)
}

/// Values as a list of literals.
struct Literals<'t> {
    into: &'t mut String,
    count: u32,
}

impl Literals<'_> {
    /// Makes room for the next one.
    fn next(&mut self) -> &mut String {
        self.into.push(if self.count == 0 { '(' } else { ',' });
        self.count += 1;
        self.into
    }

    fn add(&mut self, value: Option<impl fmt::Display>) -> Result<()> {
        let into = self.next();
        match value {
            Some(value) => write!(into, "'{value}'"),
            None => write!(into, "NULL"),
        }
        .map_err(failed)
    }
}

impl Values for Literals<'_> {
    fn uuid(&mut self, value: Option<Uuid>) -> Result<()> {
        self.add(value)
    }

    /// With escapes, which mean the same whatever `standard_conforming_strings` is set to.
    /// <https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE>
    fn text(&mut self, value: Option<&str>) -> Result<()> {
        let Some(value) = value else {
            return self.add(None::<&str>);
        };
        let into = self.next();
        into.push_str("E'");
        for piece in value.split_inclusive(SPECIAL) {
            into.push_str(piece);
            // Doubled it stands for itself.
            into.extend(
                piece
                    .chars()
                    .next_back()
                    .filter(|last| SPECIAL.contains(last)),
            );
        }
        into.push('\'');
        Ok(())
    }

    fn integer(&mut self, value: Option<i32>) -> Result<()> {
        self.add(value)
    }

    fn smallint(&mut self, value: i16) -> Result<()> {
        self.add(Some(value))
    }

    fn boolean(&mut self, value: bool) -> Result<()> {
        self.add(Some(value))
    }

    fn time(&mut self, value: Timestamp) -> Result<()> {
        // Cut off behind the microseconds, as everywhere: the server would round.
        self.add(Some(format_args!("{value:.6}")))
    }
}

const SPECIAL: [char; 2] = ['\'', '\\'];
