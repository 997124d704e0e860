//! What a session is told of the deliveries of an event that says `#[buildamp(progress)]`.

use jiff::Timestamp;

use crate::{
    Envelope, ProgressState, Result, WorkflowProgress,
    send::message_row,
    store::{Claimed, NewEvent, NewMessage, Taken, Target, To},
};

/// What is needed to tell of an attempt when its handler has consumed the event.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    tenant: String,
    session: String,
    so_far: WorkflowProgress,
}

/// What the session is told with the emit.
pub(crate) fn queued(event: &NewEvent) -> Result<Option<Box<NewMessage>>> {
    let Some(session) = event.session_id.as_deref().filter(|_| event.progress) else {
        return Ok(None);
    };
    let progress = WorkflowProgress {
        correlation_id: event.correlation_id,
        event_id: event.id,
        event_type: event.event_type.clone(),
        consumer: None,
        state: ProgressState::Queued,
        attempt: 0,
        max_attempts: None,
        error: None,
        run_at: Some(event.run_at),
        at: event.time,
    };
    told(&event.tenant, session, &progress).map(Some)
}

/// `None` when nobody is to be told.
pub(crate) fn follow(claimed: &Claimed) -> Option<Followed> {
    if !claimed.progress {
        return None;
    }
    followed(
        &claimed.event,
        &claimed.consumer,
        claimed.attempt,
        claimed.left,
    )
}

impl Followed {
    /// What the session is told when an attempt begins.
    pub(crate) fn running(&self, now: Timestamp) -> Result<Box<NewMessage>> {
        self.tell(&WorkflowProgress {
            at: now,
            ..self.so_far.clone()
        })
    }

    /// What it is told when the attempt ends. `why` is the outermost message of the error, without its causes: those
    /// may say what is no business of a browser's.
    pub(crate) fn ended(
        &self,
        to: &To,
        why: Option<String>,
        now: Timestamp,
    ) -> Result<Box<NewMessage>> {
        let (state, run_at) = match to {
            To::Succeeded => (ProgressState::Succeeded, None),
            To::Retrying { run_at, .. } => (ProgressState::Retrying, Some(*run_at)),
            To::Dead { .. } => (ProgressState::Dead, None),
            To::Cancelled => (ProgressState::Cancelled, None),
            To::Snoozed { run_at } | To::Released { run_at, .. } => {
                (ProgressState::Queued, Some(*run_at))
            }
        };
        self.tell(&WorkflowProgress {
            state,
            run_at,
            error: why,
            at: now,
            ..self.so_far.clone()
        })
    }

    fn tell(&self, progress: &WorkflowProgress) -> Result<Box<NewMessage>> {
        told(&self.tenant, &self.session, progress)
    }
}

/// What the session is told with a rescue.
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(dead_code, reason = "told by the database that rescues")
)]
pub(crate) fn lost(lost: &Taken, now: Timestamp) -> Result<Option<Box<NewMessage>>> {
    let Some(followed) = followed(&lost.event, &lost.consumer, lost.attempt, lost.left) else {
        return Ok(None);
    };
    let (state, run_at) = match lost.left {
        0 => (ProgressState::Dead, None),
        _ => (ProgressState::Retrying, Some(lost.run_at)),
    };
    let progress = WorkflowProgress {
        state,
        run_at,
        error: Some("its worker gave no sign of life".to_owned()),
        at: now,
        ..followed.so_far.clone()
    };
    followed.tell(&progress).map(Some)
}

/// What the session is told when a delivery is called off.
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(dead_code, reason = "told by the database that has it done")
)]
pub(crate) fn cancelled(taken: &Taken, now: Timestamp) -> Result<Option<Box<NewMessage>>> {
    followed(&taken.event, &taken.consumer, taken.attempt, taken.left)
        .map(|followed| followed.ended(&To::Cancelled, None, now))
        .transpose()
}

fn followed(event: &Envelope, consumer: &str, attempt: u32, left: u32) -> Option<Followed> {
    Some(Followed {
        tenant: event.tenant.clone(),
        session: event.session_id.clone()?,
        so_far: WorkflowProgress {
            correlation_id: event.correlation_id,
            event_id: event.id,
            event_type: event.event_type.clone(),
            consumer: Some(consumer.to_owned()),
            state: ProgressState::Running,
            attempt,
            // Attempts that do not count make the number grow, and with it the budget.
            max_attempts: Some(attempt.saturating_add(left)),
            error: None,
            run_at: None,
            at: event.time,
        },
    })
}

fn told(tenant: &str, session: &str, progress: &WorkflowProgress) -> Result<Box<NewMessage>> {
    let to = Target::Sessions(vec![session.to_owned()]);
    message_row(tenant, progress, to, progress.at).map(Box::new)
}
