//! What a client may send, and what it is told where that is not what it has to be.

use serde_json::{Value, json};

use crate::support::on_each;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h18_rules_are_followed_into_what_a_request_holds() {
    on_each(async |server| {
        let input = json!({
            "slug": "A",
            "link": "javascript:alert(1)",
            "comments": [{"text": "one"}, {"text": "  "}, {"id": "forged", "text": " a ".repeat(9)}, {"text": "four"}],
            "topics": {
                "north": {"title": "N", "first": {"text": "x".repeat(21)}, "weight": 0.5},
                "south": {"weight": 0.25},
            },
            "tenant": "forged",
        });
        let reply = server.post("", "MakeBoard", &input).await;
        assert_eq!(
            reply.errors(),
            [
                "slug min_length",
                "slug pattern",
                "link url",
                "comments max_length",
                "comments[1].text required",
                "comments[2].text max_length",
                "topics.north.first.text max_length",
                "topics.south.title required",
                "topics.south.weight range",
            ]
        );
        let input = json!({"slug": "a-1", "comments": [{"id": "forged", "text": " a "}], "topics": {}});
        let reply = server.post("", "MakeBoard", &input).await;
        let board = json!({"slug": "a-1", "comments": [{"id": "", "text": "a"}], "tenant": "default"});
        assert_eq!(reply.json(), board, "read-only is not read, and trimmed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_a_body_of_another_shape_is_told_with_the_way_to_the_fault() {
    on_each(async |server| {
        for (input, errors) in [
            (json!([]), vec![" type"]),
            (
                json!({"slug": 5, "comments": [], "topics": {}}),
                vec!["slug type"],
            ),
            (
                json!({"slug": "ab", "comments": [{"text": 1}], "topics": {}}),
                vec!["comments[0].text type"],
            ),
            (
                json!({"slug": "ab", "comments": [{}], "topics": {}}),
                vec!["comments[0].text required"],
            ),
            (json!({}), vec!["comments required", "topics required"]),
            (
                json!({"slug": "ab", "comments": null, "topics": {}}),
                vec!["comments type"],
            ),
            (
                json!({"slug": "ab", "comments": [], "topics": {"a": {"weight": "1"}}}),
                vec!["topics.a.weight type"],
            ),
        ] {
            let reply = server.post("", "MakeBoard", &input).await;
            assert_eq!(reply.errors(), errors, "{input}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_a_body_that_is_no_json_is_refused_and_nothing_is_stored() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let nested = |depth| format!("{{\"text\":\"a\",\"deep\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for body in ["", "{", "text=a", "{\"text\":\"\u{0}\"}", "{\"text\":\"a\"} x", &nested(100_000), &nested(200)] {
            let reply = server.post_with(&ada, "SubmitComment", "", body).await;
            assert_eq!(reply.status, 400, "{reply:?}");
            assert!(!reply.problem()["detail"].as_str().unwrap().is_empty());
        }
        let broken = b"{\"text\":\"\xff\"}";
        let head = "POST /api/SubmitComment HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 12";
        let reply = server.send(&format!("{head}\r\ncookie: {ada}"), broken).await;
        assert_eq!(reply.status, 400, "{reply:?}");
        assert_eq!(server.stored().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_a_wrong_type_method_or_size_is_refused_and_nothing_is_stored() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let body = json!({"text": "a"}).to_string();
        for kind in [
            "",
            "content-type: text/plain\r\n",
            "content-type: application/x-www-form-urlencoded\r\n",
            "content-type: application/json\r\ncontent-encoding: gzip\r\n",
        ] {
            let head = format!(
                "POST /api/SubmitComment HTTP/1.1\r\n{kind}cookie: {ada}\r\ncontent-length: {}",
                body.len()
            );
            let reply = server.send(&head, body.as_bytes()).await;
            assert_eq!(reply.status, 415, "{reply:?}");
            assert!(
                reply.problem()["detail"]
                    .as_str()
                    .unwrap()
                    .contains("content-")
            );
        }
        let json = "content-type: Application/JSON; charset=utf-8";
        let head = format!("POST /api/SubmitComment HTTP/1.1\r\n{json}\r\ncookie: {ada}");
        let large = json!({"text": "a".repeat(1 << 20)}).to_string();
        let said = format!("{head}\r\ncontent-length: {}", large.len());
        let reply = server.send(&said, b"").await;
        assert_eq!(reply.status, 413, "it is not even read: {reply:?}");
        // 10 GB are announced to come bit by bit; the first MiB is enough.
        let chunk = format!("{:x}\r\n{large}\r\n", large.len());
        let reply = server
            .send(
                &format!("{head}\r\ntransfer-encoding: chunked"),
                chunk.as_bytes(),
            )
            .await;
        assert_eq!(reply.status, 413, "{reply:?}");
        reply.problem();
        for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
            let reply = server
                .send(
                    &format!("{method} /api/SubmitComment HTTP/1.1\r\ncookie: {ada}"),
                    b"",
                )
                .await;
            assert_eq!(
                (reply.status, reply.header("allow")),
                (405, Some("POST")),
                "{reply:?}"
            );
            reply.problem();
        }
        let reply = server.post(&ada, "comments/list", &json!({})).await;
        assert_eq!(
            (reply.status, reply.header("allow")),
            (405, Some("GET, HEAD"))
        );
        assert_eq!(
            server.get(&ada, "own").await.status,
            200,
            "a route beside them is the application's"
        );
        assert_eq!(server.stored().await, (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_a_query_takes_its_input_out_of_the_query_string() {
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        server
            .post(&ada, "SubmitComment", &json!({"text": "hello"}))
            .await;
        for (who, query, asked) in [
            ("", "", "20 of [], None, others false, for None"),
            (
                &*ada,
                "?asker=eve",
                "20 of [], None, others false, for Some(\"ada\")",
            ),
            (
                "",
                "?limit=5&author=a%26b&author=%C3%A9&order=Newest&others=true&unknown=1",
                "5 of [\"a&b\", \"é\"], Some(Newest), others true, for None",
            ),
        ] {
            let reply = server.get(who, &format!("comments/list{query}")).await;
            assert_eq!(reply.status, 200, "{reply:?}");
            let answer = reply.json();
            assert_eq!(answer["asked"], asked);
            assert_eq!(answer["comments"][0]["text"], "hello");
            assert_ne!(
                answer["comments"][0]["id"],
                Value::from(""),
                "read-only is written"
            );
        }
        let wrong = server.get("", "comments/list?limit=1e&others=yes").await;
        assert_eq!(wrong.errors(), ["limit type", "others type"]);
        let wrong = server.get("", "comments/list?order=Random").await;
        assert_eq!(wrong.errors(), ["order type"]);
        let wrong = server.get("", "comments/list?limit=0").await;
        assert_eq!(wrong.errors(), ["limit range"]);
    })
    .await;
}

/// JSON has one kind of number.
#[tokio::test]
async fn h17_a_whole_number_is_an_integer_however_it_is_written() {
    on_each(async |server| {
        let who = server.sign_in("ada").await;
        for (stars, expected) in [
            ("3.0", 200),
            ("3e0", 200),
            ("3.5", 422),
            ("30e-1", 200),
            ("1e300", 422),
        ] {
            let body = format!(r#"{{"text": "a", "stars": {stars}}}"#);
            let reply = server.post_with(&who, "SubmitComment", "", &body).await;
            assert_eq!(reply.status, expected, "{stars}: {reply:?}");
        }
    })
    .await;
}
