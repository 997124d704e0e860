//! Somebody says something.

use serde_json::{Value, json};

use crate::server::{Browser, Server, on_each};

#[tokio::test]
async fn scenario2_h18_h19_h23_s30_a_comment_is_stored_told_to_all_and_what_breaks_a_rule_is_nothing()
 {
    on_each(async |server| {
        let (ada, eve) = (Browser::open(server).await, Browser::open(server).await);
        ada.sign_up("Ada", "ada@example.org").await;
        let (mut of_ada, mut of_eve) = (ada.tab().await, eve.tab().await);

        let too_long = json!({"text": "ä".repeat(501)});
        let (status, problem) = ada.api("SubmitComment", too_long).await;
        let broken =
            json!([{"field": "text", "code": "max_length", "params": {"max": 500, "actual": 501}}]);
        assert_eq!((status, &problem["errors"]), (422, &broken));
        let (status, _) = eve.api("SubmitComment", json!({"text": "Hello"})).await;
        assert_eq!(status, 401, "nobody is signed in");
        assert_eq!(commented(server).await, (0, 0));

        // Who it is from is the server's to say.
        let forged = json!({"text": format!(" {} ", "ä".repeat(500)), "author": "Eve"});
        let (status, answer) = ada.api("SubmitComment", forged).await;
        assert_eq!(status, 200, "{answer}");
        let comment = &answer["comment"];
        assert_eq!(comment["author"], "Ada");
        assert_eq!(comment["text"], "ä".repeat(500));
        assert_eq!(commented(server).await, (1, 1));
        for tab in [&mut of_ada, &mut of_eve] {
            assert_eq!(&tab.hear("board.comment_added").await["comment"], comment);
        }
        assert_eq!(eve.board().await["comments"], json!([comment]));

        // Without the event there is no comment.
        server.refuse_events(true).await;
        let (status, _) = ada.api("SubmitComment", json!({"text": "Lost"})).await;
        assert_eq!(status, 500);
        server.refuse_events(false).await;
        assert_eq!(commented(server).await, (1, 1));
    })
    .await;
}

#[tokio::test]
async fn s24_s27_a_comment_that_is_sent_again_under_its_key_is_one() {
    on_each(async |server| {
        let ada = Browser::open(server).await;
        ada.sign_up("Ada", "ada@example.org").await;
        let mut answers = Vec::new();
        for _ in 0..3 {
            let request = ada
                .post("/api/SubmitComment", r#"{"text":"Once"}"#)
                .header("content-type", "application/json")
                .header("idempotency-key", "one");
            let response = ada.send(request).await;
            answers.push(response.json::<Value>().await.unwrap());
        }
        assert_eq!(answers[0]["comment"]["text"], "Once");
        assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
        assert_eq!(commented(server).await, (1, 1));
    })
    .await;
}

/// How many comments there are, and how many events of one.
async fn commented(server: &Server) -> (i64, i64) {
    let events = "SELECT count(*) FROM {events} WHERE type = 'comments.commented'";
    (
        server.ask("SELECT count(*) FROM comments").await,
        server.ask(events).await,
    )
}
