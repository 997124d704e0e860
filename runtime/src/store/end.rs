//! How an attempt ends, as it is stored.

use jiff::Timestamp;

use super::{DeadReason, State, To};

/// What becomes of a delivery: its state, when it is due again, how the attempt's outcome is called, what went wrong, why
/// it is dead, and whether the attempt is free, which is to say not counted.
pub(super) struct End<'a> {
    pub state: State,
    pub run_at: Option<Timestamp>,
    pub outcome: &'static str,
    pub error: Option<&'a str>,
    pub reason: Option<DeadReason>,
    pub free: bool,
}

impl<'a> End<'a> {
    pub fn of(to: &'a To) -> Self {
        let plain = |state, outcome| Self {
            state,
            run_at: None,
            outcome,
            error: None,
            reason: None,
            free: false,
        };
        match to {
            To::Succeeded => plain(State::Succeeded, "succeeded"),
            To::Cancelled => plain(State::Cancelled, "cancelled"),
            To::Retrying { run_at, error } => Self {
                run_at: Some(*run_at),
                error: Some(error),
                ..plain(State::Retrying, "failed")
            },
            To::Dead { reason, error } => Self {
                reason: Some(*reason),
                error: Some(error),
                ..plain(State::Dead, "failed")
            },
            To::Snoozed { run_at } => Self {
                run_at: Some(*run_at),
                free: true,
                ..plain(State::Pending, "snoozed")
            },
            To::Released { run_at, why } => Self {
                run_at: Some(*run_at),
                error: Some(why),
                free: true,
                ..plain(State::Pending, "released")
            },
        }
    }
}
