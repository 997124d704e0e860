//! `GET /sse`: the stream of messages to a browser session.

use std::{
    convert::Infallible,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
    vec,
};

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{ConnectInfo, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt as _, Stream, future::BoxFuture};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::{
    Peer, Web,
    connection::{CHUNK, Next},
    frame::{self, From},
    hub::{Refused, Seat},
    layer::{Seen, Visit},
};
use crate::{
    Error, Problem, Result, ResyncReason,
    core::Core,
    store::{Entry, Open, Opened, Resume, StoredSession},
};

/// How long the store may take to open a stream, or to find a session again: a transaction of somebody's may be in front.
const PATIENCE: Duration = Duration::from_secs(10);
/// When a browser comes back, in milliseconds: at random, so that not all of them come at once.
const RETRY: std::ops::Range<u32> = 1000..3000;

/// Answers with the stream of the request's session.
pub(super) async fn stream(
    State(web): State<Arc<Web>>,
    Extension(visit): Extension<Visit>,
    parts: Parts,
) -> Response {
    match timeout(PATIENCE, open(&web, &visit, &parts)).await {
        Ok(Ok(frames)) => {
            let headers = [
                (CONTENT_TYPE.as_str(), "text/event-stream"),
                (CACHE_CONTROL.as_str(), "no-cache, no-transform"),
                // nginx holds answers back otherwise.
                ("x-accel-buffering", "no"),
            ];
            (headers, Body::from_stream(frames)).into_response()
        }
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => Problem::of(
            StatusCode::SERVICE_UNAVAILABLE,
            "the event store does not answer",
        )
        .into_response(),
    }
}

async fn open(web: &Arc<Web>, visit: &Visit, parts: &Parts) -> Result<Frames, Problem> {
    let (Some(tenant), Some(seen)) = (visit.tenant(), visit.session().await?) else {
        return Err(Error::NoSession.into());
    };
    let line = parts.extensions.get::<ConnectInfo<Peer>>();
    let line = line.map(|ConnectInfo(peer)| Arc::clone(&peer.line));
    let seat = web
        .hub
        .admit(&seen.session.id, line)
        .await?
        .map_err(refuse)?;
    let from = asked(parts);
    let store = web.core.store().await?;
    let epoch = format!("{:x}", rand::random::<u64>() >> 16);
    let opened = store
        .messages()
        .open(Open {
            tenant: &tenant,
            session: &seen.session.id,
            position: match &from {
                From::After(position) => Some(position),
                From::Now | From::Lost => None,
            },
            epoch: &epoch,
            now: web.core.now(),
        })
        .await?;
    seat.join(&opened);
    Ok(Frames::new(web, seat, tenant, seen, &from, opened))
}

/// What the client asks to go on from. The header, which a browser sends by itself when it comes back, is newer than
/// the address that it was given once.
fn asked(parts: &Parts) -> From {
    if let Some(header) = parts.headers.get("last-event-id") {
        return header
            .to_str()
            .map_or(From::Lost, |text| From::parse(Some(text)));
    }
    let query = parts.uri.query().unwrap_or_default();
    From::parse(
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix("lastEventId=")),
    )
}

fn refuse(refused: Refused) -> Problem {
    let (status, detail) = match refused {
        Refused::Stopping => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the application is shutting down",
        ),
        Refused::Full => (
            StatusCode::SERVICE_UNAVAILABLE,
            "as many connections are open as `max_connections` under [sse] allows",
        ),
        Refused::SessionFull => (
            StatusCode::TOO_MANY_REQUESTS,
            "the session has as many connections as `max_connections_per_session` under [sse] allows",
        ),
    };
    Problem::of(status, detail)
}

/// The body of a stream.
struct Frames {
    web: Arc<Web>,
    seat: Seat,
    tenant: String,
    token_hash: String,
    epoch: String,
    /// What goes out before anything else.
    first: String,
    /// What the client missed.
    missed: vec::IntoIter<Entry>,
    keep_alive: Pin<Box<Sleep>>,
    look_up: Option<LookUp>,
}

