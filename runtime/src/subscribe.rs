//! Who handles what: consumers by name, each with the events that it wants and the function that takes them.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

#[cfg(feature = "services")]
use crate::services;
#[cfg(feature = "http")]
use crate::webhook;
use crate::{
    Batch, BatchEnd, Callable, Context, Envelope, Event, Limits, Mode, Outcome, PayloadError,
    Retry, Settle, Tx, Webhook, api,
    core::Core,
    secret,
    store::{Claimed, EventType, Start},
    upcast,
};

mod bound;
mod coalesce;

pub(crate) use coalesce::Coalesce;

pub(crate) use bound::{Bound, Ran, RanBatch, RanWithin, bind};

/// The handlers of an application, by consumer name.
///
/// `buildamp_codegen` writes one from `src/handlers/`; by hand it reads
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use buildamp::{Event, Handlers, Outcome, Settle};
///
/// fn handlers<E: Event>() -> Handlers<()> {
///     Handlers::new().on("email::send", |event: E, cx, tx| Box::pin(async move {
///         println!("attempt {} at {event:?}", cx.attempt());
///         Outcome::Ok(Settle::Done)
///     }))
/// }
/// ```
#[must_use = "handlers do nothing before an `App` has them"]
pub struct Handlers<S> {
    list: Vec<Registration<S>>,
    types: Vec<EventType>,
    /// The webhooks that are served where there is a web server.
    #[cfg(feature = "http")]
    webhooks: Vec<webhook::Inbound>,
    pub(crate) endpoints: Vec<api::Registration<S>>,
}

struct Registration<S> {
    name: String,
    on: String,
    start: Start,
    policy: Policy,
    limits: Limits,
    mode: Mode,
    coalesce: Option<Coalesce>,
    secret_result: &'static [&'static str],
    /// Where it makes the calls of a service.
    #[cfg(feature = "services")]
    outbound: Option<crate::services::Outbound>,
    run: Run<S>,
}

enum Run<S> {
    One(Arc<RunOne<S>>),
    Batch(Batch, Arc<RunBatch<S>>),
}

/// What a type of event says of its attempts; nothing for consumers of more than one type.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Policy {
    pub retry: Option<Retry>,
    pub timeout: Option<Duration>,
}

impl Policy {
    fn of<E: Event>() -> Self {
        Self {
            retry: E::RETRY,
            timeout: E::TIMEOUT,
        }
    }
}

/// A handler of whatever type, from the event as it is stored.
type RunOne<S> = dyn for<'a, 't> Fn(Envelope, Context<S>, &'a mut Tx<'t>) -> Result<BoxFuture<'a, Outcome>, Refusal>
    + Send
    + Sync;

/// A handler of whatever type that takes batches.
type RunBatch<S> = dyn Fn(Arc<Core>, Arc<S>, Vec<Claimed>, CancellationToken) -> BoxFuture<'static, RanBatch>
    + Send
    + Sync;

/// Why a handler was not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The data is not of the shape that the handler takes; where and why.
    Undecodable(String),
    /// The event is none that this build of the consumer asked for, or of a version that it does not know, or has a variant
    /// that it does not know: an older or newer build did and does.
    UnknownType(String),
}

