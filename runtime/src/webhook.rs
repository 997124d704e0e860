//! Calls from other systems: how a call shows that its sender sent it, and what the application has to know for that.
//!
//! A type under `src/models/**/webhooks/` is the event that a call becomes. The schemes are those of the senders themselves; each
//! is described at [`Scheme`].

use futures_util::future::BoxFuture;

#[cfg(doc)]
use crate::App;
use crate::{BoxError, Context, Event};

#[cfg(feature = "http")]
mod inbound;
mod rejection;
mod request;
mod scheme;
#[cfg(feature = "http")]
mod secret;
#[cfg(feature = "http")]
mod sign;
#[cfg(feature = "http")]
mod signed;
#[cfg(feature = "http")]
mod verify;

#[cfg(feature = "http")]
pub(crate) use inbound::Inbound;
pub use rejection::Rejection;
pub use request::Request;
pub use scheme::Scheme;
#[cfg(feature = "http")]
pub(crate) use {secret::of_environment, verify::check_secrets};
#[cfg(feature = "http")]
pub use {
    sign::{sign, sign_as_sender},
    verify::{TOLERANCE, verify},
};

/// The longest body that is read where nothing else is said: 1 MiB.
pub const MAX_BODY: usize = 1024 * 1024;

/// An event that another system sends, as `POST /webhooks/<NAME>`.
///
/// Implemented by BuildAmp for each struct and enum under `src/models/**/webhooks/`, or by `#[derive(BuildAmpWebhook)]`. What
/// is stored is the JSON as it came; the type says which of it handlers see.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a webhook",
    label = "not a webhook",
    note = "move it into a file under `src/models/webhooks/`, or derive `BuildAmpWebhook` with Debug, Clone, Serialize and Deserialize"
)]
pub trait Webhook: Event {
    /// The last part of its URL, and of its consumer in the inbox.
    const NAME: &'static str;
    /// How its sender is known.
    const VERIFY: Verify;
    /// What its sender signs with.
    const SIGNED_WITH: Secrets;
    /// The longest body that is read, in bytes. A longer one is refused with 413.
    const MAX_BODY: usize = MAX_BODY;
}

/// How the sender of a call is known.
#[derive(Debug, Clone, Copy)]
pub enum Verify {
    /// By a scheme that is known here.
    Scheme(Scheme),
    /// By a function of the application's own: the id by which a copy of the message is known, or why the call is refused. It
    /// has to compare in constant time and to look at nothing of the body before; [`Request::is_hmac_sha256`] does both.
    With(fn(&Request<'_>) -> Result<String, Rejection>),
}

/// Where secrets come from.
#[derive(Debug, Clone, Copy)]
pub enum Secrets {
    /// The environment: each a text with `${VARIABLE}` in it. More than one while they are rotated: a call that is signed with
    /// any of them is good. One whose variable is not set, or is empty, keeps the application from starting; with a default,
    /// `${OLD_SECRET:-}`, it is left out as long as there is another.
    Variables(&'static [&'static str]),
    /// A function that is asked for those of a tenant at each call, `POST /webhooks/<NAME>/<tenant>`. None at all: there is no
    /// such tenant.
    OfTenant(SecretsOfTenant),
}

/// What is asked for the secrets of a tenant.
pub type SecretsOfTenant = for<'a> fn(&'a str, &'a Context) -> Asked<'a>;

/// The secrets of a tenant, when they are there.
pub type Asked<'a> = BoxFuture<'a, Result<Vec<String>, BoxError>>;
