//! What each answer means, as the table in the README says it.

use std::time::{Duration, Instant};

use buildamp_runtime::{App, CallError, CallFailure, Result, Target, Timestamp};

use crate::support::{Ack, Reply, Server, body, call, config, header, ok, on_record, say};

call!(Ask { number: u32 } -> Ack = "desk.ask",
    Target::post("https://service.example.com/ask"));
call!(Hurry { number: u32 } -> Ack = "desk.hurry",
    Target::post("https://service.example.com/hurry").timeout(Duration::from_millis(700)));
call!(Tell { number: u32 } -> () = "desk.tell",
    Target::post("https://service.example.com/tell").timeout(Duration::from_millis(700)));

/// What one call is answered with, by a deadline that is near where the answer would never end.
async fn ask(reply: Reply) -> (Result<Ack, CallError>, Server, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let is_slow = matches!(reply, Reply::SlowHeaders | Reply::SlowBody);
    let server = Server::new([reply]).await;
    let app = App::new(config(&folder, &server));
    let since = Instant::now();
    let made = if is_slow {
        app.context().call(Hurry { number: 1 }).await
    } else {
        app.context().call(Ask { number: 1 }).await
    };
    let took = since.elapsed();
    let calls = on_record(&app).await.unwrap();
    assert_eq!(calls.len(), 1);
    let error = made.as_ref().err();
    assert_eq!(
        calls[0].failure.as_deref(),
        error.map(|error| error.failure().name())
    );
    assert_eq!(calls[0].error, error.map(ToString::to_string));
    assert!(took < Duration::from_secs(10), "{took:?}");
    (made, server, took)
}

async fn failure(reply: Reply) -> CallError {
    ask(reply).await.0.unwrap_err()
}

/// What a service does, by the words of the README's table; each may be tried in several ways.
fn ways(service: &str) -> Vec<Reply> {
    let with = |status: &[&str]| {
        let replies = status.iter().map(|it| say(it, "", r#"{"id":7}"#));
        replies.collect()
    };
    match service {
        "answers 2xx, with what its type says" => with(&["200 OK", "202 Accepted"]),
        "answers 2xx, with something else" => vec![
            say("200 OK", "", "[]"),
            say("204 No Content", "", ""),
            Reply::Gzip(include_bytes!("bomb.gz")),
        ],
        "answers 2xx, with more than is read" => vec![Reply::Endless],
        "answers 3xx" => with(&[
            "301 Moved Permanently",
            "302 Found",
            "304 Not Modified",
            "307 X",
        ]),
        "answers 4xx" => with(&[
            "400 Bad Request",
            "401 X",
            "404 X",
            "409 X",
            "422 X",
            "499 X",
        ]),
        "answers 408, 425 or 429" => with(&["408 X", "425 Too Early", "429 Too Many Requests"]),
        "answers 5xx" => with(&["500 X", "501 X", "503 X", "599 X"]),
        "has not answered, whole, before the deadline" => vec![Reply::SlowHeaders, Reply::SlowBody],
        "resets the connection, or is not reached" => vec![Reply::Reset],
        other => panic!("the README has a row that is not tried: {other}"),
    }
}

/// The rows of the README's table: what the service does, how the call has failed, and whether it is permanent.
fn table() -> Vec<(String, Option<String>, bool)> {
    let (_, table) = include_str!("../../../README.md")
        .split_once("| the service | the call |\n|---|---|\n")
        .expect("the table");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let failure = cells[1].split('`').nth(1).map(str::to_owned);
        let is_permanent = cells[1].contains("permanent");
        assert!(
            failure.is_none() || is_permanent != cells[1].contains("tried again"),
            "{row}"
        );
        (cells[0].to_owned(), failure, is_permanent)
    })
    .collect()
}

/// Rows of other tests: `addresses.rs`, and the circuit below.
const ELSEWHERE: [&str; 2] = ["blocked_address", "circuit_open"];

