//! The vectors of each scheme, as functions and over HTTP.

use std::{sync::OnceLock, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use buildamp_runtime::{
    App, BoxError, Context, Event, Result, Tenancy, Webhook,
    webhook::{Request, Scheme, Secrets, Verify, verify},
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    support::{Receiver, at, on_each},
    wire::post,
};

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
    sequences: Vec<Sequence>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    scheme: String,
    secrets: Vec<String>,
    headers: Vec<(String, String)>,
    body: Body,
    now: i64,
    tolerance: u64,
    max_body: usize,
    reason: String,
    http_status: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Utf8(String),
    B64(String),
    Gen { byte: String, count: usize },
}

#[derive(Deserialize)]
struct Sequence {
    steps: Vec<String>,
    status: Vec<u16>,
    handler_runs: usize,
}

fn vectors() -> &'static Vectors {
    static READ: OnceLock<Vectors> = OnceLock::new();
    READ.get_or_init(|| {
        serde_json::from_str(include_str!("../../../tests/vectors/webhooks.json")).unwrap()
    })
}

impl Vector {
    fn named(id: &str) -> &'static Self {
        vectors()
            .vectors
            .iter()
            .find(|vector| vector.id == id)
            .unwrap()
    }

    fn body(&self) -> Vec<u8> {
        match &self.body {
            Body::Utf8(text) => text.clone().into_bytes(),
            Body::B64(text) => STANDARD.decode(text).unwrap(),
            Body::Gen { byte, count } => vec![u8::from_str_radix(byte, 16).unwrap(); *count],
        }
    }

    /// Where it is received: a tenant of its own, unless it is told another.
    fn path(&self, tenant: &str) -> String {
        format!("/webhooks/{}/{tenant}", self.scheme)
    }
}

#[test]
fn h10_every_vector_is_judged_as_it_says() {
    for vector in &vectors().vectors {
        let scheme = Scheme::named(&vector.scheme).unwrap();
        let headers = vector.headers.iter();
        let headers: Vec<(&str, &[u8])> = headers
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let body = vector.body();
        let request = Request::new(&headers, &body, &vector.secrets, at(vector.now));
        let judged = verify(
            scheme,
            &request,
            Duration::from_secs(vector.tolerance),
            vector.max_body,
        );
        let reason = judged.as_ref().map_or_else(|why| why.reason(), |_| "ok");
        assert_eq!(reason, vector.reason, "{}", vector.id);
        if let Err(why) = judged {
            assert_eq!(why.status(), vector.http_status, "{}", vector.id);
        }
    }
}

macro_rules! received {
    ($($name:ident $scheme:ident $text:literal),*) => {$(
        #[derive(Debug, Clone, Serialize, Deserialize)]
        struct $name(Value);

        impl Event for $name {
            const TYPE: &'static str = $text;
        }

        impl Webhook for $name {
            const NAME: &'static str = $text;
            const VERIFY: Verify = Verify::Scheme(Scheme::$scheme);
            const SIGNED_WITH: Secrets = Secrets::OfTenant(secrets);
        }
    )*};
}

received!(OfStandard Standard "standard", OfStripe Stripe "stripe", OfGithub Github "github", OfSlack Slack "slack", OfShopify Shopify "shopify");

/// A tenant is named as the vector whose secrets it has.
fn secrets<'a>(tenant: &'a str, _: &'a Context) -> BoxFuture<'a, Result<Vec<String>, BoxError>> {
    Box::pin(async move { Ok(Vector::named(tenant).secrets.clone()) })
}

async fn receiver(mut config: buildamp_runtime::Config) -> Receiver {
    config.tenancy = Tenancy::Many;
    let app = App::new(config)
        .webhook::<OfStandard>()
        .webhook::<OfStripe>()
        .webhook::<OfGithub>()
        .webhook::<OfSlack>()
        .webhook::<OfShopify>();
    Receiver::serve(app).await
}

#[tokio::test(flavor = "multi_thread")]
async fn h10_every_vector_is_answered_as_it_says() -> Result<()> {
    on_each(async |config| {
        let receiver = receiver(config).await;
        let mut accepted = 0;
        for vector in &vectors().vectors {
            // What a server is given has no spaces around it: RFC 9110, 5.5.
            if vector
                .headers
                .iter()
                .any(|(_, value)| value.trim() != value)
            {
                continue;
            }
            receiver.clock.set(at(vector.now));
            let path = vector.path(&vector.id);
            let reply = post(&receiver.address, &path, &vector.headers, &vector.body()).await;
            assert_eq!(reply.status, vector.http_status, "{}: {reply:?}", vector.id);
            if reply.status == 200 {
                accepted += 1;
            } else {
                assert_eq!(reply.says(), vector.reason, "{}", vector.id);
            }
        }
        assert_eq!(receiver.count().await?, accepted);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn h26_every_sequence_of_copies_ends_as_it_says() -> Result<()> {
    on_each(async |config| {
        let receiver = receiver(config).await;
        for sequence in &vectors().sequences {
            let before = receiver.count().await?;
            let tenant = &sequence.steps[0];
            for (step, status) in sequence.steps.iter().zip(&sequence.status) {
                let vector = Vector::named(step);
                receiver.clock.set(at(vector.now));
                let reply = post(
                    &receiver.address,
                    &vector.path(tenant),
                    &vector.headers,
                    &vector.body(),
                )
                .await;
                assert_eq!(reply.status, *status, "{step}: {reply:?}");
            }
            assert_eq!(receiver.count().await? - before, sequence.handler_runs);
        }
        Ok(())
    })
    .await
}

/// GitHub's delivery id is not signed: another one does not make a message new, and one that somebody else used first does not
/// make it old.
#[tokio::test(flavor = "multi_thread")]
async fn h26_an_id_that_is_not_signed_is_not_believed() -> Result<()> {
    on_each(async |config| {
        let receiver = receiver(config).await;
        let secret = &Vector::named("github-001-published").secrets[0];
        let send = async |body: &[u8], id: &str| {
            let mut headers = receiver.signed(Scheme::Github, secret, body);
            headers[1].1 = id.to_owned();
            post(
                &receiver.address,
                "/webhooks/github/github-001-published",
                &headers,
                body,
            )
            .await
            .says()
        };
        assert_eq!(send(b"1", "a").await, "accepted");
        assert_eq!(
            send(b"1", "b").await,
            "duplicate",
            "replayed under another id"
        );
        assert_eq!(
            send(b"2", "b").await,
            "accepted",
            "the id that came with the replay is not taken"
        );
        assert_eq!(send(b"3", "b").await, "duplicate");
        assert_eq!(receiver.count().await?, 2);
        Ok(())
    })
    .await
}
