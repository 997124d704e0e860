//! Events without a store: handed to the handlers of this process at once, fire and forget.
//!
//! This is what `event_store = false` under `[generate]` in `buildamp.toml` generates, for an application that needs no
//! database: a bounded queue and volatile timers. What waits here is gone with the process, a handler that fails is not
//! tried again, and no other process sees anything. Whatever has to arrive needs [`crate::App`] and its store; so do browser
//! sessions and the messages to them.
//!
//! ```
//! # #[cfg(feature = "engine")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> buildamp_runtime::Result<()> {
//! # use buildamp_runtime as buildamp;
//! # #[derive(Debug, Clone, serde::Serialize)] struct Greeting { name: String }
//! # impl buildamp::immediate::Event for Greeting { const TYPE: &'static str = "greeting"; }
//! use buildamp::immediate::{App, Context};
//! use std::time::Duration;
//!
//! let app = App::new(buildamp::Config::default()).on("greet", |greeting: Greeting, _cx: Context| async move {
//!     println!("Hello, {}!", greeting.name);
//!     Ok::<_, std::convert::Infallible>(())
//! });
//! let cx = app.context();
//! cx.emit(Greeting { name: "world".into() }).await?;
//! let timer = cx.schedule(Greeting { name: "nobody".into() }, Duration::from_mins(10))?;
//! assert!(timer.cancel());
//! app.run_until_empty().await
//! # }
//! # #[cfg(not(feature = "engine"))] fn main() {}
//! ```

use std::{fmt, time::Duration};

use serde::Serialize;

#[cfg(feature = "engine")]
mod app;
#[cfg(feature = "engine")]
mod context;
#[cfg(feature = "engine")]
mod core;
#[cfg(feature = "engine")]
mod emit;
#[cfg(feature = "engine")]
mod handlers;
#[cfg(feature = "engine")]
mod history;
#[cfg(feature = "engine")]
mod waiting;
#[cfg(feature = "engine")]
mod worker;

#[cfg(feature = "engine")]
pub use self::{
    app::App,
    context::{Context, Way},
    emit::{Emitting, Timer, emit, schedule},
    handlers::{Handlers, IntoEnd},
    history::{Handled, Happened},
};

/// Something to do or something that happened, for the handlers of this process.
///
/// Implemented by BuildAmp for each struct and enum under `src/models/**/events/` where `buildamp.toml` says
/// `event_store = false`. Such an event is no [`crate::Event`]: no transaction and no store takes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an immediate event",
    label = "not an immediate event",
    note = "with `event_store = false` under `[generate]` in buildamp.toml the types under `src/models/events/` are",
    note = "without it they are events that are stored: use `buildamp::App` and `event.emit(&mut tx)`"
)]
pub trait Event: Serialize + Clone + fmt::Debug + Send + Sync + 'static {
    /// The durable name: `email.send_welcome_email`.
    const TYPE: &'static str;
    /// How long a handler may take, as `#[buildamp(timeout = "30s")]` says; `None` leaves it to the configuration.
    const TIMEOUT: Option<Duration> = None;
    /// Where in its JSON there are secrets, which nobody is shown, as [`Event::SECRETS`](crate::Event::SECRETS) has it.
    const SECRETS: &'static [&'static str] = &[];

    /// What the event is about, `<entity>/<id>`.
    fn subject(&self) -> Option<String> {
        None
    }
}
