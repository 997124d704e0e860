//! A webhook: who sent it, so that it is taken once, and what it says.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use buildamp_runtime::{
    App, Clock as _, Config, Event, SystemClock, Webhook,
    webhook::{Scheme, Secrets, Verify, sign},
};
use serde::{Deserialize, Serialize};

use super::{
    Done,
    bare::{Bare, Stored},
};

pub const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// What arrives.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Paid {
    invoice: String,
    amount: u64,
    text: String,
}

impl Event for Paid {
    const TYPE: &'static str = "bench.paid";
}

impl Webhook for Paid {
    const NAME: &'static str = "bench";
    const VERIFY: Verify = Verify::Scheme(Scheme::Standard);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["${EDGE_SECRET}"]);
}

/// A signed call with this id.
pub fn request(id: &str) -> Done<Vec<u8>> {
    let paid = Paid {
        invoice: id.to_owned(),
        amount: 1200,
        text: "x".repeat(64),
    };
    let body = serde_json::to_vec(&paid)?;
    let signed = sign(Scheme::Standard, SECRET, Some(id), SystemClock.now(), &body)?;
    let mut request = format!(
        "POST /webhooks/bench HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in signed {
        request.extend([name, ": ", &value, "\r\n"]);
    }
    request += "\r\n";
    let mut request = request.into_bytes();
    request.extend(body);
    Ok(request)
}

pub fn own(url: &str) -> Router {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    App::new(config).webhook::<Paid>().router()
}

/// A handler that reads the body, and believes it.
pub async fn by_hand(url: &str) -> Done<Router> {
    let bare = Bare::open(url).await?;
    Ok(Router::new()
        .route("/webhooks/bench", post(take))
        .with_state(bare))
}

async fn take(State(bare): State<Bare>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(call) = read(&headers, &body) else {
        return StatusCode::BAD_REQUEST;
    };
    match bare.store(&call).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn read(headers: &HeaderMap, body: &Bytes) -> Option<Stored> {
    let id = headers.get("webhook-id")?.to_str().ok()?.to_owned();
    serde_json::from_slice::<Paid>(body).ok()?;
    Some(Stored {
        id,
        text: String::new(),
        event: String::from_utf8(body.to_vec()).ok()?,
    })
}
