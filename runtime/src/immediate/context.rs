//! The context of a handler of immediate events, and of whoever emits them.

use std::{
    fmt,
    future::{self, Future},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{Emitting, Event, Happened, Timer, core::Core, waiting::Emitted};
use crate::{CorrelationId, EventId, EventSource, HasState, Result, context::Scope, emit};

/// What a handler, a request or a test acts with in an application without a store: its state, the way to its handlers, and
/// the scope (tenant, actor, session, correlation, trace) that everything it emits inherits. Cheap to clone.
pub struct Context<S = ()> {
    core: Arc<Core>,
    state: Arc<S>,
    scope: Arc<Scope>,
    handling: Option<Handling>,
}

/// The event that a handler's context belongs to.
#[derive(Clone)]
struct Handling {
    event: EventId,
    caused_by: Option<EventId>,
    cancel: CancellationToken,
}

/// What an immediate event goes through: a `&Context`.
#[diagnostic::on_unimplemented(
    message = "an immediate event does not go through `{Self}`",
    label = "not a `&buildamp::immediate::Context`",
    note = "with `event_store = false` in buildamp.toml events are handed over at once, `event.emit(&cx)`, and nothing stores them",
    note = "an event that commits with a transaction, `event.emit(&mut tx)`, needs a store: take `event_store = false` out"
)]
pub trait Way: sealed::Sealed {}

pub(super) mod sealed {
    use super::{Arc, Core, Scope};

    pub trait Sealed {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "nobody outside can name the trait")]
        fn way(&self) -> (&Arc<Core>, &Arc<Scope>, bool);
    }
}

impl<S> Way for &Context<S> {}

impl<S> sealed::Sealed for &Context<S> {
    #[expect(private_interfaces, reason = "nobody outside can name the trait")]
    fn way(&self) -> (&Arc<Core>, &Arc<Scope>, bool) {
        (&self.core, &self.scope, self.handling.is_some())
    }
}

impl<S> HasState for Context<S> {
    type State = S;
}

impl<S> Context<S> {
    /// Outside of any handler.
    pub(super) fn root(core: Arc<Core>, state: Arc<S>) -> Self {
        Self {
            core,
            state,
            scope: Arc::default(),
            handling: None,
        }
    }

    /// For a handler. What it emits inherits the event's scope and names the event as its cause.
    pub(super) fn of_event(
        core: Arc<Core>,
        state: Arc<S>,
        emitted: &Emitted,
        cancel: CancellationToken,
    ) -> Self {
        let event = &emitted.envelope;
        let scope = Scope {
            source: EventSource::Internal,
            tenant: Some(event.tenant.clone()),
            actor: event.actor.clone(),
            session_id: event.session_id.clone(),
            correlation_id: Some(event.correlation_id),
            causation_id: Some(event.id),
            traceparent: event.traceparent.clone(),
            jar: None,
        };
        let handling = Handling {
            event: event.id,
            caused_by: event.causation_id,
            cancel,
        };
        Self {
            core,
            state,
            scope: Arc::new(scope),
            handling: Some(handling),
        }
    }

    /// Hands an event to the handlers of this process. It returns as soon as the event waits for a worker; what becomes of it
    /// is in the [`history`](Self::history), the log and the metrics.
    ///
    /// # Errors
    /// [`Full`](crate::Error::Full) as `immediate.when_full` says, and in handlers instead of waiting;
    /// [`Serialize`](crate::Error::Serialize), [`MissingTenant`](crate::Error::MissingTenant),
    /// [`Closed`](crate::Error::Closed).
    pub fn emit<E: Event>(&self, event: E) -> Emitting {
        super::emit(event, &self)
    }

    /// As [`emit`](Self::emit), once `delay` has passed. The timer is gone with the process.
    ///
    /// # Errors
    /// [`Full`](crate::Error::Full) when `immediate.timers` wait already, [`InvalidEmit`](crate::Error::InvalidEmit) beyond
    /// the year 9999, and as [`emit`](Self::emit).
    pub fn schedule<E: Event>(&self, event: E, delay: Duration) -> Result<Timer> {
        super::schedule(event, &self, crate::Due::After(delay))
    }

