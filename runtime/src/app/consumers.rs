//! The handlers of an application, and what holds for the one that was added last.

use std::{future::Future, time::Duration};

use super::App;
use crate::{
    Batch, Callable, Context, Event, Handlers, IntoBatchEnd, IntoOutcome, Limits, Mode, Webhook,
    api,
    subscribe::{self, Coalesce},
};

impl<S: Send + Sync + 'static> App<S> {
    /// Adds handlers: `generated::handlers()`, or some of your own.
    pub fn handlers(mut self, mut handlers: Handlers<S>) -> Self {
        let endpoints = std::mem::take(&mut handlers.endpoints);
        self.endpoints.extend(api::bind(endpoints, &self.state));
        let parts = subscribe::bind(handlers, &self.state);
        self.consumers.extend(parts.consumers);
        self.types.extend(parts.types);
        #[cfg(feature = "http")]
        self.webhooks.extend(parts.webhooks);
        self.start_over();
        self
    }

    /// Serves a webhook: [`Handlers::webhook`].
    pub fn webhook<W: Webhook>(self) -> Self {
        self.handlers(Handlers::new().webhook::<W>())
    }

    /// Makes the calls of a service that are emitted: [`Handlers::service`].
    pub fn service<C: Callable>(self) -> Self {
        self.handlers(Handlers::new().service::<C>())
    }

    /// Adds one handler under a consumer's name, without scanner, build script or folders:
    /// `app.on("greeter", |e: Hello, cx| async move { Ok::<_, MyError>(()) })`. What it returns other than `()` is kept:
    /// [`Context::result`].
    pub fn on<E, F, Fut>(self, consumer: impl Into<String>, handler: F) -> Self
    where
        E: Event,
        F: Fn(E, Context<S>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoOutcome> + Send + 'static,
    {
        self.handlers(Handlers::new().on(consumer, move |event: E, cx, _tx| {
            let running = handler(event, cx);
            Box::pin(async move { running.await.into_outcome() })
        }))
    }

    /// Adds a handler that takes several events at a time:
    /// `app.on_batch("index", Batch::new(100), |found: Vec<Found>, cx| async move { Ok::<_, MyError>(()) })`.
    pub fn on_batch<E, F, Fut>(self, consumer: impl Into<String>, batch: Batch, handler: F) -> Self
    where
        E: Event,
        F: Fn(Vec<E>, Context<S>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoBatchEnd> + Send + 'static,
    {
        let handlers = Handlers::new().on_batch(consumer, batch, move |events: Vec<E>, cx, _tx| {
            let running = handler(events, cx);
            Box::pin(async move { running.await.into_batch_end() })
        });
        self.handlers(handlers)
    }

    /// Holds the handler that was added last to limits, over all processes that have it.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct Charge { card: String }
    /// # impl buildamp::Event for Charge {
    /// #     const TYPE: &'static str = "card.charge";
    /// #     fn partition_key(&self) -> Option<String> { Some(self.card.clone()) }
    /// # }
    /// # fn example() -> buildamp::Result<()> {
    /// use buildamp::{App, Limits};
    ///
    /// let app = App::from_config()?
    ///     .on("charge", |charge: Charge, _| async move { Ok::<_, std::convert::Infallible>(()) })
    ///     .limited(Limits::new().concurrency(20).in_order());
    /// # Ok(())
    /// # }
    /// ```
    pub fn limited(mut self, limits: Limits) -> Self {
        if let Some(last) = self.consumers.last_mut() {
            last.limits = limits;
        }
        self.start_over();
        self
    }

    /// When the handler that was added last runs; by default that is [durable](Mode::Durable).
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct Paid { invoice: u64 }
    /// # impl buildamp::Event for Paid { const TYPE: &'static str = "invoice.paid"; }
    /// # fn example() -> buildamp::Result<()> {
    /// use buildamp::{App, Handlers, Mode, Settle};
    ///
    /// let handlers = Handlers::new().on("ledger", |paid: Paid, _, tx| Box::pin(async move {
    ///     sqlx::query("insert into ledger (invoice) values (?)")
    ///         .bind(paid.invoice as i64)
    ///         .execute(tx.sqlite()?)
    ///         .await?;
    ///     Ok(Settle::Done)
    /// }));
    /// let app = App::from_config()?.handlers(handlers).mode(Mode::InlineRequired);
    /// # Ok(())
    /// # }
    /// ```
    pub fn mode(mut self, mode: Mode) -> Self {
        if let Some(last) = self.consumers.last_mut() {
            last.mode = mode;
        }
        self.start_over();
        self
    }

    /// Merges the events of a key for the ephemeral handler that was added last: [`Handlers::coalesced`].
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)] struct Edited { document: u64 }
    /// # impl buildamp::Event for Edited { const TYPE: &'static str = "document.edited"; }
    /// # fn example() -> buildamp::Result<()> {
    /// use buildamp::{App, Mode};
    /// use std::time::Duration;
    ///
    /// let app = App::from_config()?
    ///     .on("preview", |edited: Edited, _| async move { Ok::<_, std::convert::Infallible>(()) })
    ///     .mode(Mode::Ephemeral)
    ///     .coalesced(Duration::from_secs(1), |edited: &Edited| edited.document.to_string());
    /// # Ok(())
    /// # }
    /// ```
    pub fn coalesced<E: Event>(
        mut self,
        window: Duration,
        key: impl Fn(&E) -> String + Send + Sync + 'static,
    ) -> Self {
        if let Some(last) = self.consumers.last_mut() {
            last.set_coalesce(Coalesce::new(window, key));
        }
        self.start_over();
        self
    }

    /// Says where the secrets are in what the handler that was added last returns: [`Handlers::secret_result`].
    pub fn secret_result(mut self, paths: &'static [&'static str]) -> Self {
        if let Some(last) = self.consumers.last_mut() {
            last.secret_result = paths;
        }
        self.start_over();
        self
    }
}
