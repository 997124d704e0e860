//! What becomes of a delivery when its attempt ends: one table, told the time and the random share.

use std::{any::Any, error::Error as StdError, panic::catch_unwind, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::{
    BoxError, Error, Outcome, Retry, Settle,
    outcome::{GiveUp, Later},
    store::{DeadReason, To},
};

/// Where a delivery stands in its budget of attempts, and what the next wait depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Odds {
    /// Which attempt of the budget it was, from 1.
    pub tried: u32,
    /// How many are left.
    pub left: u32,
    /// What the event's type says.
    pub policy: Option<Retry>,
    /// What the configuration says.
    pub configured: Backoff,
    /// The random share of the wait, in 0 to 1.
    pub share: f64,
    pub now: Timestamp,
}

/// Where a delivery goes after its handler returned.
pub(crate) fn after(outcome: &Outcome, odds: Odds) -> To {
    let error = match outcome {
        Ok(Settle::Done | Settle::Result(_)) => return To::Succeeded,
        Ok(Settle::Cancel) => return To::Cancelled,
        Ok(Settle::Snooze(wait)) => {
            return To::Snoozed {
                run_at: later(odds.now, *wait),
            };
        }
        Err(error) => error,
    };
    let text = story(error);
    match (is_final(error), find::<Later>(error), odds.left) {
        (true, _, _) => To::Dead {
            reason: DeadReason::Fatal,
            error: text,
        },
        (false, _, 0) => To::Dead {
            reason: DeadReason::Exhausted,
            error: text,
        },
        (false, Some(wait), _) => To::Retrying {
            run_at: later(odds.now, wait.after),
            error: text,
        },
        (false, None, _) => again(text, odds),
    }
}

/// Where a delivery goes whose data is not of the shape that the handler takes: as after any failure, but dead under a
/// reason of its own.
pub(crate) fn after_undecodable(fault: String, odds: Odds) -> To {
    match odds.left {
        0 => To::Dead {
            reason: DeadReason::Undecodable,
            error: fault,
        },
        _ => again(fault, odds),
    }
}

/// How a failed delivery waits before its next attempt: `base · 2^(tried − 1)` up to `cap`, times a random share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    pub base: Duration,
    pub cap: Duration,
}

/// How long to wait after the `tried`-th attempt: `base` doubled each time up to `cap`, times the random share. The
/// whole wait is random ("full jitter"), so that what failed together does not come back together:
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
pub(crate) fn backoff(policy: Backoff, tried: u32, share: f64) -> Duration {
    let doubled = 2_u32
        .checked_pow(tried.saturating_sub(1))
        .unwrap_or(u32::MAX);
    policy
        .base
        .saturating_mul(doubled)
        .min(policy.cap)
        .mul_f64(share.clamp(0.0, 1.0))
}

/// That much later, or the last time there is.
pub(crate) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait)
        .ok()
        .and_then(|wait| now.checked_add(wait).ok())
        .unwrap_or(Timestamp::MAX)
}

/// That much earlier, or the first time there is.
pub(crate) fn earlier(now: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| now.checked_sub(by).ok())
        .unwrap_or(Timestamp::MIN)
}

/// Tried again after the wait that the policy says.
fn again(error: String, odds: Odds) -> To {
    let exponential = |policy| Ok(backoff(policy, odds.tried, odds.share));
    let wait = match odds.policy {
        None => exponential(odds.configured),
        Some(Retry::Exponential { base, cap }) => exponential(Backoff { base, cap }),
        Some(Retry::Fixed(wait)) => Ok(wait),
        Some(Retry::With(wait)) => catch_unwind(|| wait(odds.tried)),
    };
    let (wait, error) = match wait {
        Ok(wait) => (wait, error),
        Err(panic) => (
            backoff(odds.configured, odds.tried, odds.share),
            format!("{error}; its retry policy panicked: {}", panicked(&*panic)),
        ),
    };
    To::Retrying {
        run_at: later(odds.now, wait),
        error,
    }
}

/// What was said in a panic.
pub(crate) fn panicked(with: &(dyn Any + Send)) -> &str {
    match (with.downcast_ref::<&str>(), with.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "with something that is not text",
    }
}

/// The error with its causes, without what only steers and without saying anything twice in a row.
pub(crate) fn story(error: &BoxError) -> String {
    let mut told = error.to_string();
    let mut text = told.clone();
    for cause in chain(error)
        .skip(1)
        .filter(|cause| !cause.is::<GiveUp>() && !cause.is::<Later>())
    {
        let cause = cause.to_string();
        if cause != told {
            text = format!("{text}: {cause}");
        }
        told = cause;
    }
    text
}

/// Whether no further attempt would mend it.
fn is_final(error: &BoxError) -> bool {
    let is_too_deep =
        |cause: &(dyn StdError + 'static)| matches!(cause.downcast_ref(), Some(Error::TooDeep(_)));
    find::<GiveUp>(error).is_some() || chain(error).any(is_too_deep)
}

fn find<T: StdError + 'static>(error: &BoxError) -> Option<&T> {
    chain(error).find_map(|cause| cause.downcast_ref())
}

