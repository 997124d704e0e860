//! What `#[buildamp::test]` writes calls of.

use std::future::Future;

use crate::{App, BoxError, Config, Result};

/// Runs a test to its end. What `#[buildamp::test]` calls.
///
/// # Errors
/// The machine cannot run it.
pub fn block_on<T>(test: impl Future<Output = T>) -> Result<T, BoxError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(test))
}

/// What `#[buildamp::test(app = …)]` may be given.
pub trait IntoApp<S> {
    /// The application.
    ///
    /// # Errors
    /// It could not be made.
    fn into_app(self) -> Result<App<S>>;
}

impl<S> IntoApp<S> for App<S> {
    fn into_app(self) -> Result<App<S>> {
        Ok(self)
    }
}

impl<S> IntoApp<S> for Result<App<S>> {
    fn into_app(self) -> Self {
        self
    }
}

/// The application of a test that names none: default configuration, no handlers.
pub fn bare_app() -> App {
    App::new(Config::default())
}
