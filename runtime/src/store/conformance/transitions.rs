//! Which state of a delivery may follow on which, and that nothing leads anywhere else.

use std::slice;

use super::{at, claim, consumer, deliveries, emit, event, register, worker};
use crate::{
    Attempt, DeadReason, Delivery, DeliveryAction, State,
    store::{Settlement, Store, To, WorkerId},
};

/// Whether a delivery may go from one state into this other one.
pub(crate) fn is_legal(from: State, to: State) -> bool {
    match from {
        State::Pending | State::Retrying => matches!(to, State::Running | State::Cancelled),
        // Back to pending where the handler puts it off, or the worker hands it back.
        State::Running => to != State::Running,
        State::Dead => matches!(to, State::Pending | State::Cancelled),
        State::Succeeded | State::Cancelled => false,
    }
}

/// Whatever can be done to a delivery.
#[derive(Debug, Clone)]
enum Verb {
    Claim,
    Settle(To),
    Rescue,
    Act(DeliveryAction),
}

impl Verb {
    fn all() -> Vec<Self> {
        let error = || "no".to_owned();
        let settled = [
            To::Succeeded,
            To::Retrying {
                run_at: at(20),
                error: error(),
            },
            To::Dead {
                reason: DeadReason::Fatal,
                error: error(),
            },
            To::Cancelled,
            To::Snoozed { run_at: at(20) },
            To::Released {
                run_at: at(20),
                why: error(),
            },
        ];
        let actions = [
            DeliveryAction::Replay,
            DeliveryAction::Discard,
            DeliveryAction::Cancel,
            DeliveryAction::RunNow,
        ];
        let mut all = vec![Self::Claim, Self::Rescue];
        all.extend(settled.map(Self::Settle));
        all.extend(actions.map(Self::Act));
        all
    }

    /// Where it leads; `None` where it is refused.
    fn leads(&self, from: State) -> Option<State> {
        match (self, from) {
            (Self::Claim, State::Pending | State::Retrying) => Some(State::Running),
            (Self::Rescue, State::Running) => Some(State::Retrying),
            (Self::Settle(to), State::Running) => Some(match to {
                To::Succeeded => State::Succeeded,
                To::Retrying { .. } => State::Retrying,
                To::Dead { .. } => State::Dead,
                To::Cancelled => State::Cancelled,
                To::Snoozed { .. } | To::Released { .. } => State::Pending,
            }),
            (Self::Act(DeliveryAction::Replay), State::Dead) => Some(State::Pending),
            (Self::Act(DeliveryAction::Discard), State::Dead)
            | (
                Self::Act(DeliveryAction::Cancel),
                State::Pending | State::Retrying | State::Running,
            ) => Some(State::Cancelled),
            // It changes the time alone.
            (Self::Act(DeliveryAction::RunNow), State::Pending | State::Retrying) => Some(from),
            _ => None,
        }
    }
}

/// A delivery of a consumer of its own, and its attempts.
struct Case<'a> {
    store: &'a dyn Store,
    me: WorkerId,
    consumer: String,
    delivery: Delivery,
}

impl<'a> Case<'a> {
    async fn new(store: &'a dyn Store, number: usize, from: State) -> Self {
        let (me, name) = (worker(), format!("c{number}"));
        let event = event(&format!("a.e{number}"));
        register(store, me, &[consumer(&name, &event.event_type)]).await;
        emit(store, slice::from_ref(&event)).await;
        let delivery = deliveries(store, event.id).await.remove(0);
        let mut case = Self {
            store,
            me,
            consumer: name,
            delivery,
        };
        let to = Verb::all().into_iter().find_map(|verb| match verb {
            Verb::Settle(to) if Verb::Settle(to.clone()).leads(State::Running) == Some(from) => {
                Some(to)
            }
            _ => None,
        });
        match (from, to) {
            (State::Pending, _) => {}
            (State::Running, _) => assert!(case.is_done(&Verb::Claim).await),
            (_, to) => {
                assert!(case.is_done(&Verb::Claim).await);
                case.delivery = case.now().await.0;
                let settled = Verb::Settle(to.expect("a way to end so"));
                assert!(case.is_done(&settled).await);
            }
        }
        case.delivery = case.now().await.0;
        assert_eq!(case.delivery.state, from);
        case
    }

    async fn now(&self) -> (Delivery, Vec<Attempt>) {
        let Delivery { id, event, .. } = self.delivery;
        let delivery = deliveries(self.store, event).await.remove(0);
        (delivery, self.store.records().attempts(id).await.unwrap())
    }

    /// Does it, and answers whether the store says that it was done.
    async fn is_done(&self, verb: &Verb) -> bool {
        let Delivery { id, attempt, .. } = self.delivery;
        match verb {
            Verb::Claim => {
                let claimed = claim(self.store, self.me, &[&self.consumer], 9, 50).await;
                !claimed.is_empty()
            }
            Verb::Rescue => {
                let rescued = self.store.rescue(at(100), 9).await.unwrap();
                rescued.retrying + rescued.dead > 0
            }
            Verb::Settle(to) => {
                // Whoever has the last attempt of all.
                let settled = Settlement {
                    delivery: id,
                    worker: self.me,
                    attempt,
                    started_at: at(50),
                    to: to.clone(),
                    result: None,
                    told: None,
                };
                self.store.settle(None, &[settled], at(51)).await.unwrap() == [true]
            }
            Verb::Act(action) => {
                let acted = self.store.act(*action, &[id], at(52)).await.unwrap();
                acted == [id]
            }
        }
    }
}

/// Everything that can be done, in every state: it leads where it has to, or it is refused and leaves all as it was.
pub(crate) async fn b3_from_each_state_nothing_leads_but_what_is_legal(store: &dyn Store) {
    let mut number = 0;
    for from in State::ALL {
        for verb in Verb::all() {
            number += 1;
            let case = Case::new(store, number, from).await;
            let before = case.now().await;
            let is_done = case.is_done(&verb).await;
            let after = case.now().await;
            let wanted = verb.leads(from);
            assert_eq!(is_done, wanted.is_some(), "{verb:?} of one that is {from}");
            assert_eq!(after.0.state, wanted.unwrap_or(from), "{verb:?} of {from}");
            if wanted.is_none() {
                assert_eq!(after, before, "{verb:?} of one that is {from}");
            } else if after.0.state != from {
                assert!(is_legal(from, after.0.state), "{verb:?} of {from}");
            }
            // Nothing is left for the next one to rescue.
            case.is_done(&Verb::Act(DeliveryAction::Cancel)).await;
        }
    }
}
