//! The compiler's door: entry points that call the workshop.

mod stand;
mod test;

use buildamp_codegen::{door, model::Kind};
use proc_macro::TokenStream;

/// Makes a struct or an enum a background event, wherever it lies: implements `buildamp::Event` and adds `emit`,
/// `schedule`, `schedule_at`, `priority`, `max_attempts`, `idempotency_key` and `debounce`. With `event_store = false` in
/// `buildamp.toml` it implements `buildamp::immediate::Event`, and adds that interface's `emit`, `schedule` and `schedule_at`.
///
/// It does for one type what the folder `src/models/events/` does for all in it, except for the traits that an event
/// needs besides: derive `Debug`, `Clone`, `Serialize` and `Deserialize` beside it. `#[buildamp(..)]` below it sets
/// options, as in `#[buildamp(type = "email.welcome", max_attempts = 3)]`.
#[proc_macro_derive(BuildAmpEvent, attributes(buildamp))]
pub fn buildamp_event(input: TokenStream) -> TokenStream {
    door::derive(input.into(), Kind::Event, &stand::stand()).into()
}

/// Makes a struct or an enum a message from the server to a browser session, wherever it lies: implements
/// `buildamp::SseMessage` and adds `emit`.
///
/// It does for one type what the folder `src/models/sse/` does for all in it, except for the traits that a message
/// needs besides: derive `Debug`, `Clone`, `Serialize` and `Deserialize` beside it. `#[buildamp(..)]` below it sets
/// options, as in `#[buildamp(coalesce = "document/{id}", overflow = "drop_oldest")]`.
#[proc_macro_derive(BuildAmpSSE, attributes(buildamp))]
pub fn buildamp_sse(input: TokenStream) -> TokenStream {
    door::derive(input.into(), Kind::Sse, &stand::stand()).into()
}

/// Makes a struct or an enum an event that another system sends, wherever it lies: implements `buildamp::Event` and
/// `buildamp::Webhook`, and adds what `BuildAmpEvent` adds. `App::webhook` serves it.
///
/// It does for one type what the folder `src/models/webhooks/` does for all in it, except for the traits that an event
/// needs besides: derive `Debug`, `Clone`, `Serialize` and `Deserialize` beside it. `#[buildamp(..)]` below it says who sends it,
/// as in `#[buildamp(path = "stripe", verify = "stripe", secret = "${STRIPE_SECRET}")]`.
#[proc_macro_derive(BuildAmpWebhook, attributes(buildamp))]
pub fn buildamp_webhook(input: TokenStream) -> TokenStream {
    door::derive(input.into(), Kind::Webhook, &stand::stand()).into()
}

/// Makes a struct or an enum a call of another service over HTTP, wherever it lies: an event, as
/// [`BuildAmpEvent`](macro@BuildAmpEvent) makes one, that implements `buildamp::ServiceCall` besides.
///
/// It does for one type what the folder `src/models/services/` does for all in it, except for the traits that a call
/// needs besides: derive `Debug`, `Clone`, `Serialize` and `Deserialize` beside it. `#[buildamp(..)]` below it says where it
/// goes, as in `#[buildamp(target(url = "https://api.example.com/v1/{id}", method = "POST"), response = Ack)]`.
#[proc_macro_derive(BuildAmpServiceCall, attributes(buildamp))]
pub fn buildamp_service_call(input: TokenStream) -> TokenStream {
    door::derive(input.into(), Kind::Service, &stand::stand()).into()
}

/// Options of a model or a handler: `#[buildamp(log_only)]`, `#[buildamp(consumer = "audit")]`.
///
/// It checks its keys and goes; what they mean is read by `build.rs` and by the derives. Where it is imported and
/// stands together with a derive of ours, write it below the derive: above, rustc cannot tell it from the derive's own
/// attribute of that name, unless it is written `#[buildamp::buildamp(..)]`.
#[proc_macro_attribute]
pub fn buildamp(arguments: TokenStream, item: TokenStream) -> TokenStream {
    door::attribute(arguments.into(), item.into()).into()
}

/// A test of an application: an async function that is given it on a database of its own, under a clock that it moves.
///
/// `#[buildamp::test] async fn name(app: TestApp)` has an application without handlers;
/// `#[buildamp::test(app = my_app::app(state))] async fn name(app: TestApp<AppState>)` has yours, an `App` or a
/// `buildamp::Result` of one. Without an argument the function merely runs under tokio. It returns nothing or a `Result`.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(arguments.into(), item.into()).into()
}