fn chain(error: &BoxError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = &**error;
    std::iter::successors(Some(first), |&cause| cause.source())
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context as _;

    use super::*;
    use crate::{Fatal, RetryAfter};

    const POLICY: Backoff = Backoff {
        base: Duration::from_secs(1),
        cap: Duration::from_mins(5),
    };

    fn odds(left: u32) -> Odds {
        Odds {
            tried: 3,
            left,
            policy: None,
            configured: POLICY,
            share: 0.5,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn h2_backoff_doubles_up_to_the_cap_and_is_random_as_a_whole() {
        let full = |tried| backoff(POLICY, tried, 1.0).as_secs();
        assert_eq!(
            [1, 2, 3, 4, 8, 9, 10, 33, u32::MAX].map(full),
            [1, 2, 4, 8, 128, 256, 300, 300, 300]
        );
        assert_eq!(backoff(POLICY, 4, 0.0), Duration::ZERO);
        assert_eq!(backoff(POLICY, 4, 0.25), Duration::from_secs(2));
        let wide = Backoff {
            base: Duration::MAX,
            cap: Duration::MAX,
        };
        assert!(backoff(wide, 9, 0.5) < Duration::MAX);
    }

    #[test]
    fn h2_a_plain_error_waits_until_the_budget_is_spent() {
        let failed = || -> Outcome { Err(io::Error::other("refused").into()) };
        let error = || "refused".to_owned();
        assert_eq!(
            after(&failed(), odds(1)),
            To::Retrying {
                run_at: at(2),
                error: error()
            }
        );
        assert_eq!(
            after(&failed(), odds(0)),
            To::Dead {
                reason: DeadReason::Exhausted,
                error: error()
            }
        );
    }

    fn next_wait(policy: Retry, tried: u32) -> (i64, String) {
        let failed = Err(io::Error::other("refused").into());
        let odds = Odds {
            policy: Some(policy),
            tried,
            ..odds(1)
        };
        let To::Retrying { run_at, error } = after(&failed, odds) else {
            unreachable!("an attempt is left");
        };
        (run_at.as_second(), error)
    }

    #[test]
    fn b27_a_type_has_its_own_policy() {
        let wait = |policy, tried| next_wait(policy, tried).0;
        let exponential = Retry::Exponential {
            base: Duration::from_secs(10),
            cap: Duration::from_mins(1),
        };
        assert_eq!([1, 2, 9].map(|n| wait(exponential, n)), [5, 10, 30]);
        let fixed = Retry::Fixed(Duration::from_secs(30));
        assert_eq!([1, 2, 9].map(|n| wait(fixed, n)), [30, 30, 30]);
        let own = Retry::With(|n| Duration::from_hours(n.into()));
        assert_eq!([1, 2].map(|n| wait(own, n)), [3600, 7200]);
        let wide = Retry::With(|_| Duration::MAX);
        assert_eq!(wait(wide, 1), Timestamp::MAX.as_second());
        let fault = after_undecodable(
            "no field".to_owned(),
            Odds {
                policy: Some(fixed),
                ..odds(1)
            },
        );
        assert!(matches!(fault, To::Retrying { run_at, .. } if run_at == at(30)));
    }

    #[test]
    fn b27_a_policy_that_panics_is_told_and_the_configuration_holds() {
        let broken = Retry::With(|n| panic!("no wait for {n}"));
        assert_eq!(
            next_wait(broken, 3),
            (
                2,
                "refused; its retry policy panicked: no wait for 3".to_owned()
            )
        );
    }

    #[derive(Debug, thiserror::Error)]
    enum Own {
        #[error(transparent)]
        Later(#[from] RetryAfter),
        #[error("not sent")]
        Never(#[source] Fatal),
    }

    #[test]
    fn b24_retry_after_and_fatal_are_found_wherever_they_sit() {
        let wait = || RetryAfter::new(Duration::from_secs(90), "429");
        let fatal = || Fatal::new("no such mailbox");
        let later: [BoxError; 5] = [
            wait().into(),
            anyhow::Error::from(wait()).into(),
            Err::<(), _>(wait()).context("sending").unwrap_err().into(),
            anyhow::Error::from(wait()).context("a").context("b").into(),
            Own::from(wait()).into(),
        ];
        for error in later {
            let to = after(&Err(error), odds(1));
            assert!(
                matches!(&to, To::Retrying { run_at, .. } if *run_at == at(90)),
                "{to:?}"
            );
        }
        let never: [BoxError; 4] = [
            fatal().into(),
            anyhow::Error::from(fatal()).into(),
            anyhow::Error::from(fatal()).context("sending").into(),
            Own::Never(fatal()).into(),
        ];
        for error in never {
            let to = after(&Err(error), odds(9));
            assert!(
                matches!(
                    &to,
                    To::Dead {
                        reason: DeadReason::Fatal,
                        ..
                    }
                ),
                "{to:?}"
            );
        }
    }

    #[test]
    fn the_last_attempt_is_the_last_even_when_it_asks_for_another() {
        let error: BoxError = RetryAfter::new(Duration::from_secs(1), "429").into();
        assert_eq!(
            after(&Err(error), odds(0)),
            To::Dead {
                reason: DeadReason::Exhausted,
                error: "429".to_owned()
            }
        );
    }

    #[test]
    fn the_causes_are_told_once_each() {
        let cause = io::Error::other("connection reset");
        let error = anyhow::Error::from(cause).context("sendgrid");
        let error =
            anyhow::Error::from(RetryAfter::new(Duration::ZERO, error)).context("welcome mail");
        assert_eq!(
            story(&error.into()),
            "welcome mail: sendgrid: connection reset"
        );
    }
}
