//! The client: one request, its answer up to a length, one deadline over all of it.

use std::{error::Error as StdError, io, net::SocketAddr, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use reqwest::{
    Request,
    dns::{Addrs, Name, Resolve, Resolving},
    header, redirect, retry,
};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde_json::Value;

use super::{
    address::{Blocked, Policy},
    plan::Plan,
};
use crate::BoxError;

/// It sends what the [`Policy`] lets it.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: reqwest::Client,
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

const USER_AGENT: &str = concat!("buildamp/", env!("CARGO_PKG_VERSION"));

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
        // What the application's other crates may turn on in reqwest is turned off here.
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(names)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .referer(false)
            .http1_only()
            .user_agent(USER_AGENT)
            .build()?;
        Ok(Self { http, policy })
    }

    /// The request that a call makes.
    ///
    /// # Errors
    /// Why it makes none.
    pub(super) fn request(&self, plan: &Plan, call: &Value, key: &str) -> Result<Request, String> {
        plan.request(&self.http, call, key)
    }

    /// Sends a request, once, and reads at most so many bytes of the answer.
    pub(super) async fn send(
        &self,
        request: Request,
        most: usize,
        timeout: Duration,
    ) -> Result<Received, Trouble> {
        self.policy.check(request.url()).map_err(Trouble::Blocked)?;
        let answer = self.answer(request, most);
        // Real time: it is another machine that answers.
        match tokio::time::timeout(timeout, answer).await {
            Ok(answer) => answer.map_err(|error| trouble(&error)),
            Err(_) => Err(Trouble::Late(timeout)),
        }
    }

    async fn answer(&self, request: Request, most: usize) -> reqwest::Result<Received> {
        let mut response = self.http.execute(request).await?;
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
        while let Some(chunk) = response.chunk().await? {
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

/// What was wrong, with its causes and without the URL, in which there may be secrets.
fn trouble(error: &reqwest::Error) -> Trouble {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    if let Some(blocked) = causes.clone().find_map(|it| it.downcast_ref::<Blocked>()) {
        return Trouble::Blocked(blocked.clone());
    }
    let first = causes.next().map(ToString::to_string);
    let last = causes.last().map(ToString::to_string);
    let said: Vec<String> = first.into_iter().chain(last).collect();
    Trouble::Connection(match said.as_slice() {
        [] => "the connection failed".to_owned(),
        said => said.join(": "),
    })
}

/// Looks names up for the connection that is about to be made, and keeps from it what may not be dialled.
struct Names {
    policy: Arc<Policy>,
    look_up: LookUp,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.policy);
        let found = (self.look_up)(name.as_str().to_owned());
        Box::pin(async move {
            let allowed = policy.filter(name.as_str(), found.await?)?;
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}
