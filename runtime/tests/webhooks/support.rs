//! An application that receives, on each database.

use std::{sync::Arc, time::Duration};

use axum::Router;
use buildamp_runtime::{
    App, Clock, Config, Envelope, Event, EventFilter, ManualClock, Result, Timestamp, Webhook,
    webhook::{Rejection, Request, Scheme, Secrets, Verify, sign},
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// The time of the vectors, and of the tests that do not say another.
pub const NOW: i64 = 1_700_000_000;
pub const STRIPE: &str = "whsec_test_secret";

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// What Stripe sends, as far as this application goes by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum StripeEvent {
    #[serde(rename = "invoice.paid")]
    InvoicePaid { id: String, data: Invoice },
    #[serde(rename = "charge.refunded")]
    ChargeRefunded { id: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    pub amount: u64,
}

impl Event for StripeEvent {
    const TYPE: &'static str = "stripe.stripe_event";

    fn subject(&self) -> Option<String> {
        match self {
            Self::InvoicePaid { id, .. } | Self::ChargeRefunded { id } => {
                Some(format!("stripe/{id}"))
            }
        }
    }
}

impl Webhook for StripeEvent {
    const NAME: &'static str = "stripe";
    const VERIFY: Verify = Verify::Scheme(Scheme::Stripe);
    const SIGNED_WITH: Secrets =
        Secrets::Variables(&["${A_TEST_HAS_NO_SUCH_VARIABLE:-whsec_test_secret}"]);
}

/// A form, as Slack's commands come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub command: String,
    pub text: String,
}

impl Event for Command {
    const TYPE: &'static str = "slack.command";
}

impl Webhook for Command {
    const NAME: &'static str = "slack";
    const VERIFY: Verify = Verify::Scheme(Scheme::Slack);
    const SIGNED_WITH: Secrets = Secrets::Variables(&[
        "${A_TEST_HAS_NO_SUCH_VARIABLE:-new secret}",
        "${A_TEST_HAS_NO_SUCH_VARIABLE:-old secret}",
        "${A_TEST_HAS_NO_SUCH_VARIABLE:-}",
    ]);
    const MAX_BODY: usize = 200;
}

/// A sender with a scheme of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ping {
    pub number: u32,
}

impl Event for Ping {
    const TYPE: &'static str = "partner.ping";
}

impl Webhook for Ping {
    const NAME: &'static str = "partner";
    const VERIFY: Verify = Verify::With(partner);
    const SIGNED_WITH: Secrets =
        Secrets::Variables(&["${A_TEST_HAS_NO_SUCH_VARIABLE:-a partner's secret}"]);
}

/// The MAC of the id and the body, in decimal numbers.
fn partner(request: &Request<'_>) -> Result<String, Rejection> {
    let id = request.header("partner-id")?;
    let mac = request.header("partner-mac")?.split('.');
    let mac: Result<Vec<u8>, _> = mac.map(str::parse).collect();
    let mac = mac.map_err(|_| Rejection::MalformedHeader)?;
    let is_signed = request.is_hmac_sha256(&mac, &[id.as_bytes(), request.body()]);
    is_signed
        .then(|| id.to_owned())
        .ok_or(Rejection::NoMatchingSignature)
}

/// Runs a test on an empty database of each kind.
pub async fn on_each(test: impl AsyncFn(Config) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let urls = [
        format!("sqlite:{}", folder.path().join("app.db").display()),
        servers::Postgres::shared().database(),
    ];
    for url in urls {
        println!("on {url}");
        test(config(&url)).await?;
    }
    Ok(())
}

pub fn config(url: &str) -> Config {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    config.processor.poll = Duration::from_millis(20);
    config
}

/// An application that serves its webhooks, at a time that stands still.
pub struct Receiver {
    pub app: App,
    pub address: String,
    pub clock: Arc<ManualClock>,
    serving: tokio::task::JoinHandle<()>,
}

impl Receiver {
    pub async fn start(config: &Config) -> Self {
        let app = App::new(config.clone());
        Self::serve(
            app.webhook::<StripeEvent>()
                .webhook::<Command>()
                .webhook::<Ping>(),
        )
        .await
    }

    pub async fn serve(app: App) -> Self {
        let clock = Arc::new(ManualClock::at(at(NOW)));
        let app = app.clock(Arc::clone(&clock));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router: Router = app.router();
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            app,
            address,
            clock,
            serving,
        }
    }

    /// The events of a type, the latest first.
    pub async fn events(&self, event_type: &str) -> Result<Vec<Envelope>> {
        let mut filter = EventFilter::default();
        filter.event_type = Some(event_type.to_owned());
        Ok(self
            .app
            .operations()
            .events(&filter, None, 1000)
            .await?
            .items)
    }

    /// How many events there are of whatever type.
    pub async fn count(&self) -> Result<usize> {
        let filter = EventFilter::default();
        Ok(self
            .app
            .operations()
            .events(&filter, None, 1000)
            .await?
            .items
            .len())
    }

    /// Signs as a sender does now.
    pub fn signed(&self, scheme: Scheme, secret: &str, body: &[u8]) -> Vec<(String, String)> {
        let headers = sign(scheme, secret, Some("msg_1"), self.clock.now(), body).unwrap();
        let headers = headers.into_iter();
        headers
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
