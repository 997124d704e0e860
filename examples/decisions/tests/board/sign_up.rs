//! Somebody signs up, and in, and out.

use serde_json::{Value, json};

use crate::server::{Browser, Server, on_each};

const STORY: [&str; 6] = [
    "0 queued",
    "1 running",
    "1 retrying",
    "2 running",
    "email.welcome_email_sent ada@example.org",
    "2 succeeded",
];

#[tokio::test]
async fn scenario3_h36_a_sign_up_tells_each_step_and_sends_one_mail() {
    on_each(async |server| {
        let browser = Browser::open(server).await;
        assert_eq!(browser.welcome().await, Value::Null);

        let mut tab = browser.tab().await;
        let (status, answer) = browser.sign_up(" Ada ", "ada@example.org").await;
        assert_eq!(status, 200);
        assert_eq!(answer["welcome"]["name"], "Ada");
        assert_eq!(answer["welcome"]["steps"][0]["state"], "queued");

        assert_eq!(tab.story().await, STORY);
        let mails = server.mails().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].to, "ada@example.org");
    })
    .await;
}

#[tokio::test]
async fn h14_a_reload_shows_what_was_told_live() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let mut tab = browser.tab().await;
    browser.sign_up("Ada", "ada@example.org").await;
    tab.story().await;

    let welcome = browser.welcome().await;
    assert_eq!(welcome["email"], "ada@example.org");
    assert_eq!(steps(&welcome), ["0 queued", "1 retrying", "2 succeeded"]);
    assert_eq!(
        welcome["steps"][1]["error"],
        "mail.send_mail: answered with 503: too busy, come back later"
    );
}

#[tokio::test]
async fn h25_every_tab_of_the_session_hears_it_and_no_other_session() {
    on_each(async |server| {
        let (ada, eve) = (Browser::open(server).await, Browser::open(server).await);
        let (mut first, mut second) = (ada.tab().await, ada.tab().await);
        let mut other = eve.tab().await;

        ada.sign_up("Ada", "ada@example.org").await;
        assert_eq!(first.story().await, STORY);
        assert_eq!(second.story().await, STORY);
        assert!(!other.hears_something().await);
        assert_eq!(eve.welcome().await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn h14_signing_in_and_out_changes_the_token() {
    on_each(async |server| {
        let browser = Browser::open(server).await;
        let mut cookies = vec![browser.cookie()];
        browser.sign_up("Ada", "ada@example.org").await;
        cookies.push(browser.cookie());
        let (status, left) = browser.api("SignOut", json!({})).await;
        assert_eq!((status, left), (200, json!({})));
        assert!(browser.cookie().ends_with('='), "{}", browser.cookie());

        let again = Browser::open(server).await;
        cookies.push(again.cookie());
        assert_eq!(again.welcome().await, Value::Null);
        let (status, problem) = again
            .api("SignIn", json!({"email": "eve@example.org"}))
            .await;
        assert_eq!(status, 404);
        assert_eq!(problem["errors"][0]["code"], "unknown");
        assert_eq!(
            again.cookie(),
            cookies[2],
            "who is refused keeps the session"
        );
        let (status, answer) = again
            .api("SignIn", json!({"email": " ada@example.org "}))
            .await;
        assert_eq!((status, answer), (200, json!({"name": "Ada"})));
        cookies.push(again.cookie());
        assert_eq!(again.welcome().await["name"], "Ada");
        cookies.sort();
        cookies.dedup();
        assert_eq!(cookies.len(), 4, "each of them is another");
    })
    .await;
}

#[tokio::test]
async fn scenario3_a_crash_between_the_attempts_loses_nothing() {
    on_each(async |server| {
        let browser = Browser::open(server).await;
        browser.sign_up("Ada", "ada@example.org").await;
        while steps(&browser.welcome().await) != ["0 queued", "1 retrying"] {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let due = browser.welcome().await["steps"][1]["run_at"].clone();
        assert!(due.is_string(), "{due}");

        server.crash().await;
        assert_eq!(browser.welcome().await["steps"][1]["run_at"], due);
        let mut tab = browser.tab().await;
        assert_eq!(tab.story().await, STORY[3..]);
        assert_eq!(server.mails().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_sign_up_that_fails_half_way_leaves_neither_person_nor_event_nor_another_cookie() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let cookie = browser.cookie();
    // The last of the writes is refused.
    sqlx::query(
        "create trigger refuse before update of token_hash on buildamp_sessions begin select raise(abort, 'no room'); end",
    )
    .execute(&mut server.file().await)
    .await
    .unwrap();

    let (status, problem) = browser.sign_up("Ada", "ada@example.org").await;
    assert_eq!(status, 500);
    assert!(!problem.to_string().contains("no room"), "{problem}");
    assert_eq!(server.counts().await, (0, 0));
    assert_eq!(browser.cookie(), cookie);

    sqlx::query("drop trigger refuse")
        .execute(&mut server.file().await)
        .await
        .unwrap();
    assert_eq!(browser.sign_up("Ada", "ada@example.org").await.0, 200);
    assert_eq!(server.counts().await, (1, 1));
    assert_ne!(browser.cookie(), cookie);
}

#[tokio::test]
async fn h18_what_is_wrong_with_a_field_is_said_of_the_field() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let none = json!({});
    for (name, email, errors) in [
        (
            "  ",
            "ada@example.org",
            json!([{"field": "name", "code": "required", "params": none}]),
        ),
        (
            "Ada",
            "",
            json!([{"field": "email", "code": "required", "params": none}]),
        ),
        (
            &"ä".repeat(101),
            "@example.org",
            json!([
                {"field": "name", "code": "max_length", "params": {"max": 100, "actual": 101}},
                {"field": "email", "code": "email", "params": none},
            ]),
        ),
        (
            "Ada",
            "ada@example..org",
            json!([{"field": "email", "code": "email", "params": none}]),
        ),
    ] {
        let (status, problem) = browser.sign_up(name, email).await;
        assert_eq!((status, &problem["errors"]), (422, &errors));
    }
    let longest = "ä".repeat(100);
    assert_eq!(browser.sign_up(&longest, "ada@example.org").await.0, 200);
    let (status, problem) = browser.sign_up("Eve", "ada@example.org").await;
    assert_eq!(
        (status, &problem["errors"][0]["code"]),
        (409, &json!("taken"))
    );
    assert_eq!(server.counts().await, (1, 1));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_lets_the_attempt_finish_and_ends_well() {
    let mut server = Server::start().await;
    let browser = Browser::open(&server).await;
    let _tab = browser.tab().await;
    browser.sign_up("Ada", "ada@example.org").await;
    while !steps(&browser.welcome().await).contains(&"1 running".to_owned()) {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(server.interrupt());
    let (error,): (String,) = sqlx::query_as("select error from buildamp_attempts")
        .fetch_one(&mut server.file().await)
        .await
        .unwrap();
    assert!(error.contains("503"), "cut off: {error}");
}

/// The steps of a welcome, in the words of a story.
fn steps(welcome: &Value) -> Vec<String> {
    let steps = welcome["steps"].as_array().unwrap();
    steps
        .iter()
        .map(|step| format!("{} {}", step["attempt"], step["state"].as_str().unwrap()))
        .collect()
}
