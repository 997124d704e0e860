//! One run of a handler for several deliveries: an attempt for each, which ends by itself.

use std::sync::Arc;

use tracing::Instrument as _;

use super::{
    Engine,
    attempt::{self, Cancel, Claim, Ended, hand_on},
    run::{End, run},
};
use crate::{
    Tx,
    core::Core,
    retry, spans,
    store::{Claimed, Settlement, To},
    subscribe::{RanBatch, Refusal},
};

/// Runs the handler once for all of them; what each came to, in their order. Never fails and never panics.
pub(crate) async fn attempts(engine: &Engine, claimed: Vec<Claimed>, cancel: Cancel) -> Vec<Ended> {
    let (meters, now) = (&engine.core.meters, engine.core.now());
    let running: Vec<_> = claimed.iter().map(|it| meters.started(it, now)).collect();
    let span = spans::process_batch(&claimed);
    let ended = carry_out(engine, claimed, cancel).instrument(span).await;
    for (running, ended) in running.into_iter().zip(&ended) {
        if let Some(running) = running {
            running.ended(ended);
        }
    }
    ended
}

async fn carry_out(engine: &Engine, claimed: Vec<Claimed>, cancel: Cancel) -> Vec<Ended> {
    let core = &engine.core;
    let consumer = claimed
        .first()
        .and_then(|it| engine.consumers.get(&it.consumer));
    let policy = consumer.map(|consumer| consumer.policy).unwrap_or_default();
    let of = |it| Claim::of(core, policy, it);
    let claims: Vec<Claim> = claimed.iter().map(of).collect();
    let Some((consumer, (_, start))) = consumer.and_then(|it| Some((it, it.batch()?))) else {
        let why = "this worker has no consumer that takes batches of it";
        let ends = claims.iter().map(|claim| claim.released(core, why));
        return ends.map(Ended::Open).collect();
    };
    for claim in &claims {
        claim.tell_of_the_start(core).await;
    }
    let timeout = (policy.timeout).or(core.config.processor.timeout);
    let first = claims.first().map(|claim| (claim.delivery, claim.attempt));
    let handler = start(Arc::clone(core), claimed, cancel.attempt.clone());
    let all_failed = |error: &str, why: &str| {
        let failed = |claim: &Claim| Ended::Open(claim.failed(core, error.to_owned(), why));
        claims.iter().map(failed).collect()
    };
    match run(handler, &consumer.name, first, core, &cancel, timeout).await {
        End::Ran(ran) => ended(engine, &claims, ran, consumer.secret_result).await,
        End::Panicked(panic) => all_failed(
            &format!("the handler panicked: {}", retry::panicked(&*panic)),
            "the handler panicked",
        ),
        End::TimedOut(after) => all_failed(
            &format!("timed out after {after:?}"),
            "the handler took too long",
        ),
        End::Cancelled => {
            let why = if cancel.drain.is_cancelled() {
                "the worker shut down before the handler was done"
            } else {
                "a delivery of its batch was called off or taken over"
            };
            let ends = claims.iter().map(|claim| claim.released(core, why));
            ends.map(Ended::Open).collect()
        }
    }
}

/// What the handler said of each, and of what could not be read what that means. With a transaction that is to stand, all ends
/// of what the handler was given are one commit with it, or none is.
async fn ended(
    engine: &Engine,
    claims: &[Claim],
    ran: RanBatch,
    secrets: &'static [&'static str],
) -> Vec<Ended> {
    let core = &engine.core;
    let RanBatch { tx, refused, end } = ran;
    let given = refused.iter().filter(|refusal| refusal.is_none()).count();
    let end = end.of(given);
    let (mut places, mut ends) = (0.., Vec::with_capacity(claims.len()));
    for (claim, refusal) in claims.iter().zip(&refused) {
        let settlement = if let Some(refusal) = refusal {
            refused_end(engine, claim, refusal).await
        } else {
            let outcome = places.next().and_then(|place| end.at(place));
            outcome.map_or_else(
                || claim.released(core, "its batch has ended without it"),
                |outcome| claim.ended(core, outcome, secrets),
            )
        };
        ends.push((settlement, refusal.is_some()));
    }
    if tx.is_open() && end.commits() {
        return commit(core, claims, tx, ends).await;
    }
    // Dropping the transaction of a handler that failed rolls it back.
    ends.into_iter().map(|(end, _)| Ended::Open(end)).collect()
}

async fn commit(
    core: &Core,
    claims: &[Claim],
    tx: Tx<'static>,
    ends: Vec<(Settlement, bool)>,
) -> Vec<Ended> {
    let given = ends.iter().filter(|(_, is_refused)| !is_refused);
    let given: Vec<Settlement> = given.map(|(end, _)| end.clone()).collect();
    let settled = core.patiently(tx.settle(&given)).await;
    let ended = ends.into_iter().zip(claims);
    let ended = ended.map(|((end, is_refused), claim)| match &settled {
        _ if is_refused => Ended::Open(end),
        Ok(true) => Ended::Settled(end),
        Ok(false) => {
            let why = "another delivery of its batch was called off or taken over";
            Ended::Open(claim.released(core, why))
        }
        Err(error) => Ended::Open(claim.failed(
            core,
            format!("its transaction failed: {error}"),
            "its transaction failed",
        )),
    });
    ended.collect()
}

async fn refused_end(engine: &Engine, claim: &Claim, refusal: &Refusal) -> Settlement {
    let core = &engine.core;
    match refusal {
        Refusal::Undecodable(fault) => {
            let to = retry::after_undecodable(fault.clone(), claim.odds(core));
            claim.end(core, to, Some(attempt::UNREADABLE.to_owned()))
        }
        Refusal::UnknownType(why) => {
            let to: To = hand_on(engine, claim.delivery, why.clone()).await;
            claim.end(core, to, None)
        }
    }
}
