//! From the text of a lock back to what it says: the inverse of [`super::write`].

mod cursor;
mod shapes;
mod types;

use std::collections::btree_map::{BTreeMap, Entry};

use self::cursor::{Cursor, Read};
use super::write::is_word;
use super::{Event, Lock, Name, Type};
use crate::model::At;
use crate::report::{self, Problem};

impl Lock {
    /// Reads a lock. `shown` is its path as a person types it.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn read(text: &str, shown: &str) -> Result<Self, Vec<Problem>> {
        let mut lock = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cursor = Cursor { rest: line };
            let read = cursor.line(&mut lock);
            if let Err(why) = read.and_then(|()| cursor.end()) {
                let column = line.chars().count() - cursor.rest.chars().count() + 1;
                return Err(vec![unreadable(shown, index + 1, column, line, &why)]);
            }
        }
        Ok(lock)
    }
}

fn unreadable(shown: &str, line: usize, column: usize, text: &str, why: &str) -> Problem {
    let at = At::new(shown.into(), (line, column), (line, column + 1));
    let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    let (what, help) = if marks.iter().any(|mark| text.starts_with(mark)) {
        (
            "the marks of a merge conflict stand in the lock".to_owned(),
            "keep the lines of what is deployed, take the marks away, and run `buildamp generate`",
        )
    } else {
        (
            format!("this line of the lock cannot be read: {why}"),
            "take the file from the last commit; or write it anew and compare nothing: `buildamp generate --accept`",
        )
    };
    Problem::new(report::LOCK, at, what, help)
}

impl Cursor<'_> {
    /// One line into the lock.
    fn line(&mut self, lock: &mut Lock) -> Read<()> {
        let whole = self.rest;
        let kind = self.bare(is_word);
        self.expect(" ")?;
        match kind {
            "type" => self.type_line(&mut lock.types),
            "input" => self.type_line(&mut lock.inputs),
            "event" => {
                let name = self.durable()?;
                self.expect(" v")?;
                let version = self.number()?;
                let upcast = self.take(" upcast");
                self.expect(" = ")?;
                let of = self.name()?;
                let event = Event {
                    version,
                    upcast,
                    of,
                };
                once(&mut lock.events, name, event)
            }
            "message" => {
                let name = self.durable()?;
                self.expect(" = ")?;
                let of = self.name()?;
                once(&mut lock.messages, name, of)
            }
            "session" => {
                lock.sessions.insert(self.name()?);
                Ok(())
            }
            "consumer" => {
                let name = self.durable()?;
                self.expect(" <- ")?;
                let on = self.durable()?;
                once(&mut lock.consumers, name, on)
            }
            "wide" => {
                lock.seen.insert(whole.to_owned());
                self.rest = "";
                Ok(())
            }
            _ => {
                self.rest = whole;
                Err(
                    "it begins with none of type, input, event, message, session, consumer, wide"
                        .to_owned(),
                )
            }
        }
    }

    fn type_line(&mut self, types: &mut BTreeMap<Name, Type>) -> Read<()> {
        let name = self.name()?;
        let mut params = Vec::new();
        if self.take("<") {
            self.list(">", |cursor| {
                params.push(cursor.word()?);
                Ok(())
            })?;
        }
        self.expect(" = ")?;
        let shape = self.type_shape()?;
        once(types, name, Type { params, shape })
    }
}

fn once<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: V) -> Read<()> {
    match map.entry(key) {
        Entry::Vacant(slot) => {
            slot.insert(value);
            Ok(())
        }
        Entry::Occupied(_) => Err("another line says something else of the same".to_owned()),
    }
}
