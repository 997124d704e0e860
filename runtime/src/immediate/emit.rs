//! From an event to what waits for a worker or for its time.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Weak},
};

use jiff::Timestamp;
use tracing::Instrument as _;

use super::{
    Event, Way,
    core::Core,
    waiting::{Emitted, TimerKey},
};
use crate::{
    Due, Envelope, Error, EventId, EventSource, Result, SpecVersion, context::Scope,
    emit as reliable, ids::event_id_at, spans,
};

/// An event on its way to the queue; nothing happens before it is awaited. It is of one type whatever it emits and through
/// what, so that a wrong way is one error and no more.
pub type Emitting = Pin<Box<dyn Future<Output = Result<EventId>> + Send>>;

/// Hands an event to the handlers of this process; see [`Context::emit`](super::Context::emit).
pub fn emit<E: Event>(event: E, cx: &impl Way) -> Emitting {
    let (core, scope, in_handler) = cx.way();
    let (core, scope) = (Arc::clone(core), Arc::clone(scope));
    let span = spans::emit(E::TYPE, core.config.tenancy, &scope);
    let emit = async move {
        let emitted = lower(&core, &scope, event)?;
        let id = emitted.envelope.id;
        spans::emitted(Some(id));
        if let Some(room) = core.room::<E>(in_handler).await? {
            core.push(&emitted, room, in_handler)?;
            core.meters.published(EventSource::Internal, E::TYPE, 1);
        }
        Ok(id)
    };
    Box::pin(emit.instrument(span))
}

/// Sets a timer for an event; see [`Context::schedule`](super::Context::schedule).
///
/// # Errors
/// As [`Context::schedule`](super::Context::schedule).
pub fn schedule<E: Event>(event: E, cx: &impl Way, due: Due) -> Result<Timer> {
    let (core, scope, _) = cx.way();
    let _span = spans::emit(E::TYPE, core.config.tenancy, scope).entered();
    let emitted = lower(core, scope, event)?;
    let event = emitted.envelope.id;
    spans::emitted(Some(event));
    let at = due.at(core.now()).ok_or_else(|| {
        Error::InvalidEmit(format!(
            "`{}` cannot be scheduled beyond what a timestamp can say (years -9999 to 9999)",
            E::TYPE
        ))
    })?;
    let key = core.set_timer(at, emitted, core.room_for_a_timer()?)?;
    core.meters.published(EventSource::Internal, E::TYPE, 1);
    Ok(Timer {
        core: Arc::downgrade(core),
        key,
        event,
    })
}

fn lower<E: Event>(core: &Core, scope: &Scope, event: E) -> Result<Arc<Emitted>> {
    let now = core.now();
    let tenant = reliable::tenant(core.config.tenancy, scope).ok_or(Error::MissingTenant)?;
    let data = serde_json::value::to_raw_value(&event).map_err(|source| Error::Serialize {
        event_type: E::TYPE,
        source,
    })?;
    let id = event_id_at(now);
    let subject = event.subject();
    let envelope = Envelope {
        specversion: SpecVersion::V1,
        id,
        source: EventSource::Internal.uri(&core.config.application),
        event_type: E::TYPE.to_owned(),
        schema_version: 1,
        partition_key: subject.clone(),
        subject,
        time: now,
        tenant: tenant.to_owned(),
        actor: scope.actor.clone(),
        session_id: scope.session_id.clone(),
        correlation_id: scope.correlation_id.unwrap_or_else(|| id.into()),
        causation_id: scope.causation_id,
        traceparent: spans::traceparent(scope),
        erased_at: None,
        data,
    };
    let consumers = core.consumers.iter().enumerate();
    let consumers = consumers.filter(|(_, consumer)| consumer.takes::<E>());
    let consumers = consumers.map(|(place, _)| place).collect();
    Ok(Arc::new(Emitted::new(envelope, event, consumers)))
}

/// An event that waits for its time in this process. It goes on without this, which is only there to call it off.
#[derive(Clone)]
pub struct Timer {
    core: Weak<Core>,
    key: TimerKey,
    event: EventId,
}

impl Timer {
    /// The event that waits.
    #[must_use]
    pub fn event_id(&self) -> EventId {
        self.event
    }

    /// When it is due.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        self.key.0
    }

    /// Calls it off; answers whether it still waited.
    #[expect(clippy::must_use_candidate, reason = "most do not need the answer")]
    pub fn cancel(&self) -> bool {
        let Some(core) = self.core.upgrade() else {
            return false;
        };
        let cancelled = core.waiting().cancel(self.key);
        // Who waits until nothing is left looks again.
        core.bell.notify_waiters();
        cancelled
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer")
            .field("event_id", &self.event)
            .field("due", &self.due())
            .finish_non_exhaustive()
    }
}
