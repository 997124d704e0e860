//! The client: one request, its answer up to a length, one deadline over all of it.

use std::{
    error::Error as StdError,
    io,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        self,
        connect::{HttpConnector, dns::Name},
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tower_service::Service;
use url::Url;

use super::address::{Blocked, Policy};
use crate::BoxError;

/// A request on its way.
#[derive(Debug)]
pub(super) struct Ask {
    /// Where it goes, as it is checked.
    pub url: Url,
    pub request: Request<Full<Bytes>>,
}

type Http = legacy::Client<HttpsConnector<HttpConnector<Names>>, Full<Bytes>>;

/// It sends what the [`Policy`] lets it, over HTTP/1.1. It follows nothing, asks no proxy, and unpacks nothing.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: Http,
    policy: Arc<Policy>,
}

/// An answer, whatever it says.
#[derive(Debug)]
pub(super) struct Received {
    pub status: u16,
    pub retry_after: Option<String>,
    /// How the body is encoded, where it is.
    pub encoding: Option<String>,
    pub body: Vec<u8>,
    /// Whether there is more of the body than was read.
    pub is_cut: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    Blocked(Blocked),
    Late(Duration),
    Connection(String),
}

/// How names are looked up.
pub(super) type LookUp =
    Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// As the operating system does it.
pub(super) fn system() -> LookUp {
    Arc::new(|host| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.collect())
        })
    })
}

impl Client {
    /// # Errors
    /// The certificates that the operating system trusts cannot be read.
    pub(super) fn new(policy: Policy, look_up: LookUp) -> Result<Self, BoxError> {
        let policy = Arc::new(policy);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        let names = Names {
            policy: Arc::clone(&policy),
            look_up,
        };
        let mut connector = HttpConnector::new_with_resolver(names);
        connector.enforce_http(false);
        connector.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        // What may have been sent is not sent again: that is for the attempts of its delivery.
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self { http, policy })
    }

    /// Sends a request, once, and reads at most so many bytes of the answer.
    pub(super) async fn send(
        &self,
        ask: Ask,
        most: usize,
        timeout: Duration,
    ) -> Result<Received, Trouble> {
        self.policy.check(&ask.url).map_err(Trouble::Blocked)?;
        let answer = self.answer(ask.request, most);
        // Real time: it is another machine that answers.
        match tokio::time::timeout(timeout, answer).await {
            Ok(answer) => answer.map_err(|error| trouble(&*error)),
            Err(_) => Err(Trouble::Late(timeout)),
        }
    }

    async fn answer(
        &self,
        request: Request<Full<Bytes>>,
        most: usize,
    ) -> Result<Received, BoxError> {
        let mut response = self.http.request(request).await?;
        let text = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let mut received = Received {
            status: response.status().as_u16(),
            retry_after: text(header::RETRY_AFTER),
            encoding: text(header::CONTENT_ENCODING).filter(|it| it != "identity"),
            body: Vec::new(),
            is_cut: false,
        };
        while let Some(frame) = response.body_mut().frame().await {
            let Ok(chunk) = frame?.into_data() else {
                continue;
            };
            let left = most - received.body.len();
            received.is_cut = chunk.len() > left;
            received
                .body
                .extend_from_slice(&chunk[..chunk.len().min(left)]);
            if received.is_cut {
                // The connection ends with the response.
                break;
            }
        }
        Ok(received)
    }
}

/// What was wrong, with its first cause and its last. The URL is in none of them.
fn trouble(error: &(dyn StdError + 'static)) -> Trouble {
    let mut causes = std::iter::successors(Some(error), |&cause| cause.source());
    if let Some(blocked) = causes.clone().find_map(|it| it.downcast_ref::<Blocked>()) {
        return Trouble::Blocked(blocked.clone());
    }
    let first = causes.next().map(ToString::to_string);
    let last = causes.last().map(ToString::to_string);
    let said: Vec<String> = first.into_iter().chain(last).collect();
    Trouble::Connection(said.join(": "))
}

/// Looks names up for the connection that is about to be made, and keeps from it what may not be dialled.
#[derive(Clone)]
struct Names {
    policy: Arc<Policy>,
    look_up: LookUp,
}

impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let policy = Arc::clone(&self.policy);
        let found = (self.look_up)(name.as_str().to_owned());
        Box::pin(async move { Ok(policy.filter(name.as_str(), found.await?)?.into_iter()) })
    }
}
