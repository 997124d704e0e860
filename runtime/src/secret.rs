//! Secret fields, `#[buildamp(secret)]`: carried like all others, and shown to nobody.

#[cfg(feature = "engine")]
use std::collections::BTreeMap;

#[cfg(feature = "engine")]
use serde::{Deserialize, Serialize};
#[cfg(feature = "engine")]
use serde_json::Value;

use crate::Event;
#[cfg(feature = "engine")]
use crate::{
    Envelope, Operations, Result,
    store::{EventType, To},
};

/// What stands where a secret is not shown.
#[cfg(feature = "engine")]
const HIDDEN: &str = "[secret]";

/// What serde says of data that does not fit, without what it quotes of a type that has secrets.
pub(crate) fn told<E: Event>(error: &serde_json::Error) -> String {
    if E::SECRETS.is_empty() {
        return error.to_string();
    }
    format!(
        "it does not fit at line {} column {}; what stands there is not shown, since the type has secret fields",
        error.line(),
        error.column()
    )
}

/// The same as an error of serde's.
pub(crate) fn untold<E: Event>(error: serde_json::Error) -> serde_json::Error {
    if E::SECRETS.is_empty() {
        return error;
    }
    serde::de::Error::custom(told::<E>(&error))
}

/// Where the secrets of a type of events are, in the data of one version.
#[cfg(feature = "engine")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Secrets {
    version: u32,
    /// As [`Event::SECRETS`] has them.
    paths: Vec<String>,
}

/// A step of a path.
#[cfg(feature = "engine")]
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    /// Whatever key or element.
    Any,
    /// However many of them.
    Deep,
}

#[cfg(feature = "engine")]
impl Secrets {
    pub(crate) fn of<E: Event>() -> Option<Self> {
        Self::at(E::SECRETS, E::VERSION)
    }

    fn at(paths: &[&str], version: u32) -> Option<Self> {
        (!paths.is_empty()).then(|| Self {
            version,
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
        })
    }

    /// The value as it may be shown.
    pub(crate) fn hidden(paths: Vec<String>, mut value: Value) -> Value {
        let version = 0;
        let secrets = Self { version, paths };
        secrets.each(version, &mut value, &mut |secret| *secret = HIDDEN.into());
        value
    }

    fn paths(&self) -> impl Iterator<Item = Vec<Step>> {
        self.paths.iter().map(|path| steps(path))
    }

    /// Shows each secret in the data. In data of another version nobody knows where they are: all of it is one.
    fn each(&self, version: u32, data: &mut Value, see: &mut impl FnMut(&mut Value)) {
        if version != self.version {
            return see(data);
        }
        for path in self.paths() {
            each(data, &path, see);
        }
    }
}

#[cfg(feature = "engine")]
fn steps(path: &str) -> Vec<Step> {
    let step = |step: &str| match step {
        "*" => Step::Any,
        "**" => Step::Deep,
        key => Step::Key(key.replace("~1", ".").replace("~2", "*").replace("~0", "~")),
    };
    match path {
        "" => Vec::new(),
        path => path.split('.').map(step).collect(),
    }
}

#[cfg(feature = "engine")]
fn each(value: &mut Value, path: &[Step], see: &mut impl FnMut(&mut Value)) {
    let Some((first, rest)) = path.split_first() else {
        // That there is none is no secret.
        if !value.is_null() {
            see(value);
        }
        return;
    };
    match first {
        Step::Key(key) => {
            let found = match value {
                Value::Object(object) => object.get_mut(key),
                Value::Array(array) => key.parse().ok().and_then(|at: usize| array.get_mut(at)),
                _ => None,
            };
            if let Some(found) = found {
                each(found, rest, see);
            }
        }
        Step::Any => children(value, &mut |child| each(child, rest, see)),
        Step::Deep => {
            each(value, rest, see);
            children(value, &mut |child| each(child, path, see));
        }
    }
}

