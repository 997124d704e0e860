//! Calls of other services over HTTP, as a type describes them: where they go, what they send, and what they are answered.

use std::fmt;

use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;

use crate::{Emission, Event, EventId, EventSource, Result, Tx};

#[cfg(feature = "services")]
mod error;
mod target;

#[cfg(feature = "services")]
pub use error::{CallError, CallFailure};
pub use target::{Content, Method, Target};

/// A call of another service over HTTP. Emitted it is durable, as any event: a consumer of its own, `service:<type>`, makes the
/// call and tries again where that may help. `cx.call(..)` makes it at once and hands over the answer.
///
/// Implemented by BuildAmp for each struct under `src/models/**/services/`, or by `#[derive(BuildAmpServiceCall)]`. By hand it
/// reads
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use buildamp::{Event, ServiceCall, Target};
///
/// #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
/// struct SendgridMail { kind: String, to: String }
///
/// impl Event for SendgridMail { const TYPE: &'static str = "sendgrid.sendgrid_mail"; }
///
/// impl ServiceCall for SendgridMail {
///     type Response = ();
///     const TARGET: Target =
///         Target::post("https://api.sendgrid.com/v3/mail/{kind}").auth("Bearer ${SENDGRID_API_KEY}");
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call of a service",
    label = "not a service call",
    note = "move it into a file under `src/models/services/`, or derive `BuildAmpServiceCall` with Debug, Clone, Serialize and Deserialize"
)]
pub trait ServiceCall: Event {
    /// What a 2xx is answered with, as JSON; `()` where that does not matter. An answer without a body reads as `null`.
    type Response: DeserializeOwned + Send + 'static;
    /// Where it goes and how.
    const TARGET: Target;

    /// What follows from the success of a call that was emitted: it is emitted in the transaction that ends the delivery.
    fn on_success(_answered: Answered<Self>) -> Option<Follow> {
        None
    }

    /// What follows once a call that was emitted is given up: it is emitted in the transaction that ends the delivery. Nothing
    /// follows where the delivery is dead because its worker was lost, or because its data cannot be read.
    fn on_failure(_failed: Failed<Self>) -> Option<Follow> {
        None
    }
}

/// What the attribute of a call names: types, which mean something only where it stands. Its macro writes the impl.
#[doc(hidden)]
pub trait CallNames: Sized {
    /// `response = ..`.
    type Response: DeserializeOwned + Send + 'static;

    /// `on_success = ..`.
    fn success(_answered: Answered<Self>) -> Option<Follow>
    where
        Self: ServiceCall,
    {
        None
    }

    /// `on_failure = ..`.
    fn failure(_failed: Failed<Self>) -> Option<Follow> {
        None
    }
}

/// A call that can be made: every [`ServiceCall`], in a build with the feature `services`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called: this build of BuildAmp has no feature `services`",
    label = "needs the feature `services`",
    note = "write `features = [\"services\"]` at `buildamp` in Cargo.toml"
)]
pub trait Callable: ServiceCall {}

#[cfg(feature = "services")]
impl<C: ServiceCall> Callable for C {}

/// A call that has succeeded, and its answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answered<C: ServiceCall> {
    /// The call.
    pub call: C,
    /// What it was answered with.
    pub response: C::Response,
    /// The status of the answer, 200 to 299.
    pub status: u16,
}

/// A call that was given up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Failed<C> {
    /// The call.
    pub call: C,
    /// What its last attempt failed with, as it is on record.
    pub error: String,
}

#[cfg(feature = "services")]
impl<C: ServiceCall> Answered<C> {
    pub(crate) fn new(call: C, response: C::Response, status: u16) -> Self {
        Self {
            call,
            response,
            status,
        }
    }
}

#[cfg(feature = "services")]
impl<C> Failed<C> {
    pub(crate) fn new(call: C, error: String) -> Self {
        Self { call, error }
    }
}

/// An event that follows from what a call came to.
pub struct Follow(
    #[cfg_attr(
        not(feature = "services"),
        expect(dead_code, reason = "nothing follows where nothing is called")
    )]
    Box<dyn Emits>,
);

impl Follow {
    /// By this event. Its source is [`EventSource::Service`], unless the emission says another.
    pub fn with<E: Event>(event: impl Into<Emission<E>>) -> Self {
        let mut emission = event.into();
        let source = &mut emission.options.source;
        source.get_or_insert(EventSource::Service);
        Self(Box::new(emission))
    }

    #[cfg(feature = "services")]
    pub(crate) async fn emit(self, tx: &mut Tx<'_>) -> Result<EventId> {
        self.0.emit(tx).await
    }
}

impl fmt::Debug for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow").finish_non_exhaustive()
    }
}

/// An emission of whatever type.
trait Emits: Send {
    #[cfg_attr(
        not(feature = "services"),
        expect(dead_code, reason = "nothing follows where nothing is called")
    )]
    fn emit<'a>(self: Box<Self>, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<EventId>>;
}

impl<E: Event> Emits for Emission<E> {
    fn emit<'a>(self: Box<Self>, tx: &'a mut Tx<'_>) -> BoxFuture<'a, Result<EventId>> {
        Box::pin(Emission::emit(*self, tx))
    }
}
