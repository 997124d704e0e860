//! When the handler of a consumer runs, measured by the transaction that stores its event.

use std::fmt;

use crate::Limits;

/// When the handler of a consumer runs: `handlers.on(..).mode(Mode::Inline)`, `#[buildamp(mode = "inline")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Mode {
    /// After the commit: the event's transaction stores a delivery, and a worker carries it out.
    #[default]
    Durable,
    /// In the transaction that stores the event, before its emit returns, as a part of its own: what the handler writes through
    /// its [`Tx`](crate::Tx) is there when the transaction commits. That is the first attempt at the delivery, made by the
    /// emitter. When it fails its part is undone, the emit succeeds, and workers go on with the delivery, as with a durable one.
    ///
    /// The delivery is durable from the start where the emitter does not have the handler (another process, or SQL), where the
    /// event is scheduled for later, and where the consumer is paused.
    Inline,
    /// The same, and when the handler fails the emit fails with [`Error::Inline`](crate::Error::Inline): nothing of it is
    /// stored, and the transaction is as it was before.
    InlineRequired,
}

impl Mode {
    /// Every mode there is.
    pub const ALL: [Self; 3] = [Self::Durable, Self::Inline, Self::InlineRequired];

    /// The mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name on record and in messages, `inline`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Inline => "inline",
            Self::InlineRequired => "inline, required",
        }
    }

    /// Whether it runs in the transaction that stores its event.
    pub(crate) fn is_inline(self) -> bool {
        matches!(self, Self::Inline | Self::InlineRequired)
    }

    /// What of a consumer contradicts it.
    pub(crate) fn problem(self, limits: &Limits, takes_batches: bool) -> Option<&'static str> {
        match (self.is_inline(), limits.is_none(), takes_batches) {
            (false, _, _) | (true, true, false) => None,
            (true, false, _) => Some(
                "it runs with each emit, so that limits would hold up nothing; leave them out, or make it durable",
            ),
            (true, true, true) => Some(
                "it runs with each emit, so that there is nothing to gather; take one event, or make it durable",
            ),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
