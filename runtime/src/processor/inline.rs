//! Handlers that run in the transaction that stores their event: the first attempt at a delivery, made by whoever emits.
//!
//! An emit with such handlers is a part of its transaction, and each of them a part within it. Their deliveries are rows like
//! all others, taken and ended before anybody else sees them; what one fails with is on record, and workers go on from there.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(
        unused_variables,
        reason = "an engine without a database has no transaction that they could run in"
    )
)]

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tracing::Instrument as _;

use super::{
    Ended,
    attempt::{Claim, UNREADABLE},
    run::late,
};
use crate::{
    BoxError, Error, Mode, Outcome, Result, Settle,
    after::After,
    core::Core,
    emit,
    part::Part,
    retry, spans,
    store::{Acting, Claimed, Emitted, NewEvent, Ready, Settlement, Store, To},
    subscribe::{Bound, RanWithin, Refusal},
    tx::Connection,
};

/// So many such handlers may run within each other.
const DEEPEST: u32 = 16;

/// What this build does not know is a worker's after this long.
const HAND_ON: Duration = Duration::from_secs(1);

/// The handlers of this process that run in the transactions of their emits, in the order of their registration.
#[derive(Default)]
pub(crate) struct Inline {
    consumers: Vec<Bound>,
    names: Vec<String>,
}

impl Inline {
    pub(crate) fn of(bound: &[Bound]) -> Self {
        let is_inline = |one: &&Bound| one.mode.is_inline();
        let consumers: Vec<Bound> = bound.iter().filter(is_inline).cloned().collect();
        let names = consumers.iter().map(|one| one.name.clone()).collect();
        Self { consumers, names }
    }

    /// Whether one of them subscribes to one of these events.
    pub(crate) fn wants(&self, events: &[NewEvent]) -> bool {
        let wants = |one: &Bound| events.iter().any(|event| one.wants(&event.event_type));
        self.consumers.iter().any(wants)
    }
}

/// Stores events with the handlers that are around them: all of it, or nothing.
pub(crate) async fn emit(
    core: &Arc<Core>,
    store: &dyn Store,
    on: &mut Connection<'_>,
    events: &[NewEvent],
    depth: u32,
) -> Result<(Vec<Emitted>, After)> {
    if depth >= DEEPEST {
        return Err(Error::TooDeep(depth));
    }
    let mut part = on.part().await?;
    match store_and_run(core, store, &mut part.connection(), events, depth).await {
        Ok(done) => {
            part.keep().await?;
            Ok(done)
        }
        Err(error) => {
            part.undo().await?;
            Err(error)
        }
    }
}

async fn store_and_run(
    core: &Arc<Core>,
    store: &dyn Store,
    on: &mut Connection<'_>,
    events: &[NewEvent],
    depth: u32,
) -> Result<(Vec<Emitted>, After)> {
    let emitted = emit::in_place(store, on, events).await?;
    let is_due = |(event, emitted): &(&NewEvent, &Emitted)| {
        matches!(emitted, Emitted::Stored(_)) && event.run_at <= event.time
    };
    let due = events.iter().zip(&emitted).filter(is_due);
    let due: Vec<&NewEvent> = due.map(|(event, _)| event).collect();
    let mut after = After::default();
    if due.is_empty() {
        return Ok((emitted, after));
    }
    let caller = store.act_as(on, Acting::Engine).await?;
    let ready = Ready {
        worker: core.worker,
        consumers: &core.inline.names,
        lease_until: retry::later(core.now(), core.config.processor.lease),
    };
    let taken = store.take(on, &due, ready).await?;
    let mut ends = Vec::with_capacity(taken.len());
    for (consumer, claimed) in in_order(&core.inline, &due, taken) {
        let (end, of_handler) = attempt(core, store, on, consumer, claimed, depth).await?;
        ends.push(end);
        after.add(of_handler);
    }
    if !ends.is_empty() {
        let held = store.settle(Some(&mut *on), &ends, core.now()).await?;
        if !held.into_iter().all(|held| held) {
            let why = "a delivery was taken over in the transaction of its emit";
            return Err(Error::Store(why.into()));
        }
        after.ended(ends.iter().map(|end| end.delivery));
    }
    store.act_as(on, caller).await?;
    Ok((emitted, after))
}

/// Event by event as they were emitted, and of each the handlers as they were registered.
fn in_order<'c>(
    inline: &'c Inline,
    events: &[&NewEvent],
    taken: Vec<Claimed>,
) -> Vec<(&'c Bound, Claimed)> {
    let mut placed: Vec<_> = taken
        .into_iter()
        .filter_map(|claimed| {
            let of = |event: &&NewEvent| event.id == claimed.event.id;
            let event = events.iter().position(of)?;
            let named = |one: &Bound| one.name == claimed.consumer;
            let consumer = inline.consumers.iter().position(named)?;
            Some((event, consumer, claimed))
        })
        .collect();
    placed.sort_by_key(|(event, consumer, _)| (*event, *consumer));
    let placed = placed.into_iter();
    placed
        .filter_map(|(_, consumer, claimed)| Some((inline.consumers.get(consumer)?, claimed)))
        .collect()
}

