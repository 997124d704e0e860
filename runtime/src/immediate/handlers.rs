//! Who handles what, in this process.

use std::{any::TypeId, collections::HashSet, fmt, future::Future, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::{Context, Event, core::Core, waiting::Emitted};
use crate::{BoxError, Envelope, Error, Result, subscribe::covers};

/// The handlers of an application without a store, by consumer name.
///
/// `buildamp_codegen` writes one from `src/handlers/`.
#[must_use = "handlers do nothing before an `App` has them"]
pub struct Handlers<S> {
    list: Vec<Registration<S>>,
}

struct Registration<S> {
    name: String,
    wants: Wants,
    timeout: Option<Duration>,
    run: Arc<Run<S>>,
}

/// How a handler ended.
pub(super) type End = Result<(), BoxError>;

type Run<S> = dyn Fn(&Emitted, Context<S>) -> BoxFuture<'static, End> + Send + Sync;

/// Which events a consumer is handed.
#[derive(Debug, Clone)]
enum Wants {
    /// Those of a Rust type, whose name this is.
    Type(TypeId, &'static str),
    /// Those whose type's name fits.
    Glob(String),
}

impl<S: Send + Sync + 'static> Handlers<S> {
    /// None yet.
    pub fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// The consumer of this name is handed each event of type `E`.
    pub fn on<E, F>(mut self, consumer: impl Into<String>, handler: F) -> Self
    where
        E: Event,
        F: Fn(E, Context<S>) -> BoxFuture<'static, End> + Send + Sync + 'static,
    {
        let run: Arc<Run<S>> = Arc::new(move |emitted, cx| match emitted.event::<E>() {
            Some(event) => handler(event, cx),
            None => Box::pin(async { Err("it is an event of another type".into()) }),
        });
        self.list.push(Registration {
            name: consumer.into(),
            wants: Wants::Type(TypeId::of::<E>(), E::TYPE),
            timeout: E::TIMEOUT,
            run,
        });
        self
    }

    /// The consumer of this name is handed each event whose type fits the glob: `*` is one segment, `**` at the end the
    /// rest, a lone `*` every event.
    pub fn on_glob<F>(
        mut self,
        consumer: impl Into<String>,
        glob: impl Into<String>,
        handler: F,
    ) -> Self
    where
        F: Fn(Envelope, Context<S>) -> BoxFuture<'static, End> + Send + Sync + 'static,
    {
        let run: Arc<Run<S>> = Arc::new(move |emitted, cx| handler(emitted.envelope.clone(), cx));
        self.list.push(Registration {
            name: consumer.into(),
            wants: Wants::Glob(glob.into()),
            timeout: None,
            run,
        });
        self
    }
}

impl<S: Send + Sync + 'static> Default for Handlers<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for Handlers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.list.iter().map(|one| (&one.name, &one.wants)))
            .finish()
    }
}

/// A consumer that an application's state is bound to.
#[derive(Clone)]
pub(super) struct Bound {
    pub name: String,
    wants: Wants,
    pub timeout: Option<Duration>,
    run: Arc<BoundRun>,
}

type BoundRun =
    dyn Fn(Arc<Core>, Arc<Emitted>, CancellationToken) -> BoxFuture<'static, End> + Send + Sync;

impl Bound {
    /// Whether it is handed events of this type.
    pub(super) fn takes<E: Event>(&self) -> bool {
        match &self.wants {
            Wants::Type(of, _) => *of == TypeId::of::<E>(),
            Wants::Glob(glob) => covers(glob, E::TYPE),
        }
    }

    /// The name of the type that it takes, unless it takes those that fit a glob.
    pub(super) fn event_type(&self) -> Option<&'static str> {
        match self.wants {
            Wants::Type(_, name) => Some(name),
            Wants::Glob(_) => None,
        }
    }

    pub(super) fn run(
        &self,
        core: Arc<Core>,
        emitted: Arc<Emitted>,
        cancel: CancellationToken,
    ) -> BoxFuture<'static, End> {
        (self.run)(core, emitted, cancel)
    }
}

/// Ties handlers to the state that they are to see.
pub(super) fn bind<S: Send + Sync + 'static>(handlers: Handlers<S>, state: &Arc<S>) -> Vec<Bound> {
    let bind = |one: Registration<S>| {
        let (run, state) = (one.run, Arc::clone(state));
        let run: Arc<BoundRun> = Arc::new(move |core, emitted, cancel| {
            let cx = Context::of_event(core, Arc::clone(&state), &emitted, cancel);
            let run = Arc::clone(&run);
            // A handler may panic before its future is there.
            Box::pin(async move { run(&emitted, cx).await })
        });
        Bound {
            name: one.name,
            wants: one.wants,
            timeout: one.timeout,
            run,
        }
    };
    handlers.list.into_iter().map(bind).collect()
}

/// Whether each consumer has a name of its own.
pub(super) fn distinct(consumers: &[Bound]) -> Result<()> {
    let mut names = HashSet::new();
    let twice = consumers.iter().find(|one| !names.insert(&one.name));
    twice.map_or(Ok(()), |one| {
        Err(Error::DuplicateConsumer(one.name.clone()))
    })
}

/// What a handler of an immediate event may return: `Result<(), E>`.
#[diagnostic::on_unimplemented(
    message = "a handler of an immediate event cannot return `{Self}`",
    note = "return `Result<(), E>` where `E: Into<Box<dyn Error + Send + Sync>>`",
    note = "with `event_store = false` nothing is tried again, so there is nothing to settle"
)]
pub trait IntoEnd {
    /// In the form that the worker knows.
    ///
    /// # Errors
    /// The handler's own.
    fn into_end(self) -> Result<(), BoxError>;
}

impl<E: Into<BoxError>> IntoEnd for Result<(), E> {
    fn into_end(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}

/// As the handlers that are found in a folder are registered, for one that is registered by hand.
pub(super) fn by_hand<S, E, F, Fut>(
    handler: F,
) -> impl Fn(E, Context<S>) -> BoxFuture<'static, End> + Send + Sync + 'static
where
    F: Fn(E, Context<S>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoEnd> + Send + 'static,
{
    move |event, cx| {
        let running = handler(event, cx);
        Box::pin(async move { running.await.into_end() })
    }
}
