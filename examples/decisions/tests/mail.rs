//! What becomes of a mail when the service has a bad day, under a clock that the test moves.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use buildamp::{State as Delivered, testing::TestApp};
use decisions::models::events::email::SendWelcomeEmail;
use tokio::net::TcpListener;

const CONSUMER: &str = "email::send_welcome_email";
const TEN_MINUTES: Duration = Duration::from_mins(10);

#[tokio::test]
async fn scenario3_h35_ten_minutes_later_three_attempts_make_one_mail() {
    let service = Service::start([
        StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "90")]).into_response(),
        StatusCode::ACCEPTED.into_response(),
    ])
    .await;
    let app = service.app().await;
    sign_up(&app).await;
    assert_eq!(app.run_until_idle().await.unwrap(), 0, "not yet");

    let app = app.restart().await.unwrap();
    app.advance(TEN_MINUTES);
    assert_eq!(app.run_until_idle().await.unwrap(), 1);
    app.advance(Duration::from_secs(4));
    assert_eq!(app.run_until_idle().await.unwrap(), 1);
    app.advance(Duration::from_secs(89));
    assert_eq!(app.run_until_idle().await.unwrap(), 0, "it said 90 s");
    app.advance(Duration::from_secs(1));
    assert_eq!(app.run_until_idle().await.unwrap(), 1);

    let attempts = app.attempts_of(CONSUMER).await.unwrap();
    let outcomes: Vec<&str> = attempts.iter().map(|each| each.outcome.as_str()).collect();
    assert_eq!(outcomes, ["failed", "failed", "succeeded"]);
    let keys = service.keys();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[tokio::test]
async fn h35_what_the_service_will_never_take_is_not_tried_again() {
    let no = (StatusCode::UNPROCESSABLE_ENTITY, "there is no such mailbox").into_response();
    let service = Service::start([no]).await;
    let app = service.app().await;
    sign_up(&app).await;
    app.advance(TEN_MINUTES);
    app.run_until_idle().await.unwrap();

    let dead = app.dead().await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].state, dead[0].attempt), (Delivered::Dead, 1));
    let errors = app.errors().await.unwrap();
    assert_eq!(
        errors[0].error,
        "mail.send_mail: answered with 422: there is no such mailbox"
    );
}

#[tokio::test]
async fn h35_a_service_that_is_away_is_tried_again() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let app = app(&address).await;
    sign_up(&app).await;
    app.advance(TEN_MINUTES);
    app.run_until_idle().await.unwrap();

    let deliveries = app.deliveries_of(CONSUMER).await.unwrap();
    assert_eq!(deliveries[0].state, Delivered::Retrying);
    let errors = app.errors().await.unwrap();
    let error = &errors[0].error;
    assert!(error.starts_with("mail.send_mail: connection: "), "{error}");
}

async fn app(service: &str) -> TestApp {
    TestApp::new(decisions::app(service).unwrap())
        .await
        .unwrap()
}

async fn sign_up(app: &TestApp) {
    let cx = app.context().with_session("Ada's");
    let (name, email) = ("Ada".to_owned(), "ada@example.org".to_owned());
    let mail = SendWelcomeEmail { name, email }.schedule(TEN_MINUTES);
    cx.emit(mail).await.unwrap();
}

/// A mail service that answers what it was told to, in that order.
#[derive(Clone)]
struct Service {
    address: String,
    seen: Arc<Mutex<Seen>>,
}

struct Seen {
    answers: VecDeque<Response>,
    keys: Vec<String>,
}

impl Service {
    async fn start(answers: impl IntoIterator<Item = Response>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            seen: Arc::new(Mutex::new(Seen {
                answers: answers.into_iter().collect(),
                keys: Vec::new(),
            })),
        };
        let router = Router::new()
            .route("/mails", post(answer))
            .with_state(Arc::clone(&service.seen));
        tokio::spawn(async { axum::serve(listener, router).await });
        service
    }

    async fn app(&self) -> TestApp {
        app(&self.address).await
    }

    /// The idempotency keys that it was shown.
    fn keys(&self) -> Vec<String> {
        self.seen.lock().unwrap().keys.clone()
    }
}

async fn answer(State(seen): State<Arc<Mutex<Seen>>>, headers: HeaderMap) -> Response {
    let mut seen = seen.lock().unwrap();
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    seen.keys.push(key);
    seen.answers.pop_front().expect("one attempt too many")
}
