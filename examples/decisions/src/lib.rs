//! The decision board: somebody signs up and watches their welcome mail on its way, says something, uploads a picture, and sees
//! what others do as it happens.

mod assets;
pub mod database;
mod demo;
pub mod handlers;
pub mod mail;
pub mod models;
mod thumbnail;
mod uploads;
mod welcome;

buildamp::include_generated!();

use axum::Router;

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

/// What it answers: its own pages, files, and all that BuildAmp serves.
pub fn router(app: &buildamp::App) -> Router {
    let served = app.router();
    Router::new()
        .merge(assets::router())
        .merge(uploads::router())
        .merge(demo::router(served.clone()))
        .merge(served)
}
