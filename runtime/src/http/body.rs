//! The body of a request, of which no more is read than is allowed.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody as _},
    http::StatusCode,
};
use futures_util::StreamExt as _;
use tokio::time::timeout;

use crate::Problem;

/// How long a client may take to send a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than is allowed; the rest of it was not looked at.
    TooLarge,
    /// It came too slowly.
    TooSlow,
    /// The connection ended before it did.
    CutOff,
}

/// Reads a body of at most so many bytes.
pub(super) async fn read(body: Body, most: usize) -> Result<Bytes, Unread> {
    // What a client says of the length need not be true, but one that says too much means it.
    let said = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if said > most {
        return Err(Unread::TooLarge);
    }
    timeout(PATIENCE, within(body, most, said))
        .await
        .unwrap_or(Err(Unread::TooSlow))
}

async fn within(body: Body, most: usize, said: usize) -> Result<Bytes, Unread> {
    let mut chunks = body.into_data_stream();
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::CutOff)?;
        if first.len().max(all.len()) + chunk.len() > most {
            return Err(Unread::TooLarge);
        }
        match (first.is_empty(), all.is_empty()) {
            // Most bodies come in one piece, which need not be copied.
            (true, true) => first = chunk,
            (false, _) => {
                all.reserve(said.max(first.len() + chunk.len()));
                all.extend_from_slice(&first);
                all.extend_from_slice(&chunk);
                first.clear();
            }
            (true, false) => all.extend_from_slice(&chunk),
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        let (status, detail) = match unread {
            Unread::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is longer than is accepted here",
            ),
            Unread::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "the body did not come within 30 s",
            ),
            Unread::CutOff => (StatusCode::BAD_REQUEST, "the body is not complete"),
        };
        Self::of(status, detail)
    }
}
