//! The first page of the decision board, through HTTP: the program itself, and browsers as they speak to it.

use serde_json::{Value, json};

mod server;

use server::{Browser, Server};

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
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    assert_eq!(browser.welcome().await, Value::Null);

    let mut tab = browser.tab().await;
    let answer = browser.sign_up(" Ada ", "ada@example.org").await;
    assert_eq!(answer.status(), 201);
    let welcome: Value = answer.json().await.unwrap();
    assert_eq!(welcome["name"], "Ada");
    assert_eq!(welcome["steps"][0]["state"], "queued");

    assert_eq!(tab.story().await, STORY);
    let mails = server.mails().await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].to, "ada@example.org");
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
    let server = Server::start().await;
    let (ada, eve) = (Browser::open(&server).await, Browser::open(&server).await);
    let (mut first, mut second) = (ada.tab().await, ada.tab().await);
    let mut other = eve.tab().await;

    ada.sign_up("Ada", "ada@example.org").await;
    assert_eq!(first.story().await, STORY);
    assert_eq!(second.story().await, STORY);
    assert!(!other.hears_something().await);
    assert_eq!(eve.welcome().await, Value::Null);
}

#[tokio::test]
async fn scenario3_a_crash_between_the_attempts_loses_nothing() {
    let mut server = Server::start().await;
    let browser = Browser::open(&server).await;
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
}

#[tokio::test]
async fn a_sign_up_that_fails_half_way_leaves_neither_person_nor_event() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    // The last of the three writes is refused.
    sqlx::query(
        "create trigger refuse before update of data on buildamp_sessions begin select raise(abort, 'no room'); end",
    )
    .execute(&mut server.database().await)
    .await
    .unwrap();

    let answer = browser.sign_up("Ada", "ada@example.org").await;
    assert_eq!(answer.status(), 500);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["title"], "Something went wrong on the server");
    assert_eq!(server.counts().await, (0, 0));

    sqlx::query("drop trigger refuse")
        .execute(&mut server.database().await)
        .await
        .unwrap();
    assert_eq!(
        browser.sign_up("Ada", "ada@example.org").await.status(),
        201
    );
    assert_eq!(server.counts().await, (1, 1));
}

#[tokio::test]
async fn what_is_wrong_with_a_field_is_said_of_the_field() {
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
                {"field": "name", "code": "too_long", "params": {"max": 100}},
                {"field": "email", "code": "email", "params": none},
            ]),
        ),
        (
            "Ada",
            "ada@localhost",
            json!([{"field": "email", "code": "email", "params": none}]),
        ),
        (
            "Ada",
            "ada@example..org",
            json!([{"field": "email", "code": "email", "params": none}]),
        ),
    ] {
        let answer = browser.sign_up(name, email).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["errors"], errors);
    }
    assert_eq!(
        browser
            .sign_up(&"ä".repeat(100), "ä@ä.example")
            .await
            .status(),
        201
    );
    assert_eq!(server.counts().await, (1, 1));
}

#[tokio::test]
async fn what_cannot_be_read_or_has_no_session_is_a_problem() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let unreadable = browser.post("/signup", "{".to_owned()).await;
    assert_eq!(unreadable.status(), 400);
    assert_eq!(
        unreadable.headers()["content-type"],
        "application/problem+json"
    );

    let stranger = reqwest::get(server.url("/welcome")).await.unwrap();
    assert_eq!(stranger.status(), 401);
    assert_eq!(
        stranger.headers()["content-type"],
        "application/problem+json"
    );
    assert!(!stranger.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn both_pages_are_part_of_the_program() {
    let server = Server::start().await;
    for (path, kind, has) in [
        ("/", "text/html; charset=utf-8", "/app.js"),
        ("/elm", "text/html; charset=utf-8", "/elm.js"),
        ("/app.js", "text/javascript; charset=utf-8", "EventSource"),
        ("/elm.js", "text/javascript; charset=utf-8", "EventSource"),
        (
            "/style.css",
            "text/css; charset=utf-8",
            "prefers-color-scheme",
        ),
        ("/icon.svg", "image/svg+xml", "<svg"),
    ] {
        let asset = reqwest::get(server.url(path)).await.unwrap();
        assert_eq!(asset.status(), 200, "{path}");
        assert_eq!(asset.headers()["content-type"], kind, "{path}");
        let policy = asset.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'"), "{path}");
        assert!(asset.text().await.unwrap().contains(has), "{path}");
    }
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let server = Server::start().await;
    let (status, said) = server.rival();
    assert_eq!(status, Some(1));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains(&format!("127.0.0.1:{}", server.port)),
        "{said}"
    );
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
        .fetch_one(&mut server.database().await)
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
