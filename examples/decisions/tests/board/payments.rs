//! Stripe says that an invoice was paid.

use buildamp::{Clock as _, SystemClock, Timestamp, webhook};
use decisions::models::webhooks::stripe::StripeEvent;
use serde_json::json;

use crate::server::{Browser, Server, on_each};

#[tokio::test]
async fn scenario5_h10_h26_a_webhook_is_one_payment_however_often_it_comes() {
    on_each(async |server| {
        let browser = Browser::open(server).await;
        let mut tab = browser.tab().await;
        let paid = json!({
            "id": "evt_1",
            "type": "invoice.paid",
            "livemode": false,
            "data": {"object": {"number": "INV-1", "amount_paid": 4900, "currency": "eur", "lines": []}},
        })
        .to_string();
        let now = SystemClock.now();
        let early = Timestamp::from_second(now.as_second() - 301).unwrap();

        let mut forged = signed(now, &paid);
        forged[0].1 = forged[0].1.replace("v1=", "v1=00");
        assert_eq!(send(server, &forged, &paid).await, 401);
        assert_eq!(send(server, &signed(early, &paid), &paid).await, 401);
        assert_eq!(send(server, &[], &paid).await, 400);
        assert_eq!(paid_and_known(server).await, (0, 0));

        let headers = signed(now, &paid);
        for _ in 0..2 {
            assert_eq!(send(server, &headers, &paid).await, 200);
        }
        let payment = tab.hear("board.payment_received").await["payment"].take();
        assert_eq!(payment["invoice"], "INV-1");
        assert_eq!(payment["amount"], 4900);
        assert_eq!(browser.board().await["payments"], json!([payment]));

        server.crash().await;
        assert_eq!(send(server, &headers, &paid).await, 200);
        // Stripe signs each delivery anew.
        let later = Timestamp::from_second(now.as_second() + 1).unwrap();
        assert_eq!(send(server, &signed(later, &paid), &paid).await, 200);
        assert_eq!(paid_and_known(server).await, (1, 1));

        let other = r#"{"id": "evt_2", "type": "customer.created", "data": {"object": {}}}"#;
        let known = "SELECT count(*) FROM {events} WHERE type = 'stripe.stripe_event.unknown'";
        assert_eq!(send(server, &signed(now, other), other).await, 200);
        assert_eq!(server.ask(known).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_demos_webhook_goes_the_way_of_any_other() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let mut tab = browser.tab().await;
    let sent = browser.send(browser.post("/demo/payment", "")).await;
    assert_eq!(sent.status(), 200);
    let payment = tab.hear("board.payment_received").await["payment"].take();
    assert_eq!(payment["currency"], "eur");
    assert_eq!(paid_and_known(&server).await, (1, 1));
}

fn signed(now: Timestamp, body: &str) -> Vec<(&'static str, String)> {
    webhook::sign_as_sender::<StripeEvent>(None, now, body.as_bytes()).unwrap()
}

async fn send(server: &Server, headers: &[(&'static str, String)], body: &str) -> u16 {
    let mut request = reqwest::Client::new()
        .post(server.url("/webhooks/stripe"))
        .header("content-type", "application/json")
        .body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.send().await.unwrap().status().as_u16()
}

/// How many payments there are, and how many events of one.
async fn paid_and_known(server: &Server) -> (i64, i64) {
    let events = "SELECT count(*) FROM {events} WHERE type = 'stripe.stripe_event'";
    (
        server.ask("SELECT count(*) FROM payments").await,
        server.ask(events).await,
    )
}
