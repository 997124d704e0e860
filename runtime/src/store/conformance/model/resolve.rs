//! What an operation is about, as things stand.

use jiff::{SignedDuration, Timestamp};

use super::{
    super::event,
    operation::{Emission, Ending, How, Operation, Within},
    state::{Claim, LATE, Model, TYPES, consumers},
    step::Step,
};
use crate::{
    DeadReason, Limits,
    ids::event_id_at,
    store::{ConsumerSpec, DeliveryId, NewEvent, Settlement, To},
};

impl Model {
    /// `None` when there is nothing that it could be about.
    pub(super) fn resolve(&self, operation: &Operation) -> Option<Step> {
        Some(match operation {
            Operation::Register { worker, late, free } => Step::Register {
                worker: self.worker(*worker),
                consumers: specs(*late, *free),
            },
            Operation::Emit { events, within } => Step::Emit {
                events: events.iter().map(|it| self.event(it, *within)).collect(),
                within: *within,
            },
            Operation::HandOver { worker, event } => {
                let due = Emission {
                    delay: 0,
                    ..event.clone()
                };
                Step::HandOver {
                    worker: self.worker(*worker),
                    event: Box::new(self.event(&due, Within::Itself)),
                }
            }
            Operation::Claim { worker, limit } => Step::Claim {
                worker: self.worker(*worker),
                limit: *limit,
            },
            Operation::ClaimLimited {
                worker,
                consumer,
                limit,
            } => {
                let (worker, consumer) = (self.worker(*worker), self.limited(*consumer));
                let after = self.workers[worker].after.get(&consumer);
                Step::ClaimLimited {
                    worker,
                    consumer,
                    after: after.cloned().unwrap_or_default(),
                    limit: *limit,
                }
            }
            Operation::Settle { ends, within } => self.settlements(ends, *within)?,
            Operation::Extend {
                worker,
                held,
                lease,
            } => {
                let worker = self.worker(*worker);
                let held = held.iter().filter_map(|it| self.claim_of(*it));
                let mut held: Vec<_> = held.map(|it| (it.delivery, it.attempt)).collect();
                held.sort_unstable();
                held.dedup_by_key(|(delivery, _)| *delivery);
                Step::Extend {
                    worker,
                    held,
                    until: self.now + SignedDuration::from_secs(*lease),
                }
            }
            Operation::EndLeases { worker } => Step::EndLeases {
                worker: self.worker(*worker),
            },
            Operation::Rescue => Step::Rescue,
            Operation::Act { action, on } => {
                // One of those with which it can be done, more often than not.
                let all = self.deliveries.iter();
                let may = all.filter(|(_, it)| action.from().contains(&it.state));
                let may: Vec<DeliveryId> = may.map(|(id, _)| *id).collect();
                let any: Vec<DeliveryId> = self.deliveries.keys().copied().collect();
                let of = |place: &u8| {
                    let from = if place.is_multiple_of(4) { &any } else { &may };
                    pick(from, *place).copied()
                };
                let mut on: Vec<DeliveryId> = on.iter().filter_map(of).collect();
                on.sort_unstable();
                on.dedup();
                Step::Act {
                    action: *action,
                    on,
                }
            }
            Operation::Pause {
                consumer,
                is_paused,
            } => Step::Pause {
                consumer: usize::from(*consumer) % self.consumers.len(),
                is_paused: *is_paused,
            },
            Operation::Retire { consumer } => Step::Retire {
                consumer: usize::from(*consumer) % self.consumers.len(),
            },
            Operation::ForgetDebounces => Step::ForgetDebounces,
            Operation::Purge => Step::Purge,
            Operation::Wait { .. } | Operation::AtOnce(_) => return None,
        })
    }

