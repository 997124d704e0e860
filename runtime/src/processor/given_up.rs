//! What follows once a call of a service is given up: it is emitted in the transaction that ends the delivery.

use std::{slice, sync::Arc};

use tokio_util::sync::CancellationToken;

use super::attempt::Ended;
use crate::{
    Context, Envelope, Follow, Result, Tx,
    core::Core,
    services::Outbound,
    store::{Claimed, Settlement, To},
    subscribe::Bound,
};

/// What is needed for it when the handler has consumed the event.
pub(super) struct GivenUp {
    outbound: Outbound,
    event: Envelope,
    cx: Context,
}

impl GivenUp {
    /// `None` for a consumer that calls nothing.
    pub(super) fn of(consumer: &Bound, core: &Arc<Core>, claimed: &Claimed) -> Option<Self> {
        let state = Arc::new(());
        let cancel = CancellationToken::new();
        Some(Self {
            outbound: consumer.outbound?,
            event: claimed.event.clone(),
            cx: Context::of_delivery(Arc::clone(core), state, claimed, cancel),
        })
    }

    /// Ends the delivery together with what follows, where it is dead and something does. Should that fail, the delivery ends
    /// without: it is not called once more for that.
    pub(super) async fn follow(self, core: &Core, ended: Ended) -> Ended {
        let Ended::Open(settlement) = ended else {
            return ended;
        };
        let To::Dead { error, .. } = &settlement.to else {
            return Ended::Open(settlement);
        };
        let Some(follow) = (self.outbound.given_up)(&self.event, error) else {
            return Ended::Open(settlement);
        };
        match core.patiently(self.settle(follow, &settlement)).await {
            Ok(true) => Ended::Settled(settlement),
            Ok(false) => Ended::Lost(settlement.delivery, settlement.attempt),
            Err(error) => {
                let service = self.outbound.service;
                tracing::error!(%error, service, "what follows from a call that was given up could not be emitted");
                Ended::Open(settlement)
            }
        }
    }

    async fn settle(&self, follow: Follow, settlement: &Settlement) -> Result<bool> {
        let mut tx = Tx::of_attempt(&self.cx);
        follow.emit(&mut tx).await?;
        tx.settle(slice::from_ref(settlement)).await
    }
}
