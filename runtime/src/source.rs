//! What kind of thing an event comes from, as its CloudEvents `source` says it.

use std::fmt;

/// What an event comes from. With the application's name it is the event's
/// [`source`](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#source-1): `/buildamp/<application>` for
/// [`Internal`](Self::Internal), otherwise `/buildamp/<application>/<name>`, such as `/buildamp/shop/cron`.
///
/// Where an event comes from is known where it is emitted, and [`Emission::source`](crate::Emission::source) says it for what
/// arrives by other ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum EventSource {
    /// The application itself: a handler, a task, a tool. It holds where nothing else is said.
    #[default]
    Internal,
    /// SQL in the database: `buildamp.emit(..)` of a trigger, a script or another language. On PostgreSQL.
    Database,
    /// A message over a WebSocket.
    WebSocket,
    /// A request to the web server: what is emitted through the `Context` that the request is given.
    Frontend,
    /// The engine: an expectation that was not met.
    System,
    /// A call from another system.
    Webhook,
    /// The tick of a cron.
    Cron,
    /// A call to another system, or what came of it.
    Service,
}

impl EventSource {
    /// Every source there is.
    pub const ALL: [Self; 8] = [
        Self::Internal,
        Self::Database,
        Self::WebSocket,
        Self::Frontend,
        Self::System,
        Self::Webhook,
        Self::Cron,
        Self::Service,
    ];

    /// The name in URIs, `websocket`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Database => "database",
            Self::WebSocket => "websocket",
            Self::Frontend => "frontend",
            Self::System => "system",
            Self::Webhook => "webhook",
            Self::Cron => "cron",
            Self::Service => "service",
        }
    }

    /// The source of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// What events of this application say of where they come from: `/buildamp/shop/cron`.
    #[must_use]
    pub fn uri(self, application: &str) -> String {
        match self {
            Self::Internal => format!("/buildamp/{application}"),
            other => format!("/buildamp/{application}/{}", other.name()),
        }
    }

    /// Which one a URI says, of whatever application; `None` of a URI that is not one of these.
    #[must_use]
    pub fn of(uri: &str) -> Option<Self> {
        let path = uri.strip_prefix("/buildamp/")?;
        match path.split_once('/') {
            None => (!path.is_empty()).then_some(Self::Internal),
            Some(("", _)) => None,
            Some((_, name)) => Self::named(name).filter(|it| *it != Self::Internal),
        }
    }
}

/// The name.
impl fmt::Display for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
