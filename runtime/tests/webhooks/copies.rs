//! A message that comes again and again is one event.

use std::time::Duration;

use buildamp_runtime::{EventSource, Result, webhook::Scheme};

use crate::{
    support::{Receiver, STRIPE, StripeEvent, on_each},
    wire::{Connection, Reply, post},
};

const PAID: &[u8] =
    br#"{"id":"evt_1","type":"invoice.paid","data":{"amount":1200},"livemode":false}"#;

/// So many copies at once, over 16 connections; how many were accepted and how many were known.
async fn send(
    to: &Receiver,
    path: &str,
    headers: &[(String, String)],
    body: &[u8],
    copies: usize,
) -> (usize, usize) {
    const CONNECTIONS: usize = 16;
    let senders = (0..CONNECTIONS).map(|number| async move {
        let mut connection = Connection::open(&to.address).await;
        let mut replies = Vec::new();
        for _ in (number..copies).step_by(CONNECTIONS) {
            replies.push(connection.post(path, headers, body).await);
        }
        replies
    });
    let replies: Vec<Reply> = futures_util::future::join_all(senders).await.concat();
    assert_eq!(replies.len(), copies);
    assert!(
        replies.iter().all(|reply| reply.status == 200),
        "{replies:?}"
    );
    let said = |what| replies.iter().filter(|reply| reply.says() == what).count();
    (said("accepted"), said("duplicate"))
}

/// F9 of the fault scenarios: one that was tampered with first, then a hundred copies, again after a restart, and again 23 hours
/// later as a sender repeats it.
#[tokio::test(flavor = "multi_thread")]
async fn f9_h26_a_hundred_copies_are_one_event() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        let headers = receiver.signed(Scheme::Stripe, STRIPE, PAID);
        let tampered = String::from_utf8_lossy(PAID).replace("1200", "9900");
        let reply = post(
            &receiver.address,
            "/webhooks/stripe",
            &headers,
            tampered.as_bytes(),
        )
        .await;
        assert_eq!(
            (reply.status, reply.says().as_str()),
            (401, "no_matching_signature")
        );
        assert_eq!(receiver.count().await?, 0);

        assert_eq!(
            send(&receiver, "/webhooks/stripe", &headers, PAID, 100).await,
            (1, 99)
        );
        drop(receiver);
        let receiver = Receiver::start(&config).await;
        assert_eq!(
            send(&receiver, "/webhooks/stripe", &headers, PAID, 100).await,
            (0, 100)
        );

        // Signed anew, since its sender repeats it.
        receiver.clock.advance(Duration::from_hours(23));
        let headers = receiver.signed(Scheme::Stripe, STRIPE, PAID);
        assert_eq!(
            send(&receiver, "/webhooks/stripe", &headers, PAID, 20).await,
            (0, 20)
        );

        let events = receiver.events("stripe.stripe_event").await?;
        let [event] = &events[..] else {
            panic!("{events:?}")
        };
        assert_eq!(event.data.get().as_bytes(), PAID, "the JSON is what came");
        assert_eq!(event.event_source(), Some(EventSource::Webhook));
        assert_eq!(event.subject.as_deref(), Some("stripe/evt_1"));
        let paid: StripeEvent = event.payload().unwrap();
        assert!(matches!(paid, StripeEvent::InvoicePaid { data, .. } if data.amount == 1200));
        assert_eq!(receiver.count().await?, 1);
        Ok(())
    })
    .await
}

/// Other messages are other events, however much alike.
#[tokio::test(flavor = "multi_thread")]
async fn h26_messages_of_their_own_are_events_of_their_own() -> Result<()> {
    on_each(async |config| {
        let receiver = Receiver::start(&config).await;
        for number in 0..20 {
            let body = String::from_utf8_lossy(PAID).replace("evt_1", &format!("evt_{number}"));
            let headers = receiver.signed(Scheme::Stripe, STRIPE, body.as_bytes());
            let reply = post(
                &receiver.address,
                "/webhooks/stripe",
                &headers,
                body.as_bytes(),
            )
            .await;
            assert_eq!((reply.status, reply.says().as_str()), (200, "accepted"));
        }
        assert_eq!(receiver.events("stripe.stripe_event").await?.len(), 20);
        Ok(())
    })
    .await
}

/// What the store does not take is answered with 503 or 507, and leaves nothing behind that would keep it out later.
#[tokio::test(flavor = "multi_thread")]
async fn f9_a_call_that_could_not_be_stored_can_come_again() -> Result<()> {
    let server = servers::Postgres::start(&[]);
    let receiver = Receiver::start(&crate::support::config(&server.database())).await;
    let headers = receiver.signed(Scheme::Stripe, STRIPE, PAID);
    // The schema is there before the database goes.
    assert_eq!(receiver.count().await?, 0);
    let refused = server
        .without(post(&receiver.address, "/webhooks/stripe", &headers, PAID))
        .await;
    assert_eq!(refused.status, 503, "{refused:?}");
    let again = async || {
        for _ in 0..100 {
            let reply = post(&receiver.address, "/webhooks/stripe", &headers, PAID).await;
            if reply.status != 503 {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the store does not come back");
    };
    let reply = again().await;
    assert_eq!((reply.status, reply.says().as_str()), (200, "accepted"));
    assert_eq!(receiver.count().await?, 1);
    Ok(())
}
