//! What comes of a transaction once it has committed, and never when it is rolled back.

use std::sync::Arc;

use crate::{
    core::Core,
    metrics::Published,
    processor::ephemeral::{Ephemeral, Given},
    session::Retoken,
    store::{DeliveryId, Emitted, NewEvent},
};

/// Gathered while a transaction is open.
#[derive(Debug, Default)]
#[must_use = "what comes after the commit is lost otherwise"]
pub(crate) struct After {
    /// What was emitted, to be counted.
    published: Vec<Published>,
    /// Deliveries that have ended.
    ended: Vec<DeliveryId>,
    /// For the handlers that run then.
    ephemeral: Vec<Given>,
    /// What becomes of browsers' cookies.
    retokens: Vec<Retoken>,
}

impl After {
    pub(crate) fn published(
        &mut self,
        event_type: &'static str,
        events: &[NewEvent],
        emitted: &[Emitted],
    ) {
        let stored = events.iter().zip(emitted);
        let stored = stored.filter(|(_, emitted)| emitted.is_stored());
        self.published
            .extend(stored.map(|(event, emitted)| Published {
                event: emitted.id(),
                event_type,
                source: event.source(),
            }));
    }

    pub(crate) fn ended(&mut self, deliveries: impl IntoIterator<Item = DeliveryId>) {
        self.ended.extend(deliveries);
    }

    pub(crate) fn give(&mut self, ephemeral: Vec<Given>) {
        self.ephemeral.extend(ephemeral);
    }

    pub(crate) fn retoken(&mut self, retoken: Retoken) {
        self.retokens.push(retoken);
    }

    /// And what comes of a part of it.
    pub(crate) fn add(&mut self, part: Self) {
        self.published.extend(part.published);
        self.ended.extend(part.ended);
        self.ephemeral.extend(part.ephemeral);
        self.retokens.extend(part.retokens);
    }

    /// The transaction has committed.
    pub(crate) fn committed(self, core: &Arc<Core>) {
        for alike in self.published.chunk_by(Published::is_like) {
            let Published {
                source, event_type, ..
            } = alike[0];
            core.meters
                .published(source, event_type, alike.len() as u64);
        }
        core.bell.ended.ended(self.ended);
        Ephemeral::take(core, self.ephemeral);
        for retoken in self.retokens {
            retoken.stored(core);
        }
    }

    /// Whether it commits is its owner's business: who waits for a delivery finds out by looking. No cookie changes in one.
    pub(crate) fn in_doubt(self, core: &Arc<Core>) {
        let now = core.now();
        core.meters.maybe_published(self.published, now);
        Ephemeral::doubt(core, self.ephemeral);
    }
}
