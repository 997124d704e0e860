//! How the welcome mail of a person fares.

use anyhow::Result;
use buildamp::{Event as _, EventId, State, Timestamp, Traced, TracedDelivery};

use crate::{
    Cx,
    database::people::Person,
    models::{
        events::email::SendWelcomeEmail,
        people::{Step, StepState, Welcome},
    },
};

/// The mail of somebody who is just signing up: what nobody else can see yet.
#[must_use]
pub fn queued(person: Person, event: EventId) -> Welcome {
    let at = person.signed_up_at;
    let queued = Step {
        run_at: Some(at),
        ..step(event, 0, StepState::Queued, at)
    };
    with(person, vec![queued])
}

/// How the mail of this person fares.
pub async fn of(cx: &Cx, person: Person) -> Result<Welcome> {
    let trace = cx.trace(person.correlation_id).await?;
    let steps = trace
        .events
        .iter()
        .filter(|traced| traced.event.event_type == SendWelcomeEmail::TYPE)
        .flat_map(steps)
        .collect();
    Ok(with(person, steps))
}

fn with(person: Person, steps: Vec<Step>) -> Welcome {
    Welcome {
        name: person.name,
        email: person.email,
        signed_up_at: person.signed_up_at,
        correlation_id: person.correlation_id.into(),
        steps,
    }
}

fn step(event: EventId, attempt: u32, state: StepState, at: Timestamp) -> Step {
    Step {
        event_id: event.into(),
        attempt,
        state,
        error: None,
        run_at: None,
        at,
    }
}

/// The steps that an event has taken: the record says the same as the session was told live.
fn steps(
    Traced {
        event, deliveries, ..
    }: &Traced,
) -> Vec<Step> {
    let step = |attempt, state, at| step(event.id, attempt, state, at);
    let mut steps = vec![step(0, StepState::Queued, event.time)];
    for TracedDelivery {
        delivery, attempts, ..
    } in deliveries
    {
        steps.extend(attempts.iter().map(|attempt| Step {
            error: attempt.error.clone(),
            ..step(attempt.number, ended(&attempt.outcome), attempt.finished_at)
        }));
        if delivery.state == State::Running {
            steps.push(step(delivery.attempt, StepState::Running, delivery.run_at));
        }
        if let Some(last) = steps.last_mut() {
            (last.state, last.run_at) = standing(delivery.state, delivery.run_at);
        }
    }
    steps
}

/// How an attempt ended that others came after.
fn ended(outcome: &str) -> StepState {
    match outcome {
        // Handed back, and not counted.
        "released" | "snoozed" => StepState::Queued,
        _ => StepState::Retrying,
    }
}

/// Where a delivery stands, and when it is due.
fn standing(state: State, run_at: Timestamp) -> (StepState, Option<Timestamp>) {
    match state {
        State::Pending => (StepState::Queued, Some(run_at)),
        State::Running => (StepState::Running, None),
        State::Retrying => (StepState::Retrying, Some(run_at)),
        State::Succeeded => (StepState::Succeeded, None),
        State::Dead => (StepState::Dead, None),
        State::Cancelled => (StepState::Cancelled, None),
    }
}
