//! The context that an event is emitted in and that its handler finds again: whose it is, who set it off, what caused it.

use std::{
    collections::HashSet,
    fmt,
    future::{self, Future},
    slice,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::tx::Joined;
use crate::{
    Consumer, CorrelationId, Emission, Envelope, Error, Event, EventId, EventSource, Result,
    Sending, Session, SseMessage, Trace, Tx,
    core::Core,
    emit,
    session::CookieSlot,
    spans,
    store::{Claimed, DeliveryId, NewEvent, Store},
};

/// What a handler, a request or a test acts with: the application's state, the way to the event store, and the scope
/// (tenant, actor, session, correlation, trace) that everything it emits inherits. Cheap to clone.
pub struct Context<S = ()> {
    core: Arc<Core>,
    state: Arc<S>,
    scope: Arc<Scope>,
    attempt: Option<Arc<Attempt>>,
    /// Of a batch, the contexts of its events.
    each: Option<Arc<[Self]>>,
}

/// What events inherit from the context that they are emitted in.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    /// What they come from, unless they say it themselves.
    pub source: EventSource,
    pub tenant: Option<String>,
    pub actor: Option<String>,
    pub session_id: Option<String>,
    pub correlation_id: Option<CorrelationId>,
    /// The event whose handler this is.
    pub causation_id: Option<EventId>,
    pub traceparent: Option<String>,
    /// Where a change of the session's token is left for the response, in a request.
    pub jar: Option<Arc<CookieSlot>>,
}

impl Scope {
    /// What both are.
    fn common(self, other: Self) -> Self {
        fn both<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<T> {
            one.filter(|one| other.is_some_and(|other| other == *one))
        }
        Self {
            source: EventSource::Internal,
            tenant: both(self.tenant, other.tenant),
            actor: both(self.actor, other.actor),
            session_id: both(self.session_id, other.session_id),
            correlation_id: both(self.correlation_id, other.correlation_id),
            causation_id: both(self.causation_id, other.causation_id),
            traceparent: both(self.traceparent, other.traceparent),
            jar: None,
        }
    }
}

/// The attempt that a handler's context belongs to.
pub(crate) struct Attempt {
    run: Arc<Run>,
    /// Which one it is; `None` where the context is that of a batch or of a request.
    one: Option<One>,
    /// Whether it is that of a request, which has no attempts.
    is_request: bool,
    /// The names of the steps that it has begun.
    steps: Mutex<HashSet<String>>,
    /// How often it has made a call of a service, each by its digest.
    #[cfg(feature = "services")]
    calls: Mutex<std::collections::HashMap<[u8; 32], u32>>,
}

/// A run of a handler, whether for one delivery or for a batch.
struct Run {
    cancel: CancellationToken,
    /// Whether its own transaction holds the writer.
    tx_open: AtomicBool,
}

/// An attempt at one event.
struct One {
    number: u32,
    /// `None` where nothing of it is on record.
    delivery: Option<DeliveryId>,
    event: EventId,
    caused_by: Option<EventId>,
}

impl Run {
    fn new(cancel: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            cancel,
            tx_open: AtomicBool::new(false),
        })
    }
}

impl Attempt {
    fn new(run: &Arc<Run>, one: Option<One>) -> Arc<Self> {
        Arc::new(Self {
            run: Arc::clone(run),
            one,
            is_request: false,
            steps: Mutex::default(),
            #[cfg(feature = "services")]
            calls: Mutex::default(),
        })
    }

    fn of_request() -> Arc<Self> {
        Arc::new(Self {
            run: Run::new(CancellationToken::new()),
            one: None,
            is_request: true,
            steps: Mutex::default(),
            #[cfg(feature = "services")]
            calls: Mutex::default(),
        })
    }

    pub(crate) fn set_tx_open(&self, open: bool) {
        self.run.tx_open.store(open, Ordering::Release);
    }

    /// Ends its handler.
    pub(crate) fn call_off(&self) {
        self.run.cancel.cancel();
    }

    pub(crate) fn is_tx_open(&self) -> bool {
        self.run.tx_open.load(Ordering::Acquire)
    }

    /// `None` of a batch, and where nothing of it is on record.
    pub(crate) fn delivery(&self) -> Option<(DeliveryId, u32)> {
        let one = self.one.as_ref()?;
        one.delivery.map(|delivery| (delivery, one.number))
    }

    /// Whether it is for several events.
    pub(crate) fn is_batch(&self) -> bool {
        self.one.is_none() && !self.is_request
    }

    /// Whether it is for a request.
    pub(crate) fn is_request(&self) -> bool {
        self.is_request
    }

    /// How often the call of this digest was made before.
    #[cfg(feature = "services")]
    pub(crate) fn count_call(&self, digest: [u8; 32]) -> u32 {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let count = calls.entry(digest).or_default();
        let before = *count;
        *count = before.saturating_add(1);
        before
    }

    /// Whether no step of this name was begun before.
    pub(crate) fn begin_step(&self, name: &str) -> bool {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.insert(name.to_owned())
    }
}

/// Says which state the handlers of an application share.
pub trait HasState {
    /// The application's state.
    type State;
}

