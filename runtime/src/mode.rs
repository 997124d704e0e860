//! When the handler of a consumer runs, measured by the transaction that stores its event.

use std::fmt;

use crate::subscribe::Bound;

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
    /// After the commit, in the process that emitted, as far as there is room, and once at most: nothing of it is on record. An
    /// event that finds `processor.ephemeral_queue` of them waiting is dropped for the handler, counted, and the browser session
    /// that it stems from is told by one [`Resync`](crate::Resync). What a process holds is lost with it.
    ///
    /// Where the emitter does not have the handler (another process, or SQL) it does not run.
    Ephemeral,
}

impl Mode {
    /// Every mode there is.
    pub const ALL: [Self; 4] = [
        Self::Durable,
        Self::Inline,
        Self::InlineRequired,
        Self::Ephemeral,
    ];

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
            Self::Ephemeral => "ephemeral",
        }
    }

    /// Whether it runs in the transaction that stores its event.
    pub(crate) fn is_inline(self) -> bool {
        matches!(self, Self::Inline | Self::InlineRequired)
    }

    /// Whether what becomes of an event at its consumer is on record.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn has_deliveries(self) -> bool {
        self != Self::Ephemeral
    }

    /// What of a consumer contradicts it.
    pub(crate) fn problem(self, of: &Bound) -> Option<&'static str> {
        let is_limited = !of.limits.is_none();
        let takes_batches = of.batch().is_some();
        match (self, is_limited, takes_batches, of.coalesce().is_some()) {
            (Self::Durable, _, _, false)
            | (Self::Inline | Self::InlineRequired, false, false, false)
            | (Self::Ephemeral, false, false, _) => None,
            (Self::Durable | Self::Inline | Self::InlineRequired, _, _, true) => Some(
                "events are merged for an ephemeral handler alone; make it that, or debounce them as they are emitted",
            ),
            (Self::Inline | Self::InlineRequired | Self::Ephemeral, true, _, _) => {
                Some("limits are kept by what waits on record; leave them out, or make it durable")
            }
            (Self::Inline | Self::InlineRequired | Self::Ephemeral, false, true, _) => {
                Some("batches are made of what waits on record; take one event, or make it durable")
            }
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
