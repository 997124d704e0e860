//! What is not let in, and what is let in although nobody asked for it.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{
    App, Context, Error, Event, Result, Webhook,
    webhook::{Scheme, Secrets, Verify},
};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;

use crate::{
    support::{Command, NOW, Receiver, STRIPE, StripeEvent, on_each},
    wire::{PATIENCE, Reply, post},
};

/// Scenario 5: a bad signature is 401, one that is too old as well, a header that is missing 400; nothing is stored.
#[tokio::test(flavor = "multi_thread")]
async fn scenario_5_what_is_not_signed_or_not_lately_is_refused() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        let body = br#"{"id":"evt_1","type":"charge.refunded"}"#;
        let send = async |headers: &[(String, String)]| {
            let reply = post(&receiver.address, "/webhooks/stripe", headers, body).await;
            (reply.status, reply.says())
        };
        let told = |status, reason: &str| (status, reason.to_owned());
        assert_eq!(send(&[]).await, told(400, "missing_header"));
        let wrong = receiver.signed(Scheme::Stripe, "whsec_other", body);
        assert_eq!(send(&wrong).await, told(401, "no_matching_signature"));
        let good = receiver.signed(Scheme::Stripe, STRIPE, body);
        receiver.clock.advance(Duration::from_secs(301));
        assert_eq!(send(&good).await, told(401, "timestamp_too_old"));
        receiver.clock.set(crate::support::at(NOW - 301));
        assert_eq!(send(&good).await, told(401, "timestamp_too_new"));
        let twice = [good.clone(), good.clone()].concat();
        assert_eq!(send(&twice).await, told(400, "duplicate_header"));
        assert_eq!(receiver.count().await?, 0);
        receiver.clock.set(crate::support::at(NOW + 300));
        assert_eq!(send(&good).await, told(200, "accepted"));
        assert_eq!(send(&good).await, told(200, "duplicate"));
        assert_eq!(receiver.count().await?, 1);
        Ok(())
    })
    .await
}

