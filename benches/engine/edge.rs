//! What a request costs beside a bare axum handler that does the same inserts in the same database, by hand.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use buildamp_runtime::{
    App, Clock as _, Config, Event, SystemClock, Webhook,
    webhook::{Scheme, Secrets, Verify, sign},
};
use serde::{Deserialize, Serialize};
use sqlx::{
    Executor as _, PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::{
    Done,
    server::{Place, Spent},
};

const ROUNDS: usize = 3;
const WARM: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(4);
const CONNECTIONS: [u32; 2] = [16, 64];
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

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

/// One after the other, in turns, and the median of each.
pub async fn run(mut place: Place) -> Done {
    println!("webhook in, answered after the commit: requests a second, median of {ROUNDS}\n");
    for connections in CONNECTIONS {
        let mut rounds: [Vec<(f64, Spent)>; 2] = Default::default();
        for _ in 0..ROUNDS {
            for (subject, rounds) in ["bare", "webhook"].into_iter().zip(&mut rounds) {
                rounds.push(measure(&mut place, subject, connections).await?);
            }
        }
        let [bare, own] = rounds.map(|mut rounds| {
            rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
            rounds[ROUNDS / 2]
        });
        println!(
            "{connections} connections: {:.0} /s, bare {:.0} /s, ratio {:.2}",
            own.0,
            bare.0,
            own.0 / bare.0
        );
        for (name, (_, spent)) in [("webhook", own), ("bare", bare)] {
            println!(
                "    {name:8} {:.2} statements, {:.2} commits, {:.2} flushes, {:.0} B of log, {:.0} µs of CPU",
                spent.statements,
                spent.commits,
                spent.flushes,
                spent.wal_bytes,
                spent.cpu * 1e6
            );
        }
    }
    Ok(())
}

async fn measure(place: &mut Place, subject: &str, connections: u32) -> Done<(f64, Spent)> {
    let url = place.database().await?;
    let (mut server, address) = start(subject, &url)?;
    load(&address, connections, WARM, "warm").await?;
    place.settle().await?;
    let before = place.spent(&url).await?;
    let begun = Instant::now();
    let done = load(&address, connections, MEASURED, "measured").await?;
    let took = begun.elapsed();
    server.kill()?;
    server.wait()?;
    let spent = place.spent(&url).await?;
    Ok((done / took.as_secs_f64(), spent.each_since(before, done)))
}

/// The subject as a process of its own, and where it listens.
fn start(subject: &str, url: &str) -> Done<(Child, String)> {
    let mut server = Command::new(env::current_exe()?)
        .args(["edge", subject, url])
        .env("EDGE_SECRET", SECRET)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut address = String::new();
    let said = server.stdout.take().ok_or("no output")?;
    BufReader::new(said).read_line(&mut address)?;
    Ok((server, address.trim().to_owned()))
}

/// So many connections, each with one request after the other; answers how many were answered.
async fn load(address: &str, connections: u32, time: Duration, run: &str) -> Done<f64> {
    let until = Instant::now() + time;
    let senders = (0..connections).map(|number| {
        let (address, run) = (address.to_owned(), run.to_owned());
        tokio::spawn(async move { send(&address, &format!("{run}-{number}"), until).await })
    });
    let mut done = 0;
    for sender in senders.collect::<Vec<_>>() {
        done += sender.await??;
    }
    Ok(f64::from(done))
}

async fn send(address: &str, name: &str, until: Instant) -> Done<u32> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut answer = vec![0; 4096];
    let mut done = 0;
    while Instant::now() < until {
        let id = format!("{name}-{done}");
        let paid = Paid {
            invoice: id.clone(),
            amount: 1200,
            text: "x".repeat(64),
        };
        let body = serde_json::to_vec(&paid)?;
        let signed = sign(
            Scheme::Standard,
            SECRET,
            Some(&id),
            SystemClock.now(),
            &body,
        )?;
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
        stream.write_all(&request).await?;
        // An answer is short, and comes in one piece.
        let read = stream.read(&mut answer).await?;
        if !answer[..read].starts_with(b"HTTP/1.1 200 ") {
            return Err(String::from_utf8_lossy(&answer[..read]).into());
        }
        done += 1;
    }
    Ok(done)
}

/// Serves until it is killed.
#[tokio::main]
pub async fn serve(subject: &str, url: &str) -> Done {
    let router = match (subject, url.starts_with("sqlite:")) {
        ("webhook", _) => webhook(url),
        ("bare", true) => bare_on_sqlite(url).await?,
        ("bare", false) => bare_on_postgres(url).await?,
        (other, _) => return Err(format!("no subject {other}").into()),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

fn webhook(url: &str) -> Router {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    App::new(config).webhook::<Paid>().router()
}

/// What a handler by hand stores: who sent it, so that it is taken once, and what it says.
#[derive(Debug)]
struct Call {
    id: String,
    json: String,
}

fn read(headers: &axum::http::HeaderMap, body: &Bytes) -> Option<Call> {
    let id = headers.get("webhook-id")?.to_str().ok()?.to_owned();
    serde_json::from_slice::<Paid>(body).ok()?;
    let json = String::from_utf8(body.to_vec()).ok()?;
    Some(Call { id, json })
}

const ONCE: &str = "INSERT INTO inbox (id) VALUES ($1) ON CONFLICT DO NOTHING";
const STORE: &str = "INSERT INTO events (type, data) VALUES ('bench.paid', $1)";

async fn bare_on_postgres(url: &str) -> Done<Router> {
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .connect(url)
        .await?;
    pool.execute(
        "CREATE TABLE inbox (id text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
         CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL, data text NOT NULL,
             at timestamptz NOT NULL DEFAULT now())",
    )
    .await?;
    let pool = Arc::new(pool);
    Ok(bare(move |call| {
        let pool = Arc::clone(&pool);
        async move { store_on_postgres(&pool, &call).await }
    }))
}

async fn store_on_postgres(pool: &PgPool, call: &Call) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    let new = sqlx::query(ONCE).bind(&call.id).execute(&mut *tx).await?;
    if new.rows_affected() == 1 {
        sqlx::query(STORE)
            .bind(&call.json)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await
}

async fn bare_on_sqlite(url: &str) -> Done<Router> {
    let options = url.parse::<SqliteConnectOptions>()?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    // SQLite has one writer.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    pool.execute(
        "CREATE TABLE inbox (id TEXT PRIMARY KEY, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID;
         CREATE TABLE events (id INTEGER PRIMARY KEY, type TEXT NOT NULL, data TEXT NOT NULL,
             at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    )
    .await?;
    let pool = Arc::new(pool);
    Ok(bare(move |call| {
        let pool = Arc::clone(&pool);
        async move { store_on_sqlite(&pool, &call).await }
    }))
}

async fn store_on_sqlite(pool: &SqlitePool, call: &Call) -> sqlx::Result<()> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    let new = sqlx::query(ONCE).bind(&call.id).execute(&mut *tx).await?;
    if new.rows_affected() == 1 {
        sqlx::query(STORE)
            .bind(&call.json)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await
}

/// The handler: it reads the body, and believes it.
fn bare<F, Fut>(store: F) -> Router
where
    F: Fn(Call) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = sqlx::Result<()>> + Send,
{
    let handler =
        async move |headers: axum::http::HeaderMap, body: Bytes| match read(&headers, &body) {
            None => StatusCode::BAD_REQUEST,
            Some(call) => match store(call).await {
                Ok(()) => StatusCode::OK,
                Err(_) => StatusCode::SERVICE_UNAVAILABLE,
            },
        };
    Router::new().route("/webhooks/bench", post(handler))
}
