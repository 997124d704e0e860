//! `#[derive(BuildAmpServiceCall)]`: a call that lies anywhere, and the events that follow from it.

use std::{collections::BTreeMap, time::Duration};

use buildamp::{
    Answered, App, BuildAmpEvent, BuildAmpServiceCall, CallFilter, Config, Event as _, Failed,
    Method, Retry, ServiceCall as _, State, Target, testing::TestApp,
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, BuildAmpServiceCall)]
#[serde(rename_all = "camelCase")]
#[buildamp(
    target(
        url = "https://mail.example.com/v3/mail/{kind}",
        method = "POST",
        auth = "Bearer ${BUILDAMP_TEST_KEY:-only-a-test}",
        headers(x_tag = "for-{sent_for}"),
        timeout = "5s",
        retry(every = "1m")
    ),
    response = reply::Ack,
    on_success = MailSent,
    on_failure = reply::MailLost,
    type = "desk.mail"
)]
struct Mail {
    #[serde(rename = "type")]
    kind: String,
    to: String,
    sent_for: u32,
}

/// Any answer will do, with what a text names.
#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpServiceCall)]
#[buildamp(
    target(url = "https://mail.example.com/all", method = "GET"),
    response = "Vec<reply::Ack>"
)]
struct List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, BuildAmpEvent)]
struct MailSent {
    to: String,
    id: u32,
}

impl From<Answered<Mail>> for MailSent {
    fn from(answered: Answered<Mail>) -> Self {
        let (to, id) = (answered.call.to, answered.response.id);
        Self { to, id }
    }
}

mod reply {
    use super::{BuildAmpEvent, Deserialize, Failed, Mail, Serialize};

    #[derive(Debug, Clone, PartialEq, Deserialize)]
    pub(super) struct Ack {
        pub id: u32,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, BuildAmpEvent)]
    pub(super) struct MailLost {
        pub why: String,
    }

    impl From<Failed<Mail>> for MailLost {
        fn from(failed: Failed<Mail>) -> Self {
            Self { why: failed.error }
        }
    }
}

fn mail(kind: &str) -> Mail {
    Mail {
        kind: kind.to_owned(),
        to: "ada@example.com".to_owned(),
        sent_for: 7,
    }
}

/// Answers each request with one of these bodies after the other, the status before it; gives what it was sent.
async fn serve(answers: &'static [(&str, &str)]) -> (u16, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let mut requests = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = [0; 4096];
            let length = stream.read(&mut bytes).await.unwrap();
            requests.push(String::from_utf8_lossy(&bytes[..length]).into_owned());
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    });
    (port, served)
}

fn config(port: u16) -> Config {
    let mut config = Config::default();
    config.services.allow = vec![format!("127.0.0.1:{port}")];
    config.services.replace = BTreeMap::from([(
        "https://mail.example.com".to_owned(),
        format!("http://127.0.0.1:{port}"),
    )]);
    config
}

#[test]
fn h11_the_derive_says_where_a_call_goes() {
    assert_eq!(Mail::TYPE, "desk.mail");
    assert!(matches!(Mail::RETRY, Some(Retry::Fixed(wait)) if wait == Duration::from_mins(1)));
    // Fields by their names in the JSON.
    let target = Target::new(Method::Post, "https://mail.example.com/v3/mail/{type}")
        .auth("Bearer ${BUILDAMP_TEST_KEY:-only-a-test}")
        .headers(&[("x-tag", "for-{sentFor}")])
        .timeout(Duration::from_secs(5));
    assert_eq!(Mail::TARGET, target);
    assert_eq!(List::TARGET, Target::get("https://mail.example.com/all"));
}

#[tokio::test]
async fn h11_events_follow_from_what_a_derived_call_comes_to() -> buildamp::Result<()> {
    let (port, served) = serve(&[
        ("200 OK", r#"{"id":42}"#),
        ("404 Not Found", "nobody"),
        ("200 OK", r#"[{"id":1}]"#),
    ])
    .await;
    let app = TestApp::new(App::new(config(port)).service::<Mail>()).await?;
    let cx = app.context();
    let sent = cx.emit(mail("welcome")).await?;
    app.run_until_idle().await?;
    cx.emit(mail("farewell")).await?;
    app.run_until_idle().await?;
    let all = cx.call(List {}).await.expect("an answer");
    assert_eq!(all, [reply::Ack { id: 1 }]);

    let requests = served.await.expect("all was asked");
    assert!(
        requests[0].starts_with("POST /v3/mail/welcome HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[0].contains("\r\nx-tag: for-7\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[0].contains("\r\nauthorization: Bearer only-a-test\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        requests[0].contains(&format!("\r\nidempotency-key: {sent}\r\n")),
        "{}",
        requests[0]
    );
    let followed: Vec<MailSent> = app.events_of_type().await?;
    assert_eq!(
        followed,
        [MailSent {
            to: "ada@example.com".to_owned(),
            id: 42
        }]
    );
    let lost: Vec<reply::MailLost> = app.events_of_type().await?;
    let why = "desk.mail: answered with 404: nobody".to_owned();
    assert_eq!(lost, [reply::MailLost { why }]);
    let made = app.deliveries_of("service:desk.mail").await?;
    let states: Vec<State> = made.iter().map(|it| it.state).collect();
    assert_eq!(states, [State::Succeeded, State::Dead]);
    let operations = app.app().operations();
    let calls = operations
        .calls(&CallFilter::default(), None, 10)
        .await?
        .items;
    let statuses: Vec<Option<u16>> = calls.iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(200), Some(404), Some(200)]);
    Ok(())
}