/// The session is looked up: does it still exist, with the token of this connection?
struct LookUp {
    is_there: BoxFuture<'static, bool>,
    /// Whether messages wait for the answer.
    holds: bool,
}

impl Frames {
    fn new(
        web: &Arc<Web>,
        seat: Seat,
        tenant: String,
        seen: &Seen,
        from: &From,
        opened: Opened,
    ) -> Self {
        let (epoch, seq) = (opened.epoch, opened.seq);
        let mut first = String::new();
        frame::retry(&mut first, rand::random_range(RETRY));
        let mut missed = Vec::new();
        match (from, opened.resume) {
            (From::Lost, _) | (From::After(_), Resume::Cut) => {
                let body = frame::resync(ResyncReason::HistoryCut);
                frame::message(&mut first, &epoch, seq, &body);
            }
            (From::After(_), Resume::Missed(entries)) if !entries.is_empty() => missed = entries,
            (From::After(_) | From::Now, _) => frame::place(&mut first, &epoch, seq),
        }
        let keep_alive = Box::pin(sleep(wait(web)));
        Self {
            web: Arc::clone(web),
            seat,
            tenant,
            token_hash: seen.token_hash.clone(),
            epoch,
            first,
            missed: missed.into_iter(),
            keep_alive,
            look_up: None,
        }
    }

    fn look_up(&self, holds: bool) -> LookUp {
        let core = Arc::clone(&self.web.core);
        let (tenant, token_hash) = (self.tenant.clone(), self.token_hash.clone());
        let is_there = async move {
            let found = timeout(PATIENCE, find(&core, &tenant, &token_hash)).await;
            // A store that does not answer ends nobody's session.
            !matches!(found, Ok(Ok(None)))
        };
        LookUp {
            is_there: is_there.boxed(),
            holds,
        }
    }

    fn end(&mut self) -> Poll<Option<Result<Bytes, Infallible>>> {
        self.seat.connection().over();
        Poll::Ready(None)
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(look_up) = &mut this.look_up {
                match (look_up.is_there.poll_unpin(cx), look_up.holds) {
                    (Poll::Ready(false), _) => return this.end(),
                    (Poll::Ready(true), holds) => {
                        this.look_up = None;
                        if !holds {
                            this.first.push_str(frame::KEEP_ALIVE);
                            let next = Instant::now() + wait(&this.web);
                            this.keep_alive.as_mut().reset(next);
                        }
                    }
                    (Poll::Pending, true) => return Poll::Pending,
                    (Poll::Pending, false) => {}
                }
            }
            let mut out = mem::take(&mut this.first);
            while out.len() < CHUNK {
                let Some(entry) = this.missed.next() else {
                    // Gives the memory back.
                    this.missed = vec::IntoIter::default();
                    break;
                };
                let body = frame::one_line(entry.body);
                frame::message(&mut out, &this.epoch, entry.seq, &body);
            }
            match this.seat.connection().next(cx, &this.epoch, &mut out) {
                Next::Send => return Poll::Ready(Some(Ok(out.into()))),
                Next::End => return this.end(),
                Next::LookUp => {
                    this.first = out;
                    this.look_up = Some(this.look_up(true));
                }
                Next::Wait if this.look_up.is_some() => return Poll::Pending,
                Next::Wait => {
                    std::task::ready!(this.keep_alive.poll_unpin(cx));
                    this.look_up = Some(this.look_up(false));
                }
            }
        }
    }
}

async fn find(core: &Core, tenant: &str, token_hash: &str) -> Result<Option<StoredSession>> {
    let store = core.store().await?;
    store.sessions().find(tenant, token_hash, core.now()).await
}

/// Until the next sign of life: a tenth more or less than configured, so that not all come at once.
fn wait(web: &Web) -> Duration {
    web.core
        .config
        .sse
        .keep_alive
        .mul_f64(rand::random_range(0.9..1.1))
}
