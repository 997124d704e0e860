//! What the tests share: an application with a few routes, a server, and visitors.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use buildamp_runtime::{
    App, Clock, Config, Context, Overflow, Result, Session, ShutdownHandle, SseMessage, SystemClock,
};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

use crate::wire::{PATIENCE, Reply, Stream, request};

macro_rules! message {
    ($name:ident = $wire:literal, $overflow:expr, |$self:ident| $key:expr) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            pub text: String,
        }

        impl SseMessage for $name {
            const TYPE: &'static str = $wire;
            const OVERFLOW: Overflow = $overflow;

            fn coalesce_key(&self) -> Option<String> {
                let $self = self;
                $key
            }
        }
    };
}

message!(Note = "note", Overflow::Disconnect, |_this| None);
message!(Tick = "tick", Overflow::DropOldest, |_this| None);
message!(Gauge = "gauge", Overflow::Disconnect, |this| Some(
    this.text.chars().take(1).collect()
));

/// The application's session.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Data {
    pub visits: u32,
}

/// A configuration on a database of this folder, on a free port, quick enough for tests in real time.
pub async fn config(folder: &TempDir) -> Config {
    let mut config = Config::default();
    "test".clone_into(&mut config.application);
    config.store.url = format!("sqlite:{}", folder.path().join("app.db").display());
    config.processor.poll = Duration::from_millis(20);
    config.processor.drain = Duration::from_secs(5);
    config.http.address = free_address().await;
    config
}

async fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

/// The routes of a user's application.
pub fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { "a page" }))
        .route("/who", get(who))
        .route("/visit", post(visit))
        .route(
            "/rotate",
            post(async |session: Session| session.rotate().await),
        )
        .route("/in/{actor}", post(sign_in))
        .route("/within/{what}/{end}", post(within))
        .route("/role", post(role))
        .route(
            "/out",
            post(async |session: Session| session.sign_out().await),
        )
        .route("/note/{text}", post(note))
}

async fn who(cx: Context) -> String {
    format!(
        "session {} actor {:?} tenant {:?} chain {} parent {:?}",
        cx.session_id().is_some(),
        cx.actor(),
        cx.tenant(),
        cx.correlation_id().unwrap(),
        cx.traceparent(),
    )
}

async fn visit(session: Session) -> Result<String> {
    let visits = session.update(|data: &mut Data| {
        data.visits += 1;
        data.visits
    });
    Ok(visits.await?.to_string())
}

async fn sign_in(session: Session, Path(actor): Path<String>) -> Result<()> {
    session.sign_in(actor).await
}

/// Changes the session's token in a transaction that ends as the path says.
async fn within(
    cx: Context,
    session: Session,
    Path((what, end)): Path<(String, String)>,
) -> Result<()> {
    let mut tx = cx.begin().await?;
    match what.as_str() {
        "in" => session.sign_in_in(&mut tx, "ada").await?,
        "rotate" => session.rotate_in(&mut tx).await?,
        _ => session.sign_out_in(&mut tx).await?,
    }
    match end.as_str() {
        "commit" => tx.commit().await,
        _ => tx.rollback().await,
    }
}

/// Signs in within a transaction; answers whether that was done, and as which role the transaction goes on.
async fn role(cx: Context, session: Session) -> Result<String> {
    let mut tx = cx.begin().await?;
    let done = session.sign_in_in(&mut tx, "ada").await.is_ok();
    let role = sqlx::query_scalar("SELECT current_user::text");
    let role: String = role.fetch_one(tx.postgres()?).await?;
    Ok(format!("{done} {role}"))
}

async fn note(cx: Context, Path(text): Path<String>) -> Result<()> {
    cx.send(Note { text }).to_session().await
}

/// An application that serves.
pub struct Server {
    pub app: Arc<App>,
    pub address: String,
    handle: ShutdownHandle,
    running: Option<JoinHandle<Result<()>>>,
}

impl Server {
    pub async fn start(config: &Config) -> Self {
        Self::start_with(config, SystemClock).await
    }

    pub async fn start_with(config: &Config, clock: impl Clock) -> Self {
        Self::serve(App::new(config.clone()).clock(clock), &config.http.address).await
    }

    pub async fn serve(app: App, address: &str) -> Self {
        let app = Arc::new(app);
        let running = {
            let app = Arc::clone(&app);
            let router = routes().merge(app.router());
            tokio::spawn(async move { Box::pin(app.run(router)).await })
        };
        until(|| async { TcpStream::connect(address).await.is_ok() }).await;
        Self {
            handle: app.handle(),
            app,
            address: address.to_owned(),
            running: Some(running),
        }
    }

    /// Tells it to stop; answers when it has.
    pub async fn stop(mut self) {
        self.handle.shutdown();
        let running = self.running.take().unwrap();
        timeout(PATIENCE, running).await.unwrap().unwrap().unwrap();
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        request(&self.address, "GET", path, headers).await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        request(&self.address, "POST", path, headers).await
    }

    /// Opens a page as a browser does that was never here.
    pub async fn visitor(&self) -> Visitor {
        let reply = self.get("/", DOCUMENT).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        Visitor {
            address: self.address.clone(),
            cookie: reply.cookie().expect("a first page brings a session"),
        }
    }
}

pub const DOCUMENT: &[(&str, &str)] = &[("sec-fetch-dest", "document"), ("accept", "text/html")];

/// A browser with its cookie.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub address: String,
    pub cookie: String,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> Reply {
        request(&self.address, "GET", path, &[("cookie", &self.cookie)]).await
    }

    pub async fn post(&self, path: &str) -> Reply {
        request(&self.address, "POST", path, &[("cookie", &self.cookie)]).await
    }

    /// Watches; `query` begins with `?`.
    pub async fn stream(&self, query: &str) -> Stream {
        self.stream_with(query, &[]).await
    }

    /// Comes back after this frame.
    pub async fn resume(&self, id: &str) -> Stream {
        self.stream_with("", &[("last-event-id", id)]).await
    }

    pub async fn stream_with(&self, query: &str, headers: &[(&str, &str)]) -> Stream {
        let mut all = vec![("cookie", self.cookie.as_str())];
        all.extend(headers);
        let stream = Stream::open(&self.address, &format!("/sse{query}"), &all).await;
        assert_eq!(stream.head.status, 200, "{:?}", stream.head);
        stream
    }

    pub fn token(&self) -> &str {
        self.cookie.split_once('=').unwrap().1
    }
}

/// One column of the database.
pub async fn rows(app: &App, sql: &'static str) -> Vec<String> {
    let mut tx = app.context().begin().await.unwrap();
    let rows = sqlx::query_scalar(sql)
        .fetch_all(tx.sqlite().unwrap())
        .await;
    rows.unwrap()
}

/// Changes the database behind the application's back.
pub async fn execute(app: &App, sql: &'static str) {
    let mut tx = app.context().begin().await.unwrap();
    sqlx::raw_sql(sql)
        .execute(tx.sqlite().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Asks again and again until it is so; fails after ten seconds.
pub async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F) {
    for _ in 0..1000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to pass within ten seconds");
}

pub fn note_of(text: impl Into<String>) -> Note {
    Note { text: text.into() }
}