/// A sender sends more than what one asked for. It is on record, answered with 200, and no handler of the type gets it.
#[tokio::test(flavor = "multi_thread")]
async fn h10_what_the_type_does_not_know_is_on_record() -> Result<()> {
    on_each(async |config| {
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let app = App::new(config).webhook::<StripeEvent>().on(
            "book",
            move |event: StripeEvent, cx: Context| {
                told.send((event, cx.tenant().map(str::to_owned))).unwrap();
                async { Ok::<_, std::convert::Infallible>(()) }
            },
        );
        let receiver = Receiver::serve(app).await;
        let send = async |body: &str| {
            let headers = receiver.signed(Scheme::Stripe, STRIPE, body.as_bytes());
            let reply = post(
                &receiver.address,
                "/webhooks/stripe",
                &headers,
                body.as_bytes(),
            );
            let reply: Reply = reply.await;
            assert_eq!(
                (reply.status, reply.says().as_str()),
                (200, "accepted"),
                "{body}"
            );
        };
        receiver.app.run_until_empty().await?;
        send(r#"{"id":"evt_1","type":"customer.created","data":{}}"#).await;
        send(r#"{"id":"evt_2","type":"invoice.paid","data":{"amount":"a lot"}}"#).await;
        send(r#"{"id":"evt_3","type":"charge.refunded"}"#).await;
        send("not JSON").await;
        send("").await;
        receiver.app.run_until_empty().await?;
        let (event, tenant) = heard.try_recv().unwrap();
        assert_eq!(event, StripeEvent::ChargeRefunded { id: "evt_3".into() });
        assert_eq!(tenant.as_deref(), Some("default"));
        assert!(heard.try_recv().is_err());
        let unknown = receiver.events("stripe.stripe_event.unknown").await?;
        let data: Vec<&str> = unknown.iter().rev().map(|event| event.data.get()).collect();
        assert_eq!(
            data,
            [
                r#"{"id":"evt_1","type":"customer.created","data":{}}"#,
                r#"{"id":"evt_2","type":"invoice.paid","data":{"amount":"a lot"}}"#,
                "\"not JSON\"",
                "\"\"",
            ]
        );
        assert!(
            receiver
                .app
                .operations()
                .deliveries(&buildamp_runtime::DeliveryFilter::default(), None, 9)
                .await?
                .items
                .len()
                == 1
        );
        Ok(())
    })
    .await
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Odd {
    number: u32,
}

impl Event for Odd {
    const TYPE: &'static str = "unknown";
}

impl Webhook for Odd {
    const NAME: &'static str = "odd";
    const VERIFY: Verify = Verify::Scheme(Scheme::Github);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["${A_TEST_HAS_NO_SUCH_VARIABLE:-odd}"]);
}

/// Also where the type itself is called so.
#[tokio::test(flavor = "multi_thread")]
async fn h10_what_is_not_known_is_not_taken_for_a_type_of_that_name() -> Result<()> {
    let app = App::new(crate::support::config("memory:")).webhook::<Odd>();
    let receiver = Receiver::serve(app).await;
    let headers = receiver.signed(Scheme::Github, "odd", b"{}");
    let reply = post(&receiver.address, "/webhooks/odd", &headers, b"{}").await;
    assert_eq!(reply.says(), "accepted");
    assert_eq!(receiver.events("unknown").await?.len(), 0);
    assert_eq!(receiver.events("unknown.unknown").await?.len(), 1);
    Ok(())
}

/// A form becomes an object of texts; both secrets are good while they are rotated, and an old one that is not set is left out.
#[tokio::test(flavor = "multi_thread")]
async fn h10_forms_are_received_and_secrets_rotate() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        let form = (
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        );
        for (secret, text) in [
            ("new secret", "in%20Z%C3%BCrich"),
            ("old secret", "a%26b&text=c"),
        ] {
            let body = format!("command=%2Fweather&text={text}");
            let mut headers = receiver.signed(Scheme::Slack, secret, body.as_bytes());
            headers.push(form.clone());
            let reply = post(
                &receiver.address,
                "/webhooks/slack",
                &headers,
                body.as_bytes(),
            )
            .await;
            assert_eq!((reply.status, reply.says().as_str()), (200, "accepted"));
        }
        let [event] = &receiver.events("slack.command").await?[..] else {
            panic!()
        };
        let command: Command = event.payload().unwrap();
        assert_eq!(
            (command.command.as_str(), command.text.as_str()),
            ("/weather", "in Zürich")
        );
        let [list] = &receiver.events("slack.command.unknown").await?[..] else {
            panic!()
        };
        assert_eq!(
            list.data.get(),
            r#"{"command":"/weather","text":["a&b","c"]}"#
        );

        let challenge = br#"{"type":"url_verification","challenge":"3eZbrw1aB"}"#;
        let headers = receiver.signed(Scheme::Slack, "new secret", challenge);
        let reply = post(&receiver.address, "/webhooks/slack", &headers, challenge).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, "3eZbrw1aB"));
        assert_eq!(receiver.count().await?, 2);
        Ok(())
    })
    .await
}

/// A body that is too long is refused by what its client says, and while it comes; of what follows nothing is read.
#[tokio::test(flavor = "multi_thread")]
async fn h10_a_body_that_is_too_long_is_not_read() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        let body = vec![b'x'; 201];
        let headers = receiver.signed(Scheme::Slack, "new secret", &body);
        let reply = post(&receiver.address, "/webhooks/slack", &headers, &body).await;
        assert_eq!(
            (reply.status, reply.says().as_str()),
            (413, "body_too_large")
        );

        let mut socket = tokio::net::TcpStream::connect(&receiver.address).await?;
        socket
            .write_all(
                b"POST /webhooks/slack HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n",
            )
            .await?;
        let flood = async {
            // Until the server hangs up, which it has to.
            while socket.write_all(b"64\r\n").await.is_ok()
                && socket.write_all(&[b'x'; 100]).await.is_ok()
                && socket.write_all(b"\r\n").await.is_ok()
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, flood).await.expect("an end");
        assert_eq!(receiver.count().await?, 0);
        Ok(())
    })
    .await
}

