//! What may happen to a store, at random.

use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::DeliveryAction;

/// Something that is done, by a worker or to it. A number says which of those that there are at that moment, counted round.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// A worker says, again, which consumers it has.
    Register {
        worker: u8,
        /// Whether the one among them that wants the past.
        late: bool,
        /// Whether what else goes by key has no limits from now on.
        free: bool,
    },
    Emit {
        events: Vec<Emission>,
        within: Within,
    },
    HandOver {
        worker: u8,
        event: Emission,
    },
    Claim {
        worker: u8,
        limit: u32,
    },
    ClaimLimited {
        worker: u8,
        consumer: u8,
        limit: u32,
    },
    Settle {
        ends: Vec<Ending>,
        within: Within,
    },
    Extend {
        worker: u8,
        held: Vec<u8>,
        lease: i64,
    },
    EndLeases {
        worker: u8,
    },
    Rescue,
    Act {
        action: DeliveryAction,
        on: Vec<u8>,
    },
    Pause {
        consumer: u8,
        is_paused: bool,
    },
    Retire {
        consumer: u8,
    },
    ForgetDebounces,
    Purge,
    Wait {
        seconds: i64,
    },
    /// These by several tasks.
    AtOnce(Vec<Operation>),
}

/// The transaction in which something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// One of its own.
    Itself,
    Committed,
    RolledBack,
}

/// An event and its options.
#[derive(Debug, Clone)]
pub(super) struct Emission {
    pub event_type: u8,
    pub tenant: u8,
    pub key: Option<u8>,
    pub partition: Option<u8>,
    /// Only within a transaction.
    pub debounce: Option<u8>,
    pub delay: i64,
    pub priority: i16,
    pub max_attempts: Option<u32>,
}

/// How an attempt ends.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    /// Of all that were ever claimed, from the last on.
    pub claim: u8,
    /// The worker that says so, when it is not the one that claimed.
    pub by: Option<u8>,
    pub how: How,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    Succeeded,
    Failed { wait: i64 },
    Fatal,
    Cancelled,
    Snoozed { wait: i64 },
    Released { wait: i64 },
}

/// A life of a store with so many workers.
pub(super) fn operations(workers: u8) -> BoxedStrategy<Vec<Operation>> {
    let one = prop_oneof![
        10 => alone(),
        12 => claiming(),
        7 => settling(1..4),
        5 => select(vec![1, 4, 5, 10, 31, 70, 250]).prop_map(|seconds| Operation::Wait { seconds }),
        1 => Just(Operation::ForgetDebounces),
        2 => Just(Operation::Purge),
        1 => (any::<u8>(), any::<bool>(), any::<bool>())
            .prop_map(|(worker, late, free)| Operation::Register { worker, late, free }),
    ];
    if workers == 1 {
        return vec(one, 1..70).boxed();
    }
    let together = vec(
        prop_oneof![6 => alone(), 7 => claiming(), 5 => settling(1..2)],
        2..5,
    );
    let any = prop_oneof![6 => one, 1 => together.prop_map(Operation::AtOnce)];
    vec(any, 1..60).boxed()
}

/// What touches what is there, or adds to it.
fn alone() -> BoxedStrategy<Operation> {
    let actions = vec![
        DeliveryAction::Replay,
        DeliveryAction::Discard,
        DeliveryAction::Cancel,
        DeliveryAction::RunNow,
    ];
    prop_oneof![
        6 => (vec(emission(), 1..4), within())
            .prop_map(|(events, within)| Operation::Emit { events, within }),
        2 => (any::<u8>(), emission()).prop_map(|(worker, event)| Operation::HandOver { worker, event }),
        2 => (any::<u8>(), vec(any::<u8>(), 0..4), 20..60_i64)
            .prop_map(|(worker, held, lease)| Operation::Extend { worker, held, lease }),
        1 => any::<u8>().prop_map(|worker| Operation::EndLeases { worker }),
        2 => Just(Operation::Rescue),
        4 => (select(actions), vec(any::<u8>(), 1..2)).prop_map(|(action, on)| Operation::Act { action, on }),
        2 => (any::<u8>(), any::<bool>())
            .prop_map(|(consumer, is_paused)| Operation::Pause { consumer, is_paused }),
        1 => any::<u8>().prop_map(|consumer| Operation::Retire { consumer }),
    ]
    .boxed()
}

fn claiming() -> BoxedStrategy<Operation> {
    prop_oneof![
        (any::<u8>(), 1..6_u32).prop_map(|(worker, limit)| Operation::Claim { worker, limit }),
        (any::<u8>(), any::<u8>(), 1..6_u32).prop_map(|(worker, consumer, limit)| {
            Operation::ClaimLimited {
                worker,
                consumer,
                limit,
            }
        }),
    ]
    .boxed()
}

fn settling(how_many: std::ops::Range<usize>) -> BoxedStrategy<Operation> {
    let how = prop_oneof![
        3 => Just(How::Succeeded),
        3 => (0..20_i64).prop_map(|wait| How::Failed { wait }),
        2 => Just(How::Fatal),
        1 => Just(How::Cancelled),
        1 => (0..20_i64).prop_map(|wait| How::Snoozed { wait }),
        1 => (0..20_i64).prop_map(|wait| How::Released { wait }),
    ];
    let claim = prop_oneof![5 => 0..4_u8, 1 => any::<u8>()];
    let ending = (claim, option::weighted(0.1, any::<u8>()), how);
    let ending = ending.prop_map(|(claim, by, how)| Ending { claim, by, how });
    (vec(ending, how_many), within())
        .prop_map(|(ends, within)| Operation::Settle { ends, within })
        .boxed()
}

fn within() -> impl Strategy<Value = Within> {
    prop_oneof![
        4 => Just(Within::Itself),
        2 => Just(Within::Committed),
        1 => Just(Within::RolledBack),
    ]
}

fn emission() -> impl Strategy<Value = Emission> {
    (
        any::<u8>(),
        0..2_u8,
        option::weighted(0.3, 0..3_u8),
        option::weighted(0.7, 0..2_u8),
        option::weighted(0.3, 0..2_u8),
        prop_oneof![3 => Just(0), 1 => 1..60_i64],
        select(vec![0, -10, 10]),
        option::weighted(0.3, 1..5_u32),
    )
        .prop_map(
            |(event_type, tenant, key, partition, debounce, delay, priority, max_attempts)| {
                Emission {
                    event_type,
                    tenant,
                    key,
                    partition,
                    debounce,
                    delay,
                    priority,
                    max_attempts,
                }
            },
        )
}
