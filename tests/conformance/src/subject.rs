//! A type, values of it and JSON that it refuses.

use std::any::type_name;

use serde::{Deserialize, Serialize};

/// What a type makes of some JSON: the JSON that it writes then (`None` where a skipped variant never is), or why it
/// refuses it.
pub type Said = Result<Option<String>, String>;

/// A type with what it writes, accepts and refuses.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its path with its type arguments, as rustc says it.
    pub type_name: &'static str,
    /// What it makes of some JSON; `None` where it is only ever written.
    pub model: Option<fn(&str) -> Said>,
    /// What `serde_json` wrote for each value.
    pub written: Vec<String>,
    /// See [`Subject::holds`].
    pub held: Vec<String>,
    /// See [`Subject::reads`].
    pub read: Vec<&'static str>,
    /// See [`Subject::tolerates`].
    pub tolerated: Vec<&'static str>,
    /// See [`Subject::fills`].
    pub filled: Vec<&'static str>,
    /// See [`Subject::refuses`].
    pub refused: Vec<&'static str>,
    /// See [`Subject::refuses_beyond`].
    pub refused_beyond: Vec<&'static str>,
    /// See [`Subject::never_writes`].
    pub never_written: Vec<&'static str>,
}

/// A type by its values.
#[must_use]
pub fn writes<T>(values: impl IntoIterator<Item = T>) -> Subject
where
    T: Serialize + Deserialize<'static>,
{
    Subject {
        model: Some(said::<T>),
        ..writes_only(values)
    }
}

/// A type that travels in one direction only, as a message to the browser does.
///
/// # Panics
///
/// When serde refuses to write a value: the idea is none then.
#[must_use]
pub fn writes_only<T: Serialize>(values: impl IntoIterator<Item = T>) -> Subject {
    Subject {
        type_name: type_name::<T>(),
        model: None,
        written: json(values),
        held: Vec::new(),
        read: Vec::new(),
        tolerated: Vec::new(),
        filled: Vec::new(),
        refused: Vec::new(),
        refused_beyond: Vec::new(),
        never_written: Vec::new(),
    }
}

impl Subject {
    /// JSON beside what is written that is accepted, and that is a value of the TypeScript type: of `FooInput` where
    /// there is one.
    #[must_use]
    pub fn reads(self, read: impl Into<Vec<&'static str>>) -> Self {
        let read = read.into();
        Self { read, ..self }
    }

    /// JSON that is accepted, though nobody would write it as a literal of the TypeScript type: with unknown keys, say.
    #[must_use]
    pub fn tolerates(self, tolerated: impl Into<Vec<&'static str>>) -> Self {
        let tolerated = tolerated.into();
        Self { tolerated, ..self }
    }

    /// JSON without a key that serde fills with `None`. Elm does so too; TypeScript, whose type has the key, refuses it.
    #[must_use]
    pub fn fills(self, filled: impl Into<Vec<&'static str>>) -> Self {
        let filled = filled.into();
        Self { filled, ..self }
    }

    /// JSON that serde, TypeScript and Elm refuse.
    #[must_use]
    pub fn refuses(self, refused: impl Into<Vec<&'static str>>) -> Self {
        let refused = refused.into();
        Self { refused, ..self }
    }

    /// Values with integers beyond 2^53. Elm and TypeScript's `number` round them; under `int64 = "string"` and `"bigint"`
    /// they are read and written back digit by digit.
    #[must_use]
    pub fn holds<T: Serialize>(self, values: impl IntoIterator<Item = T>) -> Self {
        Self {
            held: json(values),
            ..self
        }
    }

    /// JSON that serde refuses because an integer is a little too large for its type: so do those two.
    #[must_use]
    pub fn refuses_beyond(self, refused: impl Into<Vec<&'static str>>) -> Self {
        Self {
            refused_beyond: refused.into(),
            ..self
        }
    }

    /// JSON that is no value of `Foo`, for a type that reads more than it writes.
    #[must_use]
    pub fn never_writes(self, never_written: impl Into<Vec<&'static str>>) -> Self {
        let never_written = never_written.into();
        Self {
            never_written,
            ..self
        }
    }
}

fn json<T: Serialize>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    let text = |value| serde_json::to_string(&value).expect("serde has to write it");
    values.into_iter().map(text).collect()
}

/// Reads and writes again. The text stays for good, because some types borrow from it.
fn said<T: Serialize + Deserialize<'static>>(json: &str) -> Said {
    let json: &'static str = Box::leak(json.to_owned().into_boxed_str());
    let value: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
    Ok(serde_json::to_string(&value).ok())
}