impl<S: Send + Sync + 'static> Handlers<S> {
    /// None yet.
    pub fn new() -> Self {
        Self {
            list: Vec::new(),
            types: Vec::new(),
            #[cfg(feature = "http")]
            webhooks: Vec::new(),
            endpoints: Vec::new(),
        }
    }

    /// Makes known a type of events that none of these handlers takes by itself, so that what it says of how long its
    /// events are kept holds in all processes.
    pub fn event<E: Event>(mut self) -> Self {
        self.types.push(EventType::of::<E>());
        self
    }

    /// Serves a webhook, `POST /webhooks/<NAME>`, where [`App::router`](crate::App::router) does: a call that its sender has signed
    /// is an event of this type, once however often it comes. A process without a web server knows the type of the event alone.
    pub fn webhook<W: Webhook>(self) -> Self {
        let this = self.event::<W>();
        #[cfg(feature = "http")]
        let this = {
            let mut this = this;
            this.webhooks.push(webhook::Inbound::of::<W>());
            this
        };
        this
    }

    /// The consumer of this name gets each event of type `E`. The name is its identity across restarts and releases:
    /// what waits for it waits under that name.
    pub fn on<E, F>(mut self, consumer: impl Into<String>, handler: F) -> Self
    where
        E: Event,
        F: for<'a, 't> Fn(E, Context<S>, &'a mut Tx<'t>) -> BoxFuture<'a, Outcome>
            + Send
            + Sync
            + 'static,
    {
        let run: Arc<RunOne<S>> = Arc::new(move |envelope, cx, tx| {
            let event = decode::<E>(&envelope)?;
            Ok(handler(event, cx, tx))
        });
        self.list.push(Registration {
            name: consumer.into(),
            on: E::TYPE.to_owned(),
            start: Start::Now,
            policy: Policy::of::<E>(),
            limits: Limits::new(),
            mode: Mode::Durable,
            coalesce: None,
            secret_result: &[],
            #[cfg(feature = "services")]
            outbound: None,
            run: Run::One(run),
        });
        self.event::<E>()
    }

    /// The consumer `service:<type>` makes each call of type `C` that is emitted.
    #[cfg_attr(
        not(feature = "services"),
        expect(unused_mut, reason = "nothing is `Callable` then")
    )]
    pub fn service<C: Callable>(mut self) -> Self {
        #[cfg(feature = "services")]
        {
            let outbound = services::outbound::<C>();
            self = self.on(services::consumer::<C>(), |call: C, cx, tx| {
                services::handle(call, cx, tx)
            });
            if let Some(last) = self.list.last_mut() {
                last.policy = outbound.policy;
                last.outbound = Some(outbound);
            }
        }
        self
    }

    /// As [`on`](Self::on), several events at a time. Each has its own delivery and ends by itself; of those that cannot be
    /// read the handler sees nothing.
    pub fn on_batch<E, F>(mut self, consumer: impl Into<String>, batch: Batch, handler: F) -> Self
    where
        E: Event,
        F: for<'a> Fn(Vec<E>, Context<S>, &'a mut Tx<'static>) -> BoxFuture<'a, BatchEnd>
            + Send
            + Sync
            + 'static,
    {
        let handler = Arc::new(handler);
        let run: Arc<RunBatch<S>> = Arc::new(move |core, state, claimed, cancel| {
            let handler = Arc::clone(&handler);
            Box::pin(async move {
                let decoded = claimed.into_iter().map(|it| (decode::<E>(&it.event), it));
                let (mut events, mut given, mut refused) = (Vec::new(), Vec::new(), Vec::new());
                for (event, claimed) in decoded {
                    refused.push(match event {
                        Ok(event) => {
                            events.push(event);
                            given.push(claimed);
                            None
                        }
                        Err(refusal) => Some(refusal),
                    });
                }
                let cx = Context::of_batch(core, state, &given, cancel);
                let mut tx = Tx::of_attempt(&cx);
                let end = if events.is_empty() {
                    BatchEnd::All(Ok(Settle::Done))
                } else {
                    handler(events, cx, &mut tx).await
                };
                RanBatch { tx, refused, end }
            })
        });
        self.list.push(Registration {
            name: consumer.into(),
            on: E::TYPE.to_owned(),
            start: Start::Now,
            policy: Policy::of::<E>(),
            limits: Limits::new(),
            mode: Mode::Durable,
            coalesce: None,
            secret_result: &[],
            #[cfg(feature = "services")]
            outbound: None,
            run: Run::Batch(batch, run),
        });
        self.event::<E>()
    }

    /// The consumer of this name gets each event whose type fits the glob: `*` is one segment, `**` at the end the
    /// rest, a lone `*` every event. Its attempts are spaced and timed as the
    /// configuration says.
    pub fn on_glob<F>(
        mut self,
        consumer: impl Into<String>,
        glob: impl Into<String>,
        handler: F,
    ) -> Self
    where
        F: for<'a, 't> Fn(Envelope, Context<S>, &'a mut Tx<'t>) -> BoxFuture<'a, Outcome>
            + Send
            + Sync
            + 'static,
    {
        let on = glob.into();
        let wanted = on.clone();
        let run: Arc<RunOne<S>> = Arc::new(move |envelope, cx, tx| {
            if !covers(&wanted, &envelope.event_type) {
                return Err(unknown(&envelope, &wanted));
            }
            Ok(handler(envelope, cx, tx))
        });
        self.list.push(Registration {
            name: consumer.into(),
            on,
            start: Start::Now,
            policy: Policy::default(),
            limits: Limits::new(),
            mode: Mode::Durable,
            coalesce: None,
            secret_result: &[],
            #[cfg(feature = "services")]
            outbound: None,
            run: Run::One(run),
        });
        self
    }

    /// Where the consumer that was added last begins, should it be new to the database.
    pub fn starting(mut self, start: Start) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.start = start;
        }
        self
    }

    /// What the consumer that was added last is held to, over all processes. All of them should say the same: the one that
    /// started last decides whether its deliveries have keys.
    pub fn limited(mut self, limits: Limits) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.limits = limits;
        }
        self
    }

    /// When the handler that was added last runs; by default that is [durable](Mode::Durable). All processes that have it should
    /// say the same.
    pub fn mode(mut self, mode: Mode) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.mode = mode;
        }
        self
    }

    /// Has the ephemeral handler that was added last run once for all events of a key that come within a window, with the last of
    /// them. The window begins with the first; keys are apart from those of other tenants.
    pub fn coalesced<E: Event>(
        mut self,
        window: Duration,
        key: impl Fn(&E) -> String + Send + Sync + 'static,
    ) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.coalesce = Some(Coalesce::new(window, key));
        }
        self
    }

    /// Where the secrets are in what the handler that was added last returns, by the paths that [`Event::SECRETS`] has: what
    /// `buildamp` shows of its results is without them. Of the types of the models `buildamp_codegen` knows them.
    pub fn secret_result(mut self, paths: &'static [&'static str]) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.secret_result = paths;
        }
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
            .entries(self.list.iter().map(|one| (&one.name, &one.on)))
            .finish()
    }
}

