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
pub type Cx = buildamp::Context<AppState>;

/// What requests and handlers share.
#[derive(Debug, Clone)]
pub struct AppState {
    pub mail: mail::Client,
}

/// The application: its configuration, its state and its handlers. Nothing is opened yet.
///
/// # Errors
/// `buildamp.toml` cannot be used.
pub fn app(state: AppState) -> buildamp::Result<buildamp::App<AppState>> {
    Ok(buildamp::App::from_config()?
        .state(state)
        .handlers(generated::handlers()))
}

/// What it answers: its own pages and requests, and BuildAmp's.
pub fn router(app: &buildamp::App<AppState>) -> Router {
    Router::new()
        .route("/signup", post(signup::sign_up))
        .route("/welcome", get(welcome::welcome))
        .merge(assets::router())
        .merge(app.router())
}