/// What a handler came to.
enum Came {
    To(Outcome),
    /// It was not run, or not to its end.
    Not(Refusal),
    /// It failed with this, of which a session is told as much.
    Broke(String, &'static str),
}

/// Runs one of them to its end. What it fails with is on record, unless the emit has to fail with it.
async fn attempt(
    core: &Arc<Core>,
    store: &dyn Store,
    on: &mut Connection<'_>,
    consumer: &Bound,
    claimed: Claimed,
    depth: u32,
) -> Result<(Settlement, After)> {
    let running = core.meters.started(&claimed, core.now());
    let claim = Claim::of(core, consumer.policy, &claimed);
    let span = spans::process(&claimed);
    let event_type = claimed.event.event_type.clone();
    let mut part = on.part().await?;
    let tenant = Acting::Tenant(claimed.event.tenant.clone());
    store.act_as(&mut part.connection(), tenant).await?;
    let ran = run(core, consumer, claimed, part.connection(), depth);
    let (came, mut after) = ran.instrument(span.clone()).await;
    let came = match came {
        Came::To(Ok(settle)) => match keep(store, part).await {
            Ok(()) => Came::To(Ok(settle)),
            // It has gone on after the database had refused something, which PostgreSQL does not allow.
            Err(error) => Came::Broke(
                format!("its part of the transaction failed: {error}"),
                "its transaction failed",
            ),
        },
        failed => {
            part.undo().await?;
            failed
        }
    };
    if !matches!(came, Came::To(Ok(_))) {
        after = After::default();
    }
    let came = match (consumer.mode, came) {
        (Mode::InlineRequired, came) => Came::To(Ok(required(came).map_err(|source| {
            let consumer = consumer.name.clone();
            Error::Inline {
                consumer,
                event_type,
                source,
            }
        })?)),
        (_, came) => came,
    };
    let settlement = span.in_scope(|| ended(core, consumer, &claim, came));
    if let Some(running) = running {
        running.ended(&Ended::Open(settlement.clone()));
    }
    Ok((settlement, after))
}

/// Its part stays, and what follows is the engine's again.
async fn keep(store: &dyn Store, mut part: Part<'_>) -> Result<()> {
    store.act_as(&mut part.connection(), Acting::Engine).await?;
    part.keep().await
}

async fn run(
    core: &Arc<Core>,
    consumer: &Bound,
    claimed: Claimed,
    part: Connection<'_>,
    depth: u32,
) -> (Came, After) {
    let Some(handler) = consumer.one() else {
        let why = "a handler of batches cannot run with an emit".to_owned();
        return (Came::Broke(why, "it cannot run"), After::default());
    };
    let config = &core.config.processor;
    let handler = handler.start_within(Arc::clone(core), claimed, part, depth + 1);
    let ran = tokio::select! {
        biased;
        ran = AssertUnwindSafe(handler).catch_unwind() => ran,
        limit = late(core, consumer.policy.timeout.or(config.timeout)) => return too_late(limit),
        // Real time, as that of every transaction: others really wait for this one.
        () = tokio::time::sleep(config.tx_timeout) => return too_late(config.tx_timeout),
    };
    match ran {
        Ok(RanWithin { result, after }) => (result.map_or_else(Came::Not, Came::To), after),
        Err(panic) => {
            let panic = retry::panicked(&*panic);
            let error = format!("the handler panicked: {panic}");
            (Came::Broke(error, "the handler panicked"), After::default())
        }
    }
}

fn too_late(after: Duration) -> (Came, After) {
    let error = format!("timed out after {after:?}");
    let why = "the handler took too long";
    (Came::Broke(error, why), After::default())
}

/// What a handler came to whose failure is the emit's.
fn required(came: Came) -> Result<Settle, BoxError> {
    match came {
        Came::To(outcome) => outcome,
        Came::Not(Refusal::Undecodable(why) | Refusal::UnknownType(why)) | Came::Broke(why, _) => {
            Err(why.into())
        }
    }
}

/// How the delivery goes on.
fn ended(core: &Core, consumer: &Bound, claim: &Claim, came: Came) -> Settlement {
    match came {
        Came::To(outcome) => claim.ended(core, &outcome, consumer.secret_result),
        Came::Not(Refusal::Undecodable(fault)) => {
            let to = retry::after_undecodable(fault, claim.odds(core));
            claim.end(core, to, Some(UNREADABLE.to_owned()))
        }
        Came::Not(Refusal::UnknownType(why)) => {
            let run_at = retry::later(core.now(), HAND_ON);
            claim.end(core, To::Released { run_at, why }, None)
        }
        Came::Broke(error, why) => claim.failed(core, error, why),
    }
}
