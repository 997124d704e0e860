//! What `#[buildamp(..)]` says about a type, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Call, Route, Webhook};

/// What `#[buildamp(..)]` says about a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Options {
    /// `log_only`: nobody has to handle it.
    pub log_only: bool,
    /// `progress`: the session that it stems from is told how its deliveries fare.
    pub progress: bool,
    /// `version = 2`.
    pub version: Option<u32>,
    /// `upcast = from_v1`: the path of the function that reads older versions, as it was written.
    pub upcast: Option<String>,
    /// `priority = "high"`, `"normal"`, `"low"` or a number, lower first.
    pub priority: Option<i16>,
    /// `max_attempts = 3`.
    pub max_attempts: Option<u32>,
    /// `retry(..)`.
    pub retry: Option<Retry>,
    /// `timeout = "30s"`.
    pub timeout: Option<Duration>,
    /// `keep = "30d"` or `"forever"`.
    pub keep: Option<Keep>,
    /// `subject = "user/{email}"`.
    pub subject: Vec<TemplatePart>,
    /// `partition_key = "account/{number}"`.
    pub partition_key: Vec<TemplatePart>,
    /// `overflow = "drop_oldest"`.
    pub overflow: Option<Overflow>,
    /// `coalesce = "document/{id}"`.
    pub coalesce: Vec<TemplatePart>,
    /// Of a webhook: how it is received; `None` where that is not said as it has to be.
    pub webhook: Option<Box<Webhook>>,
    /// Of a call of a service: how it is made; `None` where that is not said as it has to be.
    pub call: Option<Box<Call>>,
    /// Of an event: where its secrets are in its JSON, as `Event::SECRETS` has it. What the whole model says, and so nothing
    /// behind a derive.
    pub secrets: Vec<String>,
    /// `path = "SubmitComment"` and `query`.
    pub route: Option<Box<Route>>,
}

impl Options {
    /// The templates, each under its key; empty where there is none.
    #[must_use]
    pub fn templates(&self) -> [(&'static str, &[TemplatePart]); 3] {
        [
            ("subject", &self.subject),
            ("partition_key", &self.partition_key),
            ("coalesce", &self.coalesce),
        ]
    }
}

/// How the attempts at an event are spaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// `retry(base = "2s", cap = "1h")`.
    Exponential {
        /// The longest wait after the first failure.
        base: Duration,
        /// The longest wait of all.
        cap: Duration,
    },
    /// `retry(every = "30s")`.
    Fixed(Duration),
    /// `retry(with = a::path)`: the path of a function, as it was written.
    With(String),
}

/// How long an event is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// For so long.
    For(Duration),
    /// For ever.
    Forever,
}

/// What becomes of a message when a browser reads too slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The connection is closed, and the browser comes back for what it missed.
    Disconnect,
    /// The oldest message that waits is dropped.
    DropOldest,
}

impl Overflow {
    /// Each under its name in `overflow = "…"`.
    pub const NAMED: [(&'static str, Self); 2] = [
        ("disconnect", Self::Disconnect),
        ("drop_oldest", Self::DropOldest),
    ];
}

/// A piece of a template: text and fields in turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplatePart {
    /// Text that stands as it is.
    Text(String),
    /// The `Display` of a field.
    Field(String),
}