    /// Those of the operations that can be told apart when they are done at once: each about one thing, so that what finds a
    /// part of it locked is done before or after.
    pub(super) fn resolve_together(&self, operations: &[Operation]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut is_rescued = false;
        for operation in operations {
            let step = match operation {
                Operation::Rescue | Operation::EndLeases { .. } if is_rescued => None,
                Operation::Rescue | Operation::EndLeases { .. } => {
                    is_rescued = true;
                    self.resolve(operation)
                }
                Operation::Emit { events, within } => self.resolve(&Operation::Emit {
                    events: events[..1].to_vec(),
                    within: *within,
                }),
                Operation::Settle { ends, within } if *within == Within::RolledBack => {
                    self.settlements(ends, Within::Committed)
                }
                Operation::Extend {
                    worker,
                    held,
                    lease,
                } => self.resolve(&Operation::Extend {
                    worker: *worker,
                    held: held.iter().take(1).copied().collect(),
                    lease: *lease,
                }),
                other => self.resolve(other),
            };
            steps.extend(step);
        }
        steps
    }

    fn worker(&self, place: u8) -> usize {
        usize::from(place) % self.workers.len()
    }

    /// One of the consumers with limits.
    fn limited(&self, place: u8) -> usize {
        let all = self.consumers.iter().enumerate();
        let limited = all.filter(|(_, it)| it.spec.limits != Limits::new());
        let limited: Vec<usize> = limited.map(|(number, _)| number).collect();
        limited[usize::from(place) % limited.len()]
    }

    /// One of those that were made, from the last on.
    fn claim_of(&self, place: u8) -> Option<&Claim> {
        let count = self.claims.len();
        let back = usize::from(place).checked_rem(count)?;
        self.claims.get(count - 1 - back)
    }

    fn settlements(&self, ends: &[Ending], within: Within) -> Option<Step> {
        let mut settlements: Vec<Settlement> = Vec::new();
        for ending in ends {
            let claim = self.claim_of(ending.claim)?;
            if settlements.iter().any(|it| it.delivery == claim.delivery) {
                continue;
            }
            let by = ending.by.map_or(claim.worker, |by| self.worker(by));
            settlements.push(Settlement {
                delivery: claim.delivery,
                worker: self.workers[by].id,
                attempt: claim.attempt,
                started_at: claim.at,
                to: to(ending.how, claim.left, self.now),
                result: None,
                told: None,
            });
        }
        Some(Step::Settle {
            ends: settlements,
            within,
        })
    }

    fn event(&self, emission: &Emission, within: Within) -> NewEvent {
        let id = event_id_at(self.now);
        let named = |name: &str, number: Option<u8>| number.map(|number| format!("{name}{number}"));
        let event_type = TYPES[usize::from(emission.event_type) % TYPES.len()];
        let debounce = emission.debounce.filter(|_| within != Within::Itself);
        NewEvent {
            id,
            correlation_id: id.into(),
            time: self.now,
            tenant: format!("tenant{}", emission.tenant),
            partition_key: named("part", emission.partition),
            idempotency_key: named("key", emission.key),
            debounce: named("quiet", debounce),
            run_at: self.now + SignedDuration::from_secs(emission.delay),
            priority: emission.priority,
            max_attempts: emission.max_attempts,
            ..event(event_type)
        }
    }
}

fn specs(late: bool, free: bool) -> Vec<ConsumerSpec> {
    let specs = consumers(free).into_iter().map(|(spec, _)| spec);
    specs.filter(|it| late || it.name != LATE).collect()
}

/// As the processor has it end: without attempts that are left a failure is the last.
fn to(how: How, left: u32, now: Timestamp) -> To {
    let after = |wait| now + SignedDuration::from_secs(wait);
    let error = || "because".to_owned();
    match how {
        How::Succeeded => To::Succeeded,
        How::Failed { wait } if left > 0 => To::Retrying {
            run_at: after(wait),
            error: error(),
        },
        How::Failed { .. } => To::Dead {
            reason: DeadReason::Exhausted,
            error: error(),
        },
        How::Fatal => To::Dead {
            reason: DeadReason::Fatal,
            error: error(),
        },
        How::Cancelled => To::Cancelled,
        How::Snoozed { wait } => To::Snoozed {
            run_at: after(wait),
        },
        How::Released { wait } => To::Released {
            run_at: after(wait),
            why: error(),
        },
    }
}

fn pick<T>(from: &[T], place: u8) -> Option<&T> {
    from.get(usize::from(place).checked_rem(from.len())?)
}