/// The event, or the path in its data at which it stops being one.
pub(crate) fn decode<E: Event>(envelope: &Envelope) -> Result<E, Refusal> {
    let data = upcast::current::<E>(envelope).map_err(|error| match &error {
        PayloadError::OtherType { .. } => unknown(envelope, E::TYPE),
        // A worker of the newer build is to have it.
        PayloadError::Newer { .. } => Refusal::UnknownType(error.to_string()),
        PayloadError::Erased { .. } | PayloadError::Upcast { .. } | PayloadError::Shape { .. } => {
            Refusal::Undecodable(error.to_string())
        }
    })?;
    let mut json = serde_json::Deserializer::from_str(&data);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let why = format!(
            "the data of `{}` does not fit its type at `{}`: {}",
            E::TYPE,
            error.path(),
            secret::told::<E>(error.inner())
        );
        if names_unknown_variant(error.inner()) {
            // A newer build may know it, and is to have it.
            Refusal::UnknownType(why)
        } else {
            Refusal::Undecodable(why)
        }
    })
}

/// Whether it is because of a variant of an enum that this build does not have. There is no other sign of it than the words that
/// serde has for it: <https://docs.rs/serde/1/serde/de/trait.Error.html#method.unknown_variant>.
fn names_unknown_variant(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string().starts_with("unknown variant `")
}

fn unknown(envelope: &Envelope, wanted: &str) -> Refusal {
    Refusal::UnknownType(format!(
        "this worker's handler takes `{wanted}`, not `{}`",
        envelope.event_type
    ))
}

/// Whether a type fits a glob, segment by segment. The store has matched it more closely; this only sees that a newer
/// or older build asked for something else under the same name, so what it does not understand it lets pass.
pub(crate) fn covers(glob: &str, event_type: &str) -> bool {
    let mut segments = event_type.split('.');
    let mut globs = glob.split('.');
    glob == "*"
        || loop {
            match (globs.next(), segments.next()) {
                (Some("**"), Some(_)) | (None, None) => break true,
                (Some(wanted), Some(segment)) if wanted.contains('*') || wanted == segment => {}
                _ => break false,
            }
        }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn s7_globs_go_by_segments() {
        let fits = [
            ("*", "a.b.c"),
            ("**", "a"),
            ("a.b", "a.b"),
            ("a.*", "a.b"),
            ("a.*.c", "a.b.c"),
            ("a.**", "a.b.c"),
            ("*.b", "a.b"),
        ];
        let misses = [
            ("a.*", "a.b.c"),
            ("a.*", "a"),
            ("a.b", "a.bc"),
            ("a.**", "a"),
            ("*.b", "b"),
            ("a", "a.b"),
        ];
        assert!(
            fits.iter()
                .all(|(glob, event_type)| covers(glob, event_type))
        );
        assert!(
            !misses
                .iter()
                .any(|(glob, event_type)| covers(glob, event_type))
        );
    }
}
