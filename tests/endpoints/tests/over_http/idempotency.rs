//! The same request more than once.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::on_each;

fn key(key: &str) -> String {
    format!("\r\nidempotency-key: {key}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s24_s27_16_copies_at_once_have_one_effect_and_one_answer() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let body = json!({"text": "hello"}).to_string();
        let key = key("8e03978e-40d5-43dd-bc93-6894a57f9324");
        let copies = (0..16).map(|_| server.post_with(&ada, "SubmitComment", &key, &body));
        let replies = join_all(copies).await;
        assert!(
            replies.iter().all(|reply| reply.status == 200),
            "{replies:?}"
        );
        let first = replies[0].json();
        assert!(
            replies.iter().all(|reply| reply.json() == first),
            "{replies:?}"
        );
        let later = server.post_with(&ada, "SubmitComment", &key, &body).await;
        assert_eq!(later.json(), first);
        let (comments, authors) = server.stored().await;
        assert_eq!((comments.len(), authors.len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_a_key_is_that_of_one_person_one_endpoint_and_one_request() {
    on_each(async |server| {
        let (ada, eve) = (server.sign_in("ada").await, server.sign_in("eve").await);
        let body = json!({"text": "hello"}).to_string();
        let once = key("\"one\"");
        let of_ada = server
            .post_with(&ada, "SubmitComment", &once, &body)
            .await
            .json();
        let of_eve = server
            .post_with(&eve, "SubmitComment", &once, &body)
            .await
            .json();
        assert_eq!(
            (&of_ada["author"], &of_eve["author"]),
            (&json!("ada"), &json!("eve"))
        );
        let board = json!({"slug": "ab", "comments": [], "topics": {}}).to_string();
        let reply = server.post_with(&ada, "MakeBoard", &once, &board).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let other = json!({"text": "something else"}).to_string();
        let reply = server.post_with(&ada, "SubmitComment", &once, &other).await;
        assert_eq!(
            (reply.status, &reply.problem()["code"]),
            (422, &json!("idempotency_key_reused"))
        );
        for wrong in ["", "\"\"", &"a".repeat(256)] {
            let reply = server
                .post_with(&ada, "SubmitComment", &key(wrong), &body)
                .await;
            assert_eq!(reply.status, 400, "{reply:?}");
            reply.problem();
        }
        assert_eq!(server.stored().await.0.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_a_request_that_failed_is_new_when_it_comes_again() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let key = key("again");
        let loud = json!({"text": "hello!"}).to_string();
        let reply = server.post_with(&ada, "SubmitComment", &key, &loud).await;
        assert_eq!(reply.status, 409);
        let reply = server.post_with(&ada, "SubmitComment", &key, "{}").await;
        assert_eq!(reply.errors(), ["text required"]);
        let calm = json!({"text": "hello"}).to_string();
        let reply = server.post_with(&ada, "SubmitComment", &key, &calm).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(server.stored().await.0.len(), 1);
    })
    .await;
}