#[cfg(feature = "engine")]
fn children(value: &mut Value, see: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(object) => object.values_mut().for_each(see),
        Value::Array(array) => array.iter_mut().for_each(see),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The secrets of all types of events that have any.
#[cfg(feature = "engine")]
#[derive(Debug, Default)]
pub(crate) struct AllSecrets(BTreeMap<String, Secrets>);

#[cfg(feature = "engine")]
impl AllSecrets {
    pub(crate) fn of(types: &[EventType]) -> Self {
        let of = types
            .iter()
            .filter_map(|it| Some((it.name.to_owned(), it.secrets.clone()?)));
        Self(of.collect())
    }

    /// The event as it may be shown.
    fn hide(&self, event: &mut Envelope) -> Result<()> {
        let (Some(secrets), None) = (self.0.get(&event.event_type), event.erased_at) else {
            return Ok(());
        };
        let unreadable = |error: serde_json::Error| crate::Error::Store(error.into());
        let mut data = event.payload().map_err(unreadable)?;
        secrets.each(event.schema_version, &mut data, &mut |secret| {
            *secret = HIDDEN.into();
        });
        event.data = serde_json::value::to_raw_value(&data).map_err(unreadable)?;
        Ok(())
    }

    /// What must not be repeated of an event's data.
    pub(crate) fn in_data(&self, event: &Envelope) -> Unsaid {
        Unsaid::in_data(self.0.get(&event.event_type), event)
    }
}

/// Words of fewer characters are in too many others.
#[cfg(feature = "engine")]
const SHORTEST: usize = 3;

/// All text in a secret, as it stands and as it is quoted.
#[cfg(feature = "engine")]
fn collect(secret: &Value, words: &mut Vec<String>) {
    let mut add = |word: &str| {
        if word.chars().count() >= SHORTEST {
            let quoted = [format!("{word:?}"), Value::from(word).to_string()];
            words.extend(quoted.map(|quoted| quoted[1..quoted.len() - 1].to_owned()));
            words.push(word.to_owned());
        }
    };
    match secret {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => add(&number.to_string()),
        Value::String(text) => add(text),
        Value::Array(array) => array.iter().for_each(|one| collect(one, words)),
        Value::Object(object) => {
            object.keys().for_each(|key| add(key));
            object.values().for_each(|one| collect(one, words));
        }
    }
}

/// Words that may not stand in what is told of an attempt.
#[cfg(feature = "engine")]
#[derive(Debug, Clone, Default)]
pub(crate) struct Unsaid(Vec<String>);

#[cfg(feature = "engine")]
impl Unsaid {
    /// Those of an event whose secrets are there.
    pub(crate) fn of(paths: &[&str], event: &Envelope) -> Self {
        Self::in_data(Secrets::at(paths, event.schema_version).as_ref(), event)
    }

    fn in_data(secrets: Option<&Secrets>, event: &Envelope) -> Self {
        let mut words = Vec::new();
        if let Some(secrets) = secrets
            && let Ok(mut data) = event.payload()
        {
            secrets.each(event.schema_version, &mut data, &mut |secret| {
                collect(secret, &mut words);
            });
        }
        Self::all(words)
    }

    /// Those of a call of a service, as JSON, and of the variables that its target names.
    #[cfg(feature = "services")]
    pub(crate) fn in_call(paths: &[&str], call: &Value, variables: &[String]) -> Self {
        let mut words = Vec::new();
        if let Some(secrets) = Secrets::at(paths, 0) {
            secrets.each(0, &mut call.clone(), &mut |secret| {
                collect(secret, &mut words);
            });
        }
        for variable in variables {
            collect(&Value::from(variable.as_str()), &mut words);
        }
        Self::all(words)
    }

    fn all(mut words: Vec<String>) -> Self {
        // The longest first: one may be a part of another.
        words.sort_unstable_by_key(|word: &String| std::cmp::Reverse(word.len()));
        words.dedup();
        Self(words)
    }

    /// The text without them.
    pub(crate) fn hide(&self, mut text: String) -> String {
        for word in &self.0 {
            if text.contains(word.as_str()) {
                text = text.replace(word.as_str(), HIDDEN);
            }
        }
        text
    }

    /// The end of an attempt without them.
    pub(crate) fn hide_in(&self, to: To) -> To {
        match to {
            To::Retrying { run_at, error } => To::Retrying {
                run_at,
                error: self.hide(error),
            },
            To::Dead { reason, error } => To::Dead {
                reason,
                error: self.hide(error),
            },
            To::Released { run_at, why } => To::Released {
                run_at,
                why: self.hide(why),
            },
            To::Succeeded | To::Cancelled | To::Snoozed { .. } => to,
        }
    }
}

#[cfg(feature = "engine")]
impl Operations {
    /// Events as they may be shown to people: where `#[buildamp(secret)]` says so, their data is `"[secret]"`, as the
    /// application has made known when it last started. So is all data of another version than that knows.
    ///
    /// # Errors
    /// [`Error::Store`](crate::Error::Store).
    pub async fn without_secrets(&self, mut events: Vec<Envelope>) -> Result<Vec<Envelope>> {
        let store = self.core().store().await?;
        let known = store.records().secrets().await?.into_iter();
        let all = AllSecrets(known.collect());
        events.iter_mut().try_for_each(|event| all.hide(event))?;
        Ok(events)
    }
}