/// A function of the application's own decides, and says by what copies are known.
#[tokio::test(flavor = "multi_thread")]
async fn h10_a_scheme_of_ones_own() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        // GitHub's is the MAC of the bytes alone.
        let mac = receiver.signed(
            Scheme::Github,
            "a partner's secret",
            br#"ping-1{"number":7}"#,
        );
        let mac = mac[0].1.strip_prefix("sha256=").unwrap();
        let mac: Vec<String> = (0..32)
            .map(|at| {
                u8::from_str_radix(&mac[2 * at..2 * at + 2], 16)
                    .unwrap()
                    .to_string()
            })
            .collect();
        let headers = |id: &str| {
            vec![
                ("partner-id".to_owned(), id.to_owned()),
                ("partner-mac".to_owned(), mac.join(".")),
            ]
        };
        let send = async |id: &str| {
            post(
                &receiver.address,
                "/webhooks/partner",
                &headers(id),
                br#"{"number":7}"#,
            )
            .await
        };
        assert_eq!(send("ping-2").await.says(), "no_matching_signature");
        assert_eq!(send("ping-1").await.says(), "accepted");
        assert_eq!(send("ping-1").await.says(), "duplicate");
        assert_eq!(receiver.events("partner.ping").await?.len(), 1);
        Ok(())
    })
    .await
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Unset {}

impl Event for Unset {
    const TYPE: &'static str = "unset";
}

impl Webhook for Unset {
    const NAME: &'static str = "unset";
    const VERIFY: Verify = Verify::Scheme(Scheme::Github);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["${A_TEST_HAS_NO_SUCH_VARIABLE}"]);
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Empty {}

impl Event for Empty {
    const TYPE: &'static str = "empty";
}

impl Webhook for Empty {
    const NAME: &'static str = "empty";
    const VERIFY: Verify = Verify::Scheme(Scheme::Standard);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["${A_TEST_HAS_NO_SUCH_VARIABLE:-}"]);
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Invalid {}

impl Event for Invalid {
    const TYPE: &'static str = "invalid";
}

impl Webhook for Invalid {
    const NAME: &'static str = "invalid";
    const VERIFY: Verify = Verify::Scheme(Scheme::Standard);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["whsec_no base64"]);
}

/// An environment that lacks a secret keeps the application from starting; a server of one's own answers with 500, whatever
/// it is sent.
#[tokio::test(flavor = "multi_thread")]
async fn h10_without_a_secret_nothing_starts() -> Result<()> {
    async fn refused<W: Webhook>(says: &str) -> Result<()> {
        let mut config = crate::support::config("memory:");
        "127.0.0.1:0".clone_into(&mut config.http.address);
        let app = Arc::new(App::new(config).webhook::<W>());
        let Err(Error::Config(problem)) = Box::pin(app.run(app.router())).await else {
            panic!("it started")
        };
        assert!(
            problem.contains(says) && problem.contains(W::NAME),
            "{problem}"
        );

        let receiver =
            Receiver::serve(App::new(crate::support::config("memory:")).webhook::<W>()).await;
        let headers = receiver.signed(Scheme::Github, "x", b"{}");
        let path = format!("/webhooks/{}", W::NAME);
        let reply = post(&receiver.address, &path, &headers, b"{}").await;
        assert_eq!((reply.status, reply.says().as_str()), (500, "empty_secret"));
        Ok(())
    }
    refused::<Unset>("A_TEST_HAS_NO_SUCH_VARIABLE is not set").await?;
    refused::<Empty>("empty secret").await?;
    refused::<Invalid>("invalid_secret").await
}
