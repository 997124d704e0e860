//! Consumers that are tied to the state of an application.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::{Coalesce, Handlers, Policy, Refusal, Registration, Run, RunOne, covers};
use crate::{
    Batch, BatchEnd, Context, Envelope, Limits, Mode, Outcome, Tx,
    after::After,
    core::Core,
    store::{Claimed, ConsumerSpec, EventType, Start},
    tx::Connection,
};

/// A consumer that an application's state is bound to, so that the processor need not know the state's type.
#[derive(Clone)]
pub(crate) struct Bound {
    pub name: String,
    on: String,
    start: Start,
    pub policy: Policy,
    pub limits: Limits,
    pub mode: Mode,
    coalesce: Option<Coalesce>,
    pub secret_result: &'static [&'static str],
    /// Where it makes the calls of a service.
    #[cfg(feature = "services")]
    pub outbound: Option<crate::services::Outbound>,
    runs: Runs,
}

#[derive(Clone)]
enum Runs {
    One(Arc<dyn Single>),
    Batch(Batch, Arc<StartBatch>),
}

/// Runs a handler that takes one event at a time.
pub(crate) trait Single: Send + Sync {
    /// In a transaction of its own. Dropping the future rolls it back.
    fn start(
        &self,
        core: Arc<Core>,
        claimed: Claimed,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, Ran>;

    /// The same without a delivery.
    fn start_unrecorded(
        &self,
        core: Arc<Core>,
        event: Envelope,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, Ran>;

    /// In a part of a transaction, the so-manieth within each other.
    fn start_within<'p>(
        &self,
        core: Arc<Core>,
        claimed: Claimed,
        part: Connection<'p>,
        depth: u32,
    ) -> BoxFuture<'p, RanWithin>;
}

pub(crate) type StartBatch = dyn Fn(Arc<Core>, Vec<Claimed>, CancellationToken) -> BoxFuture<'static, RanBatch>
    + Send
    + Sync;

/// What one run of a handler left behind.
pub(crate) struct Ran {
    /// Its transaction, open if the handler used it.
    pub tx: Tx<'static>,
    pub result: Result<Outcome, Refusal>,
}

/// What one run of a handler in a part of a transaction left behind.
pub(crate) struct RanWithin {
    pub result: Result<Outcome, Refusal>,
    /// What comes of what it did, once that is committed.
    pub after: After,
}

/// What one run of a handler for a batch left behind.
pub(crate) struct RanBatch {
    /// Its transaction, open if the handler used it.
    pub tx: Tx<'static>,
    /// Why the handler was not given a delivery, of each.
    pub refused: Vec<Option<Refusal>>,
    /// What became of those that it was given.
    pub end: BatchEnd,
}

impl Bound {
    /// As the store is told of it.
    pub(crate) fn spec(&self, max_attempts: u32) -> ConsumerSpec {
        ConsumerSpec {
            name: self.name.clone(),
            on: self.on.clone(),
            start: self.start,
            max_attempts,
            limits: self.limits,
            mode: self.mode,
        }
    }

    /// What runs the handler, where it takes one event at a time.
    pub(crate) fn one(&self) -> Option<&dyn Single> {
        match &self.runs {
            Runs::One(start) => Some(start.as_ref()),
            Runs::Batch(..) => None,
        }
    }

    /// How events are merged for it.
    pub(crate) fn coalesce(&self) -> Option<&Coalesce> {
        self.coalesce.as_ref()
    }

    /// The same by hand.
    pub(crate) fn set_coalesce(&mut self, coalesce: Coalesce) {
        self.coalesce = Some(coalesce);
    }

    /// Whether it subscribes to events of this type, as far as this process knows.
    pub(crate) fn wants(&self, event_type: &str) -> bool {
        covers(&self.on, event_type)
    }

    /// What runs the handler, where it takes batches.
    pub(crate) fn batch(&self) -> Option<(Batch, &StartBatch)> {
        match &self.runs {
            Runs::One(_) => None,
            Runs::Batch(batch, start) => Some((*batch, start.as_ref())),
        }
    }
}

/// What handlers bring to an application.
pub(crate) struct Parts {
    pub consumers: Vec<Bound>,
    /// The types of events that they know.
    pub types: Vec<EventType>,
    #[cfg(feature = "http")]
    pub webhooks: Vec<crate::webhook::Inbound>,
}

/// Ties handlers to the state that they are to see.
pub(crate) fn bind<S: Send + Sync + 'static>(handlers: Handlers<S>, state: &Arc<S>) -> Parts {
    let bound = handlers.list.into_iter();
    Parts {
        consumers: bound.map(|one| bind_one(one, Arc::clone(state))).collect(),
        types: handlers.types,
        #[cfg(feature = "http")]
        webhooks: handlers.webhooks,
    }
}

fn bind_one<S: Send + Sync + 'static>(one: Registration<S>, state: Arc<S>) -> Bound {
    let runs = match one.run {
        Run::One(run) => Runs::One(Arc::new(HandlerOf { run, state })),
        Run::Batch(batch, run) => Runs::Batch(
            batch,
            Arc::new(move |core, claimed, cancel| run(core, Arc::clone(&state), claimed, cancel)),
        ),
    };
    Bound {
        name: one.name,
        on: one.on,
        start: one.start,
        policy: one.policy,
        limits: one.limits,
        mode: one.mode,
        coalesce: one.coalesce,
        secret_result: one.secret_result,
        #[cfg(feature = "services")]
        outbound: one.outbound,
        runs,
    }
}

/// A handler with the state that its contexts have.
struct HandlerOf<S> {
    run: Arc<RunOne<S>>,
    state: Arc<S>,
}

impl<S: Send + Sync + 'static> HandlerOf<S> {
    fn run_alone(&self, cx: Context<S>, event: Envelope) -> BoxFuture<'static, Ran> {
        let mut tx = Tx::of_attempt(&cx);
        let run = Arc::clone(&self.run);
        Box::pin(async move {
            let result = match run(event, cx, &mut tx) {
                Ok(outcome) => Ok(outcome.await),
                Err(refusal) => Err(refusal),
            };
            Ran { tx, result }
        })
    }
}

impl<S: Send + Sync + 'static> Single for HandlerOf<S> {
    fn start(
        &self,
        core: Arc<Core>,
        claimed: Claimed,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, Ran> {
        let cx = Context::of_delivery(core, Arc::clone(&self.state), &claimed, cancel);
        self.run_alone(cx, claimed.event)
    }

    fn start_unrecorded(
        &self,
        core: Arc<Core>,
        event: Envelope,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, Ran> {
        let cx = Context::of_event(core, Arc::clone(&self.state), &event, cancel);
        self.run_alone(cx, event)
    }

    fn start_within<'p>(
        &self,
        core: Arc<Core>,
        claimed: Claimed,
        part: Connection<'p>,
        depth: u32,
    ) -> BoxFuture<'p, RanWithin> {
        let state = Arc::clone(&self.state);
        let cx = Context::of_delivery(core, state, &claimed, CancellationToken::new());
        let mut tx = Tx::within(&cx, part, depth);
        let run = Arc::clone(&self.run);
        Box::pin(async move {
            let result = match run(claimed.event, cx, &mut tx) {
                Ok(outcome) => Ok(outcome.await),
                Err(refusal) => Err(refusal),
            };
            let after = tx.take_after();
            RanWithin { result, after }
        })
    }
}
