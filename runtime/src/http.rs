//! The web side, on axum: what each request is given, sessions and their cookie, messages to browsers, and the probes.

use std::{
    any::{Any, type_name},
    sync::Arc,
};

use axum::{Router, http::request::Parts, routing::get};

use crate::{App, Result, core::Core, webhook::Inbound};

mod api;
mod body;
mod connection;
mod cookie;
mod extract;
mod frame;
mod health;
mod hub;
mod layer;
mod problem;
mod queue;
mod socket;
mod sse;
mod tasks;
mod webhooks;

use hub::Hub;
pub use layer::{RequestLayer, RequestService};
pub(crate) use socket::{Listening, Peer};
use webhooks::Webhooks;

/// The routes, below the base path.
const API: &str = "/api/";
const SSE: &str = "/sse";
const ALIVE: &str = "/healthz";
const READY: &str = "/readyz";
#[cfg(feature = "metrics")]
const METRICS: &str = "/metrics";

/// Says whose request it is.
pub(crate) type TenantOf = dyn Fn(&Parts) -> Option<String> + Send + Sync;

/// What the requests of an application share.
pub(crate) struct Web {
    pub core: Arc<Core>,
    pub hub: Hub,
    pub tenant: Option<Arc<TenantOf>>,
    /// The name of the session's cookie.
    pub cookie: String,
    /// The application's state, an `Arc<S>`.
    pub state: Box<dyn Any + Send + Sync>,
    /// The name of that type.
    pub state_name: &'static str,
    webhooks: Webhooks,
}

impl<S: Send + Sync + 'static> App<S> {
    /// BuildAmp's own routes, to merge into yours: the endpoints below `/api/`, `GET /sse`, `/healthz` and `/readyz`, with the feature `metrics`
    /// `/metrics`, and `POST /webhooks/<name>` for each webhook. Where you have such paths yourself, `base_path` under `[http]` puts them elsewhere.
    pub fn router(&self) -> Router {
        let web = self.web();
        let base = web.base_path();
        let at = |path: &str| format!("{base}{path}");
        let router = Router::new()
            .route(&at(SSE), get(sse::stream))
            .route(&at(READY), get(health::ready))
            .merge(web.webhooks.routes(base));
        #[cfg(feature = "metrics")]
        let router = router.route(&at(METRICS), get(health::metrics));
        let router = api::routes(self.endpoints()).fold(router, |router, (path, route)| {
            router.route(&at(&path), route)
        });
        router
            .with_state(Arc::clone(web))
            .route(&at(ALIVE), get(health::alive))
            .layer(self.layer())
    }

    /// Gives each request its [`Context`](crate::Context), and answers document requests with a session.
    /// [`App::run`] applies it by itself; applying it twice is harmless.
    ///
    /// ```no_run
    /// # async fn example(app: buildamp_runtime::App) -> std::io::Result<()> {
    /// # use axum::{Router, routing::post};
    /// # use buildamp_runtime as buildamp;
    /// # async fn signup(cx: buildamp::Context) {}
    /// // A server of your own; `app.worker()` beside it handles what it emits.
    /// let web = Router::new().route("/signup", post(signup)).merge(app.router()).layer(app.layer());
    /// axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, web).await
    /// # }
    /// ```
    #[must_use]
    pub fn layer(&self) -> RequestLayer {
        RequestLayer::new(Arc::clone(self.web()))
    }

    /// Says whose request it is, under `tenancy = "many"`: from the host's name, for one. Where it says `None`, and as
    /// long as nobody says anything, requests have no tenant: they cannot emit, and no session begins.
    pub fn tenant<F>(mut self, of: F) -> Self
    where
        F: Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    {
        self.set_tenant(Arc::new(of));
        self
    }
}

impl Web {
    pub(crate) fn new<S: Send + Sync + 'static>(
        core: Arc<Core>,
        state: Arc<S>,
        stop: tokio_util::sync::CancellationToken,
        tenant: Option<Arc<TenantOf>>,
        webhooks: &[Inbound],
    ) -> Self {
        Self {
            webhooks: Webhooks::new(webhooks, core.config.tenancy),
            hub: Hub::new(Arc::clone(&core), stop),
            cookie: core.config.session_cookie(),
            core,
            tenant,
            state: Box::new(state),
            state_name: type_name::<S>(),
        }
    }

    /// Whether what it serves can be served.
    pub(crate) fn check(&self) -> Result<()> {
        self.webhooks.check()
    }

    /// The base path without the slash that it may end with.
    pub(crate) fn base_path(&self) -> &str {
        self.core.config.http.base_path.trim_end_matches('/')
    }

    /// Whether this is the path of one of BuildAmp's own routes, none of which is a page.
    pub(crate) fn is_own(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.base_path());
        let own = [
            SSE,
            ALIVE,
            READY,
            #[cfg(feature = "metrics")]
            METRICS,
        ];
        below.is_some_and(|below| own.contains(&below) || below.starts_with(API))
    }
}
