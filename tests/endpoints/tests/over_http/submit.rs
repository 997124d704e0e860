//! A comment is submitted: who wrote it, what it may be, and what becomes of it.

use serde_json::json;

use crate::support::on_each;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_h18_h19_s18_a_comment_and_its_event_are_stored_for_whoever_is_signed_in() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let most = "é".repeat(500);
        let reply = server
            .post(
                &ada,
                "SubmitComment",
                &json!({"text": format!("  {most}\n")}),
            )
            .await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.json()["author"], "ada");
        let forged = json!({"text": "hello", "author": "eve", "unknown": 1});
        let reply = server.post(&ada, "SubmitComment", &forged).await;
        assert_eq!(reply.json()["author"], "ada", "{reply:?}");
        let (comments, authors) = server.stored().await;
        let texts: Vec<&str> = comments.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, [most.as_str(), "hello"]);
        assert!(comments.iter().all(|(_, author)| author == "ada"));
        assert_eq!(authors, ["ada", "ada"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h18_501_characters_are_refused_whatever_their_bytes_and_nothing_is_stored() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let input = json!({"text": "🦀".repeat(501), "mail": "nobody", "stars": 6});
        let reply = server.post(&ada, "SubmitComment", &input).await;
        assert_eq!(
            reply.errors(),
            ["text max_length", "mail email", "stars range"]
        );
        let problem = reply.problem();
        assert_eq!(
            problem["errors"][0]["params"],
            json!({"max": 500, "actual": 501})
        );
        assert_eq!(
            problem["errors"][2]["params"],
            json!({"min": 1, "max": 5, "actual": 6})
        );
        assert_eq!(problem["code"], "invalid");
        for empty in [json!({}), json!({"text": null}), json!({"text": " \n"})] {
            let reply = server.post(&ada, "SubmitComment", &empty).await;
            assert_eq!(reply.errors(), ["text required"], "{empty}");
        }
        assert_eq!(server.stored().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h19_nobody_who_is_not_signed_in_comments() {
    on_each(async |server| {
        let forged = json!({"text": "hello", "author": "ada"});
        let reply = server.post("", "SubmitComment", &forged).await;
        assert_eq!(reply.status, 401, "{reply:?}");
        assert_eq!(reply.problem()["detail"], "nobody is signed in");
        assert_eq!(server.stored().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_a_handler_that_fails_leaves_neither_a_comment_nor_an_event() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let reply = server
            .post(&ada, "SubmitComment", &json!({"text": "hello!"}))
            .await;
        assert_eq!(
            (reply.status, &reply.problem()["code"]),
            (409, &json!("too_loud"))
        );
        assert_eq!(reply.problem()["detail"], "nobody shouts here");
        assert_eq!(server.stored().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_what_a_handler_fails_with_is_told_as_far_as_it_is_the_clients_business() {
    on_each(async |server| {
        for (how, status, detail) in [
            ("my password is 123", 500, "the server failed"),
            ("panic", 500, "the server failed"),
            ("full", 507, "the event store is full"),
            ("field", 422, "it is taken"),
        ] {
            let reply = server.post("", "Fail", &json!({"how": how})).await;
            assert_eq!(reply.status, status, "{reply:?}");
            assert_eq!(reply.problem()["detail"], detail);
        }
        let reply = server.post("", "Fail", &json!({"how": "field"})).await;
        let taken = json!([{"field": "how", "code": "taken", "params": {"by": "somebody"}}]);
        assert_eq!(reply.problem()["errors"], taken);
    })
    .await;
}
