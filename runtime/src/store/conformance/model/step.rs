//! An operation with all that it is about, and what the store answers.

use jiff::Timestamp;

use super::{
    super::{at, new_worker},
    operation::Within,
    state::{LATE, Model},
};
use crate::{
    DeliveryAction, EventId, Result,
    emit::in_place,
    store::{
        Claim, Claimed, ConsumerSpec, Delivery, DeliveryId, Emitted, LimitedClaim, LimitedClaimed,
        NewEvent, Ready, Rescued, Settlement, Store, WorkerId,
    },
};

/// What is asked of the store. A worker and a consumer are numbers in the model.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Register {
        worker: usize,
        consumers: Vec<ConsumerSpec>,
    },
    Emit {
        events: Vec<NewEvent>,
        within: Within,
    },
    HandOver {
        worker: usize,
        event: Box<NewEvent>,
    },
    Claim {
        worker: usize,
        limit: u32,
    },
    ClaimLimited {
        worker: usize,
        consumer: usize,
        after: String,
        limit: u32,
    },
    Settle {
        ends: Vec<Settlement>,
        within: Within,
    },
    Extend {
        worker: usize,
        held: Vec<(DeliveryId, u32)>,
        until: Timestamp,
    },
    EndLeases {
        worker: usize,
    },
    Rescue,
    Act {
        action: DeliveryAction,
        on: Vec<DeliveryId>,
    },
    Pause {
        consumer: usize,
        is_paused: bool,
    },
    Retire {
        consumer: usize,
    },
    ForgetDebounces,
    Purge,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Answer {
    Nothing,
    /// With the deliveries as they stand on record.
    Emitted(Vec<Emitted>, Vec<Delivery>),
    HandedOver(Emitted, Vec<Claimed>, Vec<Delivery>),
    Registered(Vec<Delivery>),
    Claimed(Vec<Claimed>),
    Limited(LimitedClaimed),
    Settled(Vec<bool>),
    Lost(Vec<(DeliveryId, u32)>),
    Rescued(Rescued),
    Acted(Vec<DeliveryId>),
    Was(bool),
    Forgotten(u64),
    Left(Vec<EventId>),
}

/// How many lost workers a delivery survives, and one.
pub(super) const MAX_LOST: u32 = 3;
/// How long a lease is.
pub(super) const LEASE: i64 = 30;

/// Does it. The model is as it stood before.
pub(super) async fn perform(store: &dyn Store, model: &Model, step: &Step) -> Result<Answer> {
    let now = model.now;
    let lease_until = at(now.as_second() - at(0).as_second() + LEASE);
    let worker = |worker: &usize| model.workers[*worker].id;
    Ok(match step {
        Step::Register {
            worker: number,
            consumers,
        } => {
            let (id, consumers) = (worker(number), consumers.as_slice());
            store
                .register(&new_worker(id), consumers, now, lease_until)
                .await?;
            let is_late = consumers.iter().any(|it| it.name == LATE);
            let events = model.events.iter().filter(|it| is_late && !it.is_gone);
            let events: Vec<EventId> = events.map(|it| it.new.id).collect();
            Answer::Registered(store.records().deliveries(&events).await?)
        }
        Step::Emit { events, within } => {
            let emitted = emit(store, events, *within).await?;
            let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
            Answer::Emitted(emitted, store.records().deliveries(&ids).await?)
        }
        Step::HandOver {
            worker: number,
            event,
        } => {
            let consumers = model.unlimited(*number);
            let ready = Ready {
                worker: worker(number),
                consumers: &consumers,
                lease_until,
            };
            let (emitted, claimed) = store.hand_over(event, ready).await?;
            let deliveries = store.records().deliveries(&[event.id]).await?;
            Answer::HandedOver(emitted, claimed, deliveries)
        }
        Step::Claim {
            worker: number,
            limit,
        } => {
            let claim = Claim {
                worker: worker(number),
                consumers: &model.unlimited(*number),
                limit: *limit,
                now,
                lease_until,
            };
            Answer::Claimed(store.claim(claim).await?)
        }
        Step::ClaimLimited {
            worker: number,
            consumer,
            after,
            limit,
        } => {
            let claim = LimitedClaim {
                worker: worker(number),
                consumer: model.consumers[*consumer].spec.name.clone(),
                limits: model.consumers[*consumer].spec.limits,
                after: after.clone(),
                limit: *limit,
                now,
                lease_until,
            };
            Answer::Limited(store.claim_limited(claim).await?)
        }
        Step::Settle { ends, within } => Answer::Settled(settle(store, ends, *within, now).await?),
        Step::Extend {
            worker: number,
            held,
            until,
        } => Answer::Lost(store.extend(worker(number), held, *until).await?),
        Step::EndLeases { worker: number } => {
            let of: [WorkerId; 1] = [worker(number)];
            store.end_leases(&of, now).await?;
            Answer::Nothing
        }
        Step::Rescue => Answer::Rescued(store.rescue(now, MAX_LOST).await?),
        Step::Act { action, on } => Answer::Acted(store.act(*action, on, now).await?),
        Step::Pause {
            consumer,
            is_paused,
        } => {
            let name = &model.consumers[*consumer].spec.name;
            Answer::Was(store.pause(name, is_paused.then_some(now)).await?)
        }
        Step::Retire { consumer } => {
            let name = &model.consumers[*consumer].spec.name;
            Answer::Was(store.retire(name, now).await?)
        }
        Step::ForgetDebounces => Answer::Forgotten(store.forget_debounces(now).await?),
        Step::Purge => {
            while store.retention().purge(now, 100).await?.looked > 0 {}
            let ids: Vec<EventId> = model.events.iter().map(|it| it.new.id).collect();
            Answer::Left(store.records().stored(&ids).await?)
        }
    })
}

/// As the application does it: what is debounced takes the place of what waits in the same transaction.
async fn emit(store: &dyn Store, events: &[NewEvent], within: Within) -> Result<Vec<Emitted>> {
    if within == Within::Itself {
        return store.emit(None, events).await;
    }
    let mut tx = store.begin().await?;
    let emitted = in_place(store, &mut tx, events).await?;
    if within == Within::Committed {
        tx.commit().await?;
    }
    Ok(emitted)
}

async fn settle(
    store: &dyn Store,
    ends: &[Settlement],
    within: Within,
    now: Timestamp,
) -> Result<Vec<bool>> {
    if within == Within::Itself {
        return store.settle(None, ends, now).await;
    }
    let mut tx = store.begin().await?;
    let settled = store.settle(Some(&mut tx), ends, now).await?;
    if within == Within::Committed {
        tx.commit().await?;
    }
    Ok(settled)
}