#[tokio::test(flavor = "multi_thread")]
async fn h35_each_answer_means_what_the_readme_says() {
    let table = table();
    assert_eq!(table.len(), 11);
    for (service, failure, is_permanent) in table {
        if failure.as_deref().is_some_and(|it| ELSEWHERE.contains(&it)) {
            continue;
        }
        for reply in ways(&service) {
            let shown = format!("{service}: {reply:.60?}");
            match ask(reply).await.0 {
                Ok(ack) => assert_eq!((ack, &failure), (Ack { id: 7 }, &None), "{shown}"),
                Err(error) => {
                    assert_eq!(Some(error.failure().name()), failure.as_deref(), "{shown}");
                    assert_eq!(error.is_permanent(), is_permanent, "{shown}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h35_retry_after_is_seconds_or_a_date_and_a_day_at_most() {
    let after = async |value: &str| {
        let value = format!("retry-after: {value}\r\n");
        failure(say("429 Too Many Requests", &value, ""))
            .await
            .retry_after()
    };
    let date = |seconds: i64| {
        let at = Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    assert_eq!(after("120").await, Some(Duration::from_mins(2)));
    assert_eq!(
        after("99999999999999999999999").await,
        Some(Duration::from_hours(24))
    );
    assert_eq!(after("soon").await, None);
    assert_eq!(after("-1").await, None);
    let wait = after(&date(600)).await.unwrap();
    assert!(
        (Duration::from_secs(597)..=Duration::from_mins(10)).contains(&wait),
        "{wait:?}"
    );
    assert_eq!(after(&date(-600)).await, Some(Duration::ZERO));
    assert_eq!(
        after(&date(9_000_000)).await,
        Some(Duration::from_hours(24))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn h35_what_is_reset_or_slow_is_passing_and_ends_at_its_deadline() {
    let reset = failure(Reply::Reset).await;
    assert_eq!(
        (reset.failure(), reset.is_permanent()),
        (CallFailure::Connection, false)
    );
    for reply in [Reply::SlowHeaders, Reply::SlowBody] {
        let (made, _, took) = ask(reply).await;
        let slow = made.unwrap_err();
        assert_eq!(
            (slow.failure(), slow.is_permanent()),
            (CallFailure::Timeout, false)
        );
        assert!(took >= Duration::from_millis(700), "{took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h35_of_an_answer_no_more_is_read_than_may_be_and_nothing_is_unpacked() {
    let (made, server, _) = ask(Reply::Endless).await;
    let endless = made.unwrap_err();
    assert_eq!(
        (endless.failure(), endless.is_permanent()),
        (CallFailure::TooLarge, true)
    );
    tokio::time::sleep(Duration::from_millis(200)).await;
    let sent = server.sent();
    assert!(sent < 64 << 20, "{sent} bytes of 10 GB were taken");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.sent(), sent, "it is still read");

    let bomb = failure(Reply::Gzip(include_bytes!("bomb.gz"))).await;
    assert_eq!(
        (bomb.failure(), bomb.is_permanent()),
        (CallFailure::Undecodable, true)
    );
    assert!(bomb.to_string().contains("encoded as gzip"), "{bomb}");
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_an_answer_that_does_not_fit_says_where() {
    let unfit = failure(say("200 OK", "", r#"{"id":"seven"}"#)).await;
    assert_eq!(
        (unfit.failure(), unfit.is_permanent()),
        (CallFailure::Undecodable, true)
    );
    assert!(unfit.to_string().contains("at `id`"), "{unfit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_a_call_without_a_response_takes_any_2xx() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::new([say("204 No Content", "", ""), Reply::Endless]).await;
    let app = App::new(config(&folder, &server));
    app.context().call(Tell { number: 1 }).await.unwrap();
    app.context().call(Tell { number: 2 }).await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0].starts_with("POST /tell HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    assert_eq!(body(&requests[0]), r#"{"number":1}"#);
    assert_eq!(
        header(&requests[0], "content-type"),
        Some("application/json")
    );
    assert_eq!(header(&requests[0], "accept-encoding"), None);
    Ok(())
}

/// A host that fails again and again is left alone, and tried with one call when the pause is over.
#[tokio::test(flavor = "multi_thread")]
async fn h11_the_circuit_of_a_host_opens_and_closes_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let broken = || say("500 Internal Server Error", "", "");
    let server = Server::new([broken(), broken(), broken(), broken(), broken(), ok()]).await;
    let clock = std::sync::Arc::new(buildamp_runtime::ManualClock::at(Timestamp::UNIX_EPOCH));
    let app = App::new(config(&folder, &server)).clock(clock.clone());
    let cx = app.context();
    for number in 0..5 {
        let error = cx.call(Ask { number }).await.unwrap_err();
        assert_eq!(error.failure(), CallFailure::Status);
    }
    let open = cx.call(Ask { number: 5 }).await.unwrap_err();
    assert_eq!(open.failure(), CallFailure::CircuitOpen);
    assert_eq!(open.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(
        server.requests().len(),
        5,
        "nothing is sent while it is open"
    );
    clock.advance(Duration::from_secs(30));
    cx.call(Ask { number: 6 }).await.unwrap();
    cx.call(Ask { number: 7 }).await.unwrap();
    assert_eq!(server.requests().len(), 7);
    Ok(())
}
