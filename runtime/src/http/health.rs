//! Probes: is the process alive, and can it do its work? And what it counts.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::Web;
use crate::{Consumer, Result};

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long ago the worker's last look for work may be: a poll takes long on a machine that is busy.
const STALE: Duration = Duration::from_secs(10);

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> Response {
    answer(StatusCode::OK, &json!({"status": "alive"}))
}

/// `GET /readyz`: it takes requests, its store answers and fits, and its worker gets work.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    let stopping = web.hub.is_stopping();
    let looked = timeout(PATIENCE, look(&web)).await;
    let store = match &looked {
        Ok(Ok(_)) if web.core.is_full() => "is full",
        Ok(Ok(_)) => "ok",
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the store fails");
            "fails"
        }
        Err(_) => "does not answer",
    };
    let worker = match since_fetch(&web) {
        None => "none",
        Some(since) if since <= STALE.max(2 * web.core.config.processor.poll) => "ok",
        Some(_) => "gets no work",
    };
    let (unfit, consumers) = looked.ok().and_then(Result::ok).unwrap_or_default();
    let schema = unfit.as_deref().unwrap_or("ok");
    let fits = schema == "ok";
    let is_ready = !stopping && store == "ok" && fits && matches!(worker, "ok" | "none");
    let status = match (is_ready, stopping) {
        (true, _) => "ready",
        (false, true) => "draining",
        (false, false) => "not ready",
    };
    // What waits for a worker elsewhere is no reason to send this process no requests.
    let waiting: Vec<Value> = consumers
        .into_iter()
        .filter(|consumer| consumer.pending > 0 && !consumer.live)
        .map(|consumer| json!({"name": consumer.name, "pending": consumer.pending}))
        .collect();
    let code = if is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    answer(
        code,
        &json!({
            "status": status,
            "store": store,
            "schema": schema,
            "worker": worker,
            "consumers_without_worker": waiting,
        }),
    )
}

/// `GET /metrics`, for Prometheus.
#[cfg(feature = "metrics")]
pub(super) async fn metrics(State(web): State<Arc<Web>>) -> Response {
    let text = web.core.meters.text(&web.core).await;
    let headers = [
        (CONTENT_TYPE, crate::metrics::CONTENT_TYPE),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

/// Why this build cannot go on with the schema, if it cannot, and the consumers.
async fn look(web: &Web) -> Result<(Option<String>, Vec<Consumer>)> {
    let store = web.core.store().await?;
    let unfit = store.upkeep().unfit().await?;
    Ok((unfit, store.records().consumers(web.core.now()).await?))
}

fn since_fetch(web: &Web) -> Option<Duration> {
    let last = web.core.last_fetch()?;
    let since: SignedDuration = web.core.now().duration_since(last);
    Some(since.try_into().unwrap_or_default())
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body.to_string()).into_response()
}
