//! Events of one key that come within a window, merged into the last.

use std::{sync::Arc, time::Duration};

use super::decode;
use crate::{Envelope, Event};

/// How events are merged for a handler.
#[derive(Clone)]
pub(crate) struct Coalesce {
    /// How long the first waits for others.
    pub window: Duration,
    key: Arc<KeyOf>,
}

/// The key of an event, if its data can be read.
type KeyOf = dyn Fn(&Envelope) -> Option<String> + Send + Sync;

impl Coalesce {
    pub(crate) fn new<E: Event>(
        window: Duration,
        key: impl Fn(&E) -> String + Send + Sync + 'static,
    ) -> Self {
        Self {
            window,
            key: Arc::new(move |envelope| decode(envelope).ok().map(|event: E| key(&event))),
        }
    }

    /// The key of an event; `None` where its data cannot be read, which the handler says.
    pub(crate) fn key(&self, event: &Envelope) -> Option<String> {
        (self.key)(event)
    }
}
