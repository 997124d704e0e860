//! The servers: BuildAmp, and what one writes by hand with axum and no promise at all.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{
        Html, IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use buildamp::{App, Config, Context, SseMessage};
use futures_util::{Stream, StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use stats_alloc::INSTRUMENTED_SYSTEM;
use tokio::{
    net::TcpSocket,
    sync::{broadcast, mpsc},
};

use crate::Done;

/// What is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    text: String,
}

impl SseMessage for Note {
    const TYPE: &'static str = "bench.note";
}

/// BuildAmp on a database in the folder.
pub async fn buildamp(address: SocketAddr, folder: &Path) -> Done {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.join("bench.db").display());
    config.http.address = address.to_string();
    let app = App::new(config);
    let router = Router::new()
        .route("/", get(|| async { Html("<!doctype html>") }))
        .route("/heap", get(heap))
        .route("/all", post(to_all))
        .route("/own", post(to_own))
        .merge(app.router());
    Ok(app.run(router).await?)
}

async fn to_all(cx: Context, text: String) -> StatusCode {
    status(cx.send(Note { text }).to_tenant().await)
}

async fn to_own(cx: Context, text: String) -> StatusCode {
    status(cx.send(Note { text }).to_session().await)
}

fn status(sent: buildamp::Result<()>) -> StatusCode {
    match sent {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            eprintln!("{error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// KiB that the Rust code of the process has allocated and not freed.
async fn heap() -> String {
    let stats = INSTRUMENTED_SYSTEM.stats();
    let held = stats.bytes_allocated.wrapping_sub(stats.bytes_deallocated);
    (held / 1024).to_string()
}

/// axum's `Sse` over a broadcast channel for all and an unbounded channel for each client: nothing is stored, nobody
/// resumes, and whoever is slow grows the memory.
pub async fn axum(address: SocketAddr) -> Done {
    let router = Router::new()
        .route("/", get(begin))
        .route("/heap", get(heap))
        .route("/sse", get(listen))
        .route("/all", post(tell_all))
        .route("/own", post(tell_own))
        .with_state(Arc::new(Hub {
            all: broadcast::channel(1024).0,
            own: Mutex::default(),
            next: AtomicU64::default(),
        }));
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(axum::serve(socket.listen(4096)?, router).await?)
}

struct Hub {
    all: broadcast::Sender<Arc<str>>,
    own: Mutex<HashMap<String, mpsc::UnboundedSender<Arc<str>>>>,
    next: AtomicU64,
}

async fn begin(State(hub): State<Arc<Hub>>) -> impl IntoResponse {
    let number = hub.next.fetch_add(1, Ordering::Relaxed);
    let cookie = format!("client={number}");
    ([(header::SET_COOKIE, cookie)], Html("<!doctype html>"))
}

async fn listen(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, receiver) = mpsc::unbounded_channel();
    hub.own
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(cookie(&headers), sender);
    let messages = stream::unfold(
        (hub.all.subscribe(), receiver),
        |(mut all, mut own)| async {
            let message = tokio::select! {
                message = all.recv() => message.ok()?,
                message = own.recv() => message?,
            };
            Some((message, (all, own)))
        },
    );
    Sse::new(messages.map(|message| Ok(Event::default().data(message))))
        .keep_alive(KeepAlive::default())
}

async fn tell_all(State(hub): State<Arc<Hub>>, text: String) -> StatusCode {
    // An error says that nobody listens.
    let _ = hub.all.send(body(text));
    StatusCode::NO_CONTENT
}

async fn tell_own(State(hub): State<Arc<Hub>>, headers: HeaderMap, text: String) -> StatusCode {
    let own = hub.own.lock().unwrap_or_else(PoisonError::into_inner);
    match own.get(&cookie(&headers)) {
        Some(client) if client.send(body(text)).is_ok() => StatusCode::NO_CONTENT,
        _ => StatusCode::NOT_FOUND,
    }
}

fn cookie(headers: &HeaderMap) -> String {
    headers
        .get(header::COOKIE)
        .and_then(|cookie| cookie.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// The same frame as BuildAmp's, so that both write as much.
fn body(text: String) -> Arc<str> {
    serde_json::json!({ "type": Note::TYPE, "data": Note { text } })
        .to_string()
        .into()
}