impl<S> HasState for Context<S> {
    type State = S;
}

impl<S> Context<S> {
    /// Outside of any handler.
    pub(crate) fn root(core: Arc<Core>, state: Arc<S>) -> Self {
        Self {
            core,
            state,
            scope: Arc::default(),
            attempt: None,
            each: None,
        }
    }

    /// For a request.
    #[cfg(feature = "http")]
    pub(crate) fn of_request(core: Arc<Core>, state: Arc<S>, scope: Scope) -> Self {
        Self {
            core,
            state,
            scope: Arc::new(scope),
            attempt: None,
            each: None,
        }
    }

    /// For the handler of a request, whose transaction is as that of an attempt.
    pub(crate) fn of_asked(core: Arc<Core>, state: Arc<S>, scope: Scope) -> Self {
        Self {
            core,
            state,
            scope: Arc::new(scope),
            attempt: Some(Attempt::of_request()),
            each: None,
        }
    }

    /// For the handler of a delivery. What it emits inherits the event's scope and names the event as its cause.
    pub(crate) fn of_delivery(
        core: Arc<Core>,
        state: Arc<S>,
        claimed: &Claimed,
        cancel: CancellationToken,
    ) -> Self {
        Self::of_run(core, state, claimed, &Run::new(cancel))
    }

    /// For a handler of an event without a delivery. What it emits inherits the same.
    pub(crate) fn of_event(
        core: Arc<Core>,
        state: Arc<S>,
        event: &Envelope,
        cancel: CancellationToken,
    ) -> Self {
        let one = One {
            number: 1,
            delivery: None,
            event: event.id,
            caused_by: event.causation_id,
        };
        Self::of_one(core, state, event, one, &Run::new(cancel))
    }

    /// For the handler of a batch. What it emits inherits what its events have in common.
    pub(crate) fn of_batch(
        core: Arc<Core>,
        state: Arc<S>,
        claimed: &[Claimed],
        cancel: CancellationToken,
    ) -> Self {
        let run = Run::new(cancel);
        let of = |one| Self::of_run(Arc::clone(&core), Arc::clone(&state), one, &run);
        let each: Arc<[Self]> = claimed.iter().map(of).collect();
        let scopes = each.iter().map(|cx| Scope::clone(&cx.scope));
        let scope = scopes.reduce(Scope::common).unwrap_or_default();
        Self {
            core,
            state,
            scope: Arc::new(scope),
            attempt: Some(Attempt::new(&run, None)),
            each: Some(each),
        }
    }

    fn of_run(core: Arc<Core>, state: Arc<S>, claimed: &Claimed, run: &Arc<Run>) -> Self {
        let event = &claimed.event;
        let one = One {
            number: claimed.attempt,
            delivery: Some(claimed.delivery),
            event: event.id,
            caused_by: event.causation_id,
        };
        Self::of_one(core, state, event, one, run)
    }

    fn of_one(core: Arc<Core>, state: Arc<S>, event: &Envelope, one: One, run: &Arc<Run>) -> Self {
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
        Self {
            core,
            state,
            scope: Arc::new(scope),
            attempt: Some(Attempt::new(run, Some(one))),
            each: None,
        }
    }

    /// The application's state.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    /// The contexts of the events of a batch, in their order: each with its own attempt, session, actor and chain. Outside of
    /// a batch it is this one.
    ///
    /// What the batch's own context has is what all of them have in common, and it has neither an event nor steps.
    #[must_use]
    pub fn each(&self) -> &[Self] {
        self.each.as_deref().unwrap_or(slice::from_ref(self))
    }

    fn one(&self) -> Option<&One> {
        self.attempt.as_ref()?.one.as_ref()
    }

