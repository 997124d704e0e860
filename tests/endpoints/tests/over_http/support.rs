//! An application that serves, and a client that sees what it says.

use std::time::Duration;

use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use buildamp::{App, Config, EventFilter, Session};
use endpoints::{AppState, Cx, Database};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

/// Runs a test on an empty database of each kind.
pub async fn on_each(test: impl AsyncFn(&Server)) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("app.db").display());
    let postgres = servers::Postgres::shared().database();
    for (database, url) in [(Database::Sqlite, sqlite), (Database::Postgres, postgres)] {
        println!("on {database:?}");
        let server = Server::start(database, url).await;
        test(&server).await;
    }
}

/// An application that serves until it is dropped.
pub struct Server {
    pub app: App<AppState>,
    database: Database,
    address: String,
    running: JoinHandle<()>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    head: String,
    body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// What is wrong, by field and code, in the order in which it is told.
    #[track_caller]
    pub fn errors(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{self:?}");
        let problem = self.problem();
        let errors = problem["errors"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors
            .map(|it| format!("{} {}", text(&it["field"]), text(&it["code"])))
            .collect()
    }

    #[track_caller]
    pub fn problem(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self:?}");
        problem
    }
}

impl Server {
    async fn start(database: Database, url: String) -> Self {
        let mut config = Config::default();
        config.store.url = url;
        let app = App::new(config).state(AppState { database });
        let app = app.handlers(endpoints::generated::handlers());
        let mut tx = app.context().begin().await.unwrap();
        let create = "CREATE TABLE comments (id text PRIMARY KEY, text text, author text)";
        match database {
            Database::Sqlite => {
                let on = tx.sqlite().unwrap();
                sqlx::query(create).execute(on).await.unwrap();
            }
            Database::Postgres => {
                let on = tx.postgres().unwrap();
                sqlx::query(create).execute(on).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let own = Router::new()
            .route("/", get(async || "a page"))
            .route(
                "/in/{actor}",
                post(async |session: Session, Path(actor): Path<String>| {
                    session.sign_in(actor).await
                }),
            )
            .route("/api/own", get(async |_: Cx| "my own"));
        let router = own.merge(app.router()).layer(app.layer());
        let running = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            app,
            database,
            address,
            running,
        }
    }

    /// Where clients find it.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a request, head and body as they are.
    pub async fn send(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let head = format!("{head}\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that has heard enough hangs up.
        let _ = stream.write_all(body).await;
        let mut text = Vec::new();
        let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut text)).await;
        let _ = read.unwrap_or_else(|_| panic!("{head} does not end"));
        let text = String::from_utf8(text).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{text:?}"));
        Reply {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Posts JSON as somebody, with more headers.
    pub async fn post_with(&self, who: &str, path: &str, more: &str, body: &str) -> Reply {
        let head = format!(
            "POST /api/{path} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\ncookie: {who}{more}",
            body.len()
        );
        self.send(&head, body.as_bytes()).await
    }

    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Reply {
        self.post_with(who, path, "", &body.to_string()).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        let head = format!("GET /api/{path} HTTP/1.1\r\ncookie: {who}");
        self.send(&head, b"").await
    }

    /// Opens a page and signs in; answers with the cookie.
    pub async fn sign_in(&self, actor: &str) -> String {
        let page = self
            .send("GET / HTTP/1.1\r\nsec-fetch-dest: document", b"")
            .await;
        let cookie = |reply: &Reply| {
            let cookie = reply
                .header("set-cookie")
                .unwrap_or_else(|| panic!("{reply:?}"));
            cookie.split(';').next().unwrap().to_owned()
        };
        let first = cookie(&page);
        let head = format!("POST /in/{actor} HTTP/1.1\r\ncontent-length: 0\r\ncookie: {first}");
        cookie(&self.send(&head, b"").await)
    }

    /// The comments that are stored, text and author, and who commented as events tell it.
    pub async fn stored(&self) -> (Vec<(String, String)>, Vec<String>) {
        let select = "SELECT text, author FROM comments ORDER BY id";
        let mut tx = self.app.context().begin().await.unwrap();
        let comments = match self.database {
            Database::Sqlite => sqlx::query_as(select).fetch_all(tx.sqlite().unwrap()).await,
            Database::Postgres => {
                sqlx::query_as(select)
                    .fetch_all(tx.postgres().unwrap())
                    .await
            }
        };
        tx.rollback().await.unwrap();
        let events = self
            .app
            .operations()
            .events(&EventFilter::default(), None, 100)
            .await
            .unwrap();
        let authors = events.items.iter().map(|event| {
            let data: Value = serde_json::from_str(event.data.get()).unwrap();
            data["author"].as_str().unwrap().to_owned()
        });
        (comments.unwrap(), authors.collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}