    /// What waits and runs, and the last `immediate.history` events that have ended, in the order of their emits.
    #[must_use]
    pub fn history(&self) -> Vec<Happened> {
        self.core.waiting().history()
    }

    /// The application's state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    /// The event that is being handled.
    #[must_use]
    pub fn event_id(&self) -> Option<EventId> {
        self.handling.as_ref().map(|handling| handling.event)
    }

    /// Whose events these are; always `default` under `tenancy = "single"`.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        emit::tenant(self.core.config.tenancy, &self.scope)
    }

    /// Who set this off.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        self.scope.actor.as_deref()
    }

    /// The login session that this stems from. A secret: it never belongs into a log or a message to a client.
    #[must_use]
    pub fn session_id(&self) -> Option<&str> {
        self.scope.session_id.as_deref()
    }

    /// What ties this to the other events of its chain.
    #[must_use]
    pub fn correlation_id(&self) -> Option<CorrelationId> {
        self.scope.correlation_id
    }

    /// The event whose handler emitted the event that is being handled.
    #[must_use]
    pub fn causation_id(&self) -> Option<EventId> {
        self.handling
            .as_ref()
            .and_then(|handling| handling.caused_by)
    }

    /// W3C Trace Context: <https://www.w3.org/TR/trace-context/#traceparent-header>.
    #[must_use]
    pub fn traceparent(&self) -> Option<&str> {
        self.scope.traceparent.as_deref()
    }

    /// As this context, for events of that tenant.
    #[must_use]
    pub fn with_tenant(&self, tenant: impl Into<String>) -> Self {
        self.with(|scope| scope.tenant = Some(tenant.into()))
    }

    /// As this context, for what that user or machine set off.
    #[must_use]
    pub fn with_actor(&self, actor: impl Into<String>) -> Self {
        self.with(|scope| scope.actor = Some(actor.into()))
    }

    /// As this context, for what stems from that login session.
    #[must_use]
    pub fn with_session(&self, session_id: impl Into<String>) -> Self {
        self.with(|scope| scope.session_id = Some(session_id.into()))
    }

    /// As this context, for events of that chain.
    #[must_use]
    pub fn with_correlation(&self, correlation_id: CorrelationId) -> Self {
        self.with(|scope| scope.correlation_id = Some(correlation_id))
    }

    /// As this context, within that span.
    #[must_use]
    pub fn with_traceparent(&self, traceparent: impl Into<String>) -> Self {
        self.with(|scope| scope.traceparent = Some(traceparent.into()))
    }

    fn with(&self, change: impl FnOnce(&mut Scope)) -> Self {
        let mut changed = self.clone();
        change(Arc::make_mut(&mut changed.scope));
        changed
    }

    /// The time, by the application's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.core.now()
    }

    /// Returns once the handler should stop: the application shuts down and its deadline has come. Never returns outside a
    /// handler.
    pub fn cancelled(&self) -> impl Future<Output = ()> + Send + 'static {
        let handling = self.handling.clone();
        async move {
            match handling {
                Some(handling) => handling.cancel.cancelled().await,
                None => future::pending().await,
            }
        }
    }
}

impl<S> Clone for Context<S> {
    fn clone(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            state: Arc::clone(&self.state),
            scope: Arc::clone(&self.scope),
            handling: self.handling.clone(),
        }
    }
}

/// Leaves out the state and the session: what a log may show.
impl<S> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("event_id", &self.event_id())
            .field("tenant", &self.tenant())
            .field("actor", &self.actor())
            .field("session_id", &self.session_id().map(|_| "[redacted]"))
            .field("correlation_id", &self.correlation_id())
            .field("traceparent", &self.traceparent())
            .finish_non_exhaustive()
    }
}