    /// The number of the attempt, from 1; 0 outside a handler and of a batch.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.one().map_or(0, |one| one.number)
    }

    /// The event that is being handled.
    #[must_use]
    pub fn event_id(&self) -> Option<EventId> {
        self.one().map(|one| one.event)
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
        self.one().and_then(|one| one.caused_by)
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

    pub(crate) fn with(&self, change: impl FnOnce(&mut Scope)) -> Self {
        let mut changed = self.clone();
        change(Arc::make_mut(&mut changed.scope));
        changed
    }

    /// The time, by the application's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.core.now()
    }

    /// Opens a transaction: own statements and events, together or not at all. It waits for its turn, and others wait
    /// for it: on SQLite one transaction is open at a time.
    ///
    /// # Errors
    /// [`Error::TxOpen`] in a handler whose own transaction is open; [`Error::Store`].
    pub async fn begin(&self) -> Result<Tx<'static>> {
        self.refuse_second()?;
        Tx::begin(self).await
    }

    /// Emits within a transaction of the caller's: stored when the caller commits, gone when the caller rolls back. The
    /// transaction has to be one on the database that `store.url` names.
    ///
    /// On SQLite begin it with a write, or with `pool.begin_with("BEGIN IMMEDIATE")`: SQLite refuses to let a transaction
    /// write that has read before somebody else wrote. Where nothing has used the application before, open it first
    /// ([`App::open`](crate::App::open)), which cannot be done beside a transaction that writes.
    ///
    /// On PostgreSQL an emit that the server cannot store, for want of room or of time, fails the transaction as any other statement
    /// does: roll it back.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub fn join<'t, D: Joined>(
        &self,
        transaction: &'t mut sqlx_core::transaction::Transaction<'_, D>,
    ) -> Tx<'t> {
        Tx::join(self, transaction)
    }

    /// Emits an event in a transaction of its own.
    ///
    /// # Errors
    /// As [`Emission::emit`]; [`Error::TxOpen`] in a handler whose own transaction is open.
    pub async fn emit<E: Event>(&self, event: impl Into<Emission<E>>) -> Result<EventId> {
        let ids = self.emit_all([event]).await?;
        ids.first()
            .copied()
            .ok_or_else(|| Error::NotFound("id of the event that was emitted".to_owned()))
    }

    /// Emits events in a transaction of their own, all or none.
    ///
    /// # Errors
    /// As [`Context::emit`].
    pub async fn emit_all<E: Event>(
        &self,
        events: impl IntoIterator<Item = impl Into<Emission<E>>>,
    ) -> Result<Vec<EventId>> {
        self.refuse_second()?;
        let span = spans::emit(E::TYPE, self.core.config.tenancy, &self.scope);
        let emit = async {
            let events = emit::lower(&self.core, &self.scope, &mut None, events)?;
            let sources: Vec<EventSource> = events.iter().map(NewEvent::source).collect();
            let emitted = emit::store_alone(&self.core, events).await?;
            self.core.meters.stored(E::TYPE, &sources, &emitted);
            Ok(emit::ids(emitted))
        };
        emit.instrument(span).await
    }

    /// The browser session that the context stems from.
    ///
    /// # Errors
    /// [`Error::NoSession`] when it stems from none; [`Error::MissingTenant`].
    pub fn session(&self) -> Result<Session> {
        Session::of(&self.core, &self.scope, self.attempt.as_ref())
    }

    /// Sends a message to browsers: `cx.send(message).to_session().await?`.
    ///
    /// It leaves at once, whatever becomes of the attempt. In a handler whose own transaction is open it leaves as soon
    /// as that has ended, whichever way; what is to leave with a transaction, or beside one of
    /// [`begin`](Self::begin), which it would wait for, goes through [`Tx::send`].
    pub fn send<M: SseMessage>(&self, message: M) -> Sending<'_, M> {
        Sending::new(&self.core, &self.scope, self.attempt.as_ref(), message)
    }

    /// Everything that one request, webhook or schedule set off, with what became of it.
    ///
    /// # Errors
    /// [`Error::Store`]; on a store in memory also [`Error::TxOpen`] in a handler whose own transaction is open.
    pub async fn trace(&self, correlation: CorrelationId) -> Result<Trace> {
        Trace::read(self.readable().await?.records(), correlation).await
    }

    /// Every consumer on record by name, with what waits for it and whether a live worker can run it.
    ///
    /// # Errors
    /// As [`trace`](Self::trace).
    pub async fn consumers(&self) -> Result<Vec<Consumer>> {
        let store = self.readable().await?;
        store.records().consumers(self.now()).await
    }

    /// Returns once the handler should stop: the application shuts down and its deadline has come, or another worker has
    /// taken over. Never returns outside a handler.
    pub fn cancelled(&self) -> impl Future<Output = ()> + Send + 'static {
        let attempt = self.attempt.clone();
        async move {
            match attempt {
                Some(attempt) => attempt.run.cancel.cancelled().await,
                None => future::pending().await,
            }
        }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    pub(crate) fn scope(&self) -> &Arc<Scope> {
        &self.scope
    }

    pub(crate) fn own_attempt(&self) -> Option<&Arc<Attempt>> {
        self.attempt.as_ref()
    }

    /// The store, for reading what is on record. Where that would wait for the attempt's own transaction, which waits for the
    /// handler, it is refused.
    pub(crate) async fn readable(&self) -> Result<Arc<dyn Store>> {
        let store = self.core.store().await?;
        if !store.capabilities().reads_beside_writes {
            self.refuse_second()?;
        }
        Ok(store)
    }

    /// A second transaction would wait for the attempt's own, which waits for the handler.
    pub(crate) fn refuse_second(&self) -> Result<()> {
        let open = self.attempt.as_ref().is_some_and(|own| own.is_tx_open());
        if open { Err(Error::TxOpen) } else { Ok(()) }
    }
}

impl<S> Clone for Context<S> {
    fn clone(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            state: Arc::clone(&self.state),
            scope: Arc::clone(&self.scope),
            attempt: self.attempt.clone(),
            each: self.each.clone(),
        }
    }
}

/// Leaves out the state and the session: what a log may show.
impl<S> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("event_id", &self.event_id())
            .field("attempt", &self.attempt())
            .field("tenant", &self.tenant())
            .field("actor", &self.actor())
            .field("session_id", &self.session_id().map(|_| "[redacted]"))
            .field("correlation_id", &self.correlation_id())
            .field("traceparent", &self.traceparent())
            .finish_non_exhaustive()
    }
}
