//! One attempt: run the handler, catch what it throws, and say how its delivery ends.

use std::{slice, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

#[cfg(feature = "services")]
use super::given_up::GivenUp;
use super::{
    Engine,
    run::{End, run},
};
use crate::{
    Error, Outcome, Settle,
    core::Core,
    progress::{self, Followed},
    retry::{self, Odds},
    secret::Unsaid,
    spans,
    store::{Claimed, DeadReason, DeliveryId, NewResult, Settlement, To},
    subscribe::{Policy, Ran, Refusal},
};

/// A delivery whose event no worker knows is handed on for this long before it is dead.
const UNKNOWN_FOR: Duration = Duration::from_hours(24);

/// What a session is told of data that does not fit.
pub(super) const UNREADABLE: &str = "its data cannot be read";

/// How an attempt ended. Each names its delivery and its attempt.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Still to be written down.
    Open(Settlement),
    /// Written down in the handler's own transaction.
    Settled(Settlement),
    /// Another attempt has taken over; nothing of this one may be written.
    Lost(DeliveryId, u32),
}

/// What ends a running handler before its time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cancel {
    /// The drain's deadline has passed: for all attempts.
    pub drain: CancellationToken,
    /// For this attempt: the drain's deadline, or its lease was lost.
    pub attempt: CancellationToken,
}

/// What of a claim is still needed when its handler has consumed the event.
pub(super) struct Claim {
    pub delivery: DeliveryId,
    consumer: String,
    event_type: String,
    pub attempt: u32,
    tried: u32,
    left: u32,
    /// What this build says of the event's type.
    pub policy: Policy,
    started_at: Timestamp,
    /// Set when a session is told of it.
    followed: Option<Followed>,
    /// What must not be repeated of the event's data.
    unsaid: Unsaid,
}

/// Runs one attempt to its end. Never fails and never panics: whatever happens becomes the delivery's next state.
pub(crate) async fn attempt(engine: &Engine, claimed: Claimed, cancel: Cancel) -> Ended {
    let running = engine.core.meters.started(&claimed, engine.core.now());
    let span = spans::process(&claimed);
    let ended = carry_out(engine, claimed, cancel).instrument(span).await;
    if let Some(running) = running {
        running.ended(&ended);
    }
    ended
}

async fn carry_out(engine: &Engine, claimed: Claimed, cancel: Cancel) -> Ended {
    let core = &engine.core;
    let consumer = engine.consumers.get(&claimed.consumer);
    let policy = consumer.map(|consumer| consumer.policy);
    let claim = Claim::of(core, policy.unwrap_or_default(), &claimed);
    let Some((consumer, start)) = consumer.and_then(|it| Some((it, it.one()?))) else {
        let to = hand_on(
            engine,
            claim.delivery,
            format!("this worker has no consumer `{}`", claim.consumer),
        )
        .await;
        return Ended::Open(claim.end(core, to, None));
    };
    claim.tell_of_the_start(core).await;
    let timeout = (claim.policy.timeout).or(core.config.processor.timeout);
    let this = Some((claim.delivery, claim.attempt));
    #[cfg(feature = "services")]
    let given_up = GivenUp::of(consumer, core, &claimed);
    let handler = start.start(Arc::clone(core), claimed, cancel.attempt.clone());
    let ended = match run(handler, &consumer.name, this, core, &cancel, timeout).await {
        End::Ran(Ran {
            tx,
            result: Ok(outcome),
        }) => {
            let settlement = claim.ended(core, &outcome, consumer.secret_result);
            match (outcome, tx.is_open()) {
                (Ok(_), true) => match core
                    .patiently(tx.settle(slice::from_ref(&settlement)))
                    .await
                {
                    Ok(true) => Ended::Settled(settlement),
                    Ok(false) => Ended::Lost(claim.delivery, claim.attempt),
                    Err(error) => Ended::Open(claim.failed(
                        core,
                        format!("its transaction failed: {error}"),
                        "its transaction failed",
                    )),
                },
                // Dropping the transaction of a handler that failed rolls it back.
                (Err(_), true) | (_, false) => Ended::Open(settlement),
            }
        }
        End::Ran(Ran {
            result: Err(Refusal::Undecodable(fault)),
            ..
        }) => {
            let to = retry::after_undecodable(fault, claim.odds(core));
            Ended::Open(claim.end(core, to, Some(UNREADABLE.to_owned())))
        }
        End::Ran(Ran {
            result: Err(Refusal::UnknownType(why)),
            ..
        }) => {
            let to = hand_on(engine, claim.delivery, why).await;
            Ended::Open(claim.end(core, to, None))
        }
        End::Panicked(panic) => Ended::Open(claim.failed(
            core,
            format!("the handler panicked: {}", retry::panicked(&*panic)),
            "the handler panicked",
        )),
        End::TimedOut(after) => Ended::Open(claim.failed(
            core,
            format!("timed out after {after:?}"),
            "the handler took too long",
        )),
        End::Cancelled if cancel.drain.is_cancelled() => {
            let why = "the worker shut down before the handler was done";
            Ended::Open(claim.released(core, why))
        }
        End::Cancelled => Ended::Lost(claim.delivery, claim.attempt),
    };
    #[cfg(feature = "services")]
    let ended = match given_up {
        Some(given_up) => given_up.follow(core, ended).await,
        None => ended,
    };
    ended
}

