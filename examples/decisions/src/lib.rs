//! The decision board. Its first page: somebody signs up, and watches their welcome mail on its way.

mod assets;
pub mod handlers;
pub mod mail;
pub mod models;
pub mod people;
mod problem;
mod signup;
mod welcome;

buildamp::include_generated!();

use axum::{
    Router,
    routing::{get, post},
};

/// What requests and handlers act with.
pub type Cx = buildamp::Context;

/// The application: its configuration and its handlers, with a mail service at this address. Nothing is opened yet.
///
/// # Errors
/// `buildamp.toml` cannot be used.
pub fn app(mail: impl Into<String>) -> buildamp::Result<buildamp::App> {
    let mut config = buildamp::Config::load()?;
    let services = &mut config.services;
    services
        .replace
        .insert(mail::SERVICE.to_owned(), mail.into());
    Ok(buildamp::App::new(config).handlers(generated::handlers()))
}

/// What it answers: its own pages and requests, and BuildAmp's.
pub fn router(app: &buildamp::App) -> Router {
    Router::new()
        .route("/signup", post(signup::sign_up))
        .route("/welcome", get(welcome::welcome))
        .merge(assets::router())
        .merge(app.router())
}
