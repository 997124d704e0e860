//! A mail service for a machine that has none. It refuses each mail once, as real ones do on a bad day.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::net::TcpListener;

use crate::models::services::mail::SendMail;

/// How long it thinks, so that one can see an attempt run.
const THINKS: Duration = Duration::from_millis(600);

/// What it was sent, by idempotency key: refused once, or taken.
type Mails = Arc<Mutex<HashMap<String, Option<SendMail>>>>;

/// Starts it on a free port of this machine, and answers its address.
///
/// # Errors
/// No port is free.
pub async fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, router()).await });
    Ok(address)
}

fn router() -> Router {
    Router::new()
        .route("/mails", post(take).get(taken))
        .with_state(Mails::default())
}

/// `POST /mails`: refused with 503 the first time, taken the second, and known from then on.
async fn take(
    State(mails): State<Mails>,
    headers: HeaderMap,
    Json(mail): Json<SendMail>,
) -> Response {
    tokio::time::sleep(THINKS).await;
    let Some(key) = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
    else {
        return (
            StatusCode::BAD_REQUEST,
            "the header Idempotency-Key is missing",
        )
            .into_response();
    };
    let mut mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
    match mails.get_mut(key) {
        None => {
            mails.insert(key.to_owned(), None);
            let reason = "too busy, come back later";
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [(RETRY_AFTER, "3")],
                reason,
            )
                .into_response()
        }
        Some(known) => {
            known.get_or_insert(mail);
            StatusCode::ACCEPTED.into_response()
        }
    }
}

/// `GET /mails`: those that were taken.
async fn taken(State(mails): State<Mails>) -> Json<Vec<SendMail>> {
    let mails = mails.lock().unwrap_or_else(PoisonError::into_inner);
    Json(mails.values().flatten().cloned().collect())
}