/// What a handler returned, to be kept with its success.
fn result(outcome: &Outcome, secrets: &'static [&'static str]) -> Option<Box<NewResult>> {
    match outcome {
        Ok(Settle::Result(returned)) => Some(Box::new(NewResult {
            json: returned.json().to_owned(),
            secrets,
        })),
        Ok(Settle::Done | Settle::Snooze(_) | Settle::Cancel) | Err(_) => None,
    }
}

/// Hands back what was claimed and never started. Does not count.
pub(crate) fn give_back(engine: &Engine, claimed: &Claimed, why: &str) -> Settlement {
    Settlement {
        delivery: claimed.delivery,
        worker: engine.core.worker,
        attempt: claimed.attempt,
        started_at: claimed.claimed_at,
        to: To::Released {
            run_at: engine.core.now(),
            why: why.to_owned(),
        },
        result: None,
        told: None,
    }
}

/// Where a delivery goes that this build does not know: back to the others, ever less often, and dead after a day.
pub(super) async fn hand_on(engine: &Engine, delivery: DeliveryId, why: String) -> To {
    let now = engine.core.now();
    let since = first_release(engine, delivery, &why).await.unwrap_or(now);
    let waited = Duration::try_from(now.duration_since(since)).unwrap_or_default();
    if waited >= UNKNOWN_FOR {
        return To::Dead {
            reason: DeadReason::UnknownType,
            error: why,
        };
    }
    let wait = (waited / 4).clamp(Duration::from_secs(1), Duration::from_mins(5));
    To::Released {
        run_at: retry::later(now, wait),
        why,
    }
}

/// When a worker first handed this delivery on for the same reason. Unreadable is as good as never: it is asked again
/// at the next release.
async fn first_release(engine: &Engine, delivery: DeliveryId, why: &str) -> Option<Timestamp> {
    let store = engine.core.store().await.ok()?;
    let attempts = store.records().attempts(delivery);
    let attempts = engine.core.patiently(attempts).await.ok()?;
    attempts
        .iter()
        .find(|attempt| attempt.error.as_deref() == Some(why))
        .map(|attempt| attempt.started_at)
}

impl Claim {
    /// `policy` is what this build says of the event's type.
    pub(super) fn of(core: &Core, policy: Policy, claimed: &Claimed) -> Self {
        Self {
            delivery: claimed.delivery,
            consumer: claimed.consumer.clone(),
            event_type: claimed.event.event_type.clone(),
            attempt: claimed.attempt,
            tried: claimed.tried,
            left: claimed.left,
            policy,
            started_at: core.now(),
            followed: progress::follow(claimed),
            unsaid: core.secrets.in_data(&claimed.event),
        }
    }

    /// The end that the handler's outcome means.
    pub(super) fn ended(
        &self,
        core: &Core,
        outcome: &Outcome,
        secrets: &'static [&'static str],
    ) -> Settlement {
        let why = outcome.as_ref().err().map(ToString::to_string);
        let to = retry::after(outcome, self.odds(core));
        Settlement {
            result: result(outcome, secrets),
            ..self.end(core, to, why)
        }
    }

    /// Handed back; the attempt does not count.
    pub(super) fn released(&self, core: &Core, why: &str) -> Settlement {
        let to = To::Released {
            run_at: core.now(),
            why: why.to_owned(),
        };
        self.end(core, to, None)
    }

    pub(super) fn odds(&self, core: &Core) -> Odds {
        Odds {
            tried: self.tried,
            left: self.left,
            policy: self.policy.retry,
            configured: core.backoff(),
            share: core.share(),
            now: core.now(),
        }
    }

    /// `why` is what a session may be told of the error.
    pub(super) fn failed(&self, core: &Core, error: String, why: &str) -> Settlement {
        let to = retry::after(&Err(error.into()), self.odds(core));
        self.end(core, to, Some(why.to_owned()))
    }

    pub(super) fn end(&self, core: &Core, to: To, why: Option<String>) -> Settlement {
        let to = self.unsaid.hide_in(to);
        let why = why.map(|why| self.unsaid.hide(why));
        if let To::Retrying { error, .. } | To::Dead { error, .. } = &to {
            let dead = matches!(to, To::Dead { .. });
            let (consumer, event, attempt) = (&self.consumer, &self.event_type, self.attempt);
            tracing::warn!(consumer, event, delivery = %self.delivery, attempt, dead, error, "an attempt failed");
        }
        let told = self
            .followed
            .as_ref()
            .map(|followed| followed.ended(&to, why, core.now()));
        Settlement {
            delivery: self.delivery,
            worker: core.worker,
            attempt: self.attempt,
            started_at: self.started_at,
            to,
            result: None,
            told: told.and_then(|told| told.map_err(untold).ok()),
        }
    }

    /// An attempt does not fail because nobody could be told of it.
    pub(super) async fn tell_of_the_start(&self, core: &Core) {
        let Some(followed) = &self.followed else {
            return;
        };
        let told = async {
            let message = followed.running(self.started_at)?;
            let store = core.store().await?;
            store.messages().append(None, &[*message]).await
        };
        if let Err(error) = core.patiently(told).await {
            untold(error);
        }
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what becomes of the error"
)]
fn untold(error: Error) {
    tracing::error!(%error, "a session could not be told how an event fares");
}
