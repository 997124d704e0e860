//! `GET /welcome`: what a page shows that was just opened, or that missed something.

use anyhow::Result;
use axum::Json;
use buildamp::{Event as _, Session, State, Timestamp, Traced, TracedDelivery};

use crate::{
    Cx,
    models::{
        events::email::SendWelcomeEmail,
        people::{Step, StepState, Welcome},
        session::AppSession,
    },
    people::{self, Person},
    problem::Refusal,
};

/// Who signed up in this session, and how their mail fares; `null` when nobody did.
pub async fn welcome(cx: Cx, session: Session) -> Result<Json<Option<Welcome>>, Refusal> {
    let AppSession { user_id } = session.get().await?.unwrap_or_default();
    let person = match user_id {
        Some(id) => people::find(&cx, id).await?,
        None => None,
    };
    Ok(Json(match person {
        Some(person) => Some(of(&cx, person).await?),
        None => None,
    }))
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
    Ok(Welcome {
        name: person.name,
        email: person.email,
        signed_up_at: person.signed_up_at,
        correlation_id: person.correlation_id.into(),
        steps,
    })
}

/// The steps that an event has taken: the record says the same as the session was told live.
fn steps(
    Traced {
        event, deliveries, ..
    }: &Traced,
) -> Vec<Step> {
    let step = |attempt, state, at| Step {
        event_id: event.id.into(),
        attempt,
        state,
        error: None,
        run_at: None,
        at,
    };
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
