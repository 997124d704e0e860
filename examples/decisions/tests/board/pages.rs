//! What the program serves beside its endpoints.

use serde_json::json;

use crate::server::{Browser, Server};

#[tokio::test]
async fn what_cannot_be_read_or_has_no_session_is_a_problem() {
    let server = Server::start().await;
    let browser = Browser::open(&server).await;
    let unreadable = browser
        .post("/api/SignUp", "{")
        .header("content-type", "application/json");
    let unreadable = browser.send(unreadable).await;
    assert_eq!(unreadable.status(), 400);
    assert_eq!(
        unreadable.headers()["content-type"],
        "application/problem+json"
    );

    let stranger = reqwest::get(server.url("/api/Board")).await.unwrap();
    assert_eq!(stranger.status(), 200);
    assert!(!stranger.headers().contains_key("set-cookie"));
    let board: serde_json::Value = stranger.json().await.unwrap();
    assert_eq!(board["welcome"], json!(null));
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
