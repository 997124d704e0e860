//! One measurement of BuildAmp, in a process of its own.

use std::{
    env,
    fs::{File, OpenOptions},
    io::Write,
    ops::Range,
    process,
    sync::{
        OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use buildamp_runtime::{App, Config, Context, Emission, Event};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{
    Connection, PgConnection, PgPool, SqliteConnection, SqlitePool, sqlite::SqliteConnectOptions,
};
use tokio::task::JoinSet;

use super::Done;

/// The same for everybody who is measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payload {
    id: u64,
    email: String,
}

impl Event for Payload {
    const TYPE: &'static str = "bench.payload";
}

pub fn payload(id: u64) -> Payload {
    Payload {
        id,
        email: "user@example.com".to_owned(),
    }
}

/// How long a measurement may take.
const LONGEST: Duration = Duration::from_mins(2);

/// What handlers leave behind.
struct Seen {
    epoch: Instant,
    /// Nanoseconds after the epoch, by id; 0 before the first start.
    started: Vec<AtomicI64>,
    ended: AtomicU64,
    last_end: AtomicI64,
    takes: Duration,
    log: Option<File>,
}

static SEEN: OnceLock<Seen> = OnceLock::new();

fn watch(n: u64, takes: Duration, log: Option<&str>) -> Done<&'static Seen> {
    let log = log.map(|path| OpenOptions::new().create(true).append(true).open(path));
    let seen = Seen {
        epoch: Instant::now(),
        started: (0..n).map(|_| AtomicI64::new(0)).collect(),
        ended: AtomicU64::new(0),
        last_end: AtomicI64::new(0),
        takes,
        log: log.transpose()?,
    };
    Ok(SEEN.get_or_init(|| seen))
}

impl Seen {
    fn now(&self) -> i64 {
        i64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(i64::MAX)
    }

    async fn handle(&self, payload: &Payload) -> Done {
        let id = usize::try_from(payload.id)?;
        let started = &self.started[id];
        let _ = started.compare_exchange(0, self.now(), Relaxed, Relaxed);
        self.note('S', id)?;
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        self.note('E', id)?;
        self.last_end.fetch_max(self.now(), Relaxed);
        self.ended.fetch_add(1, Relaxed);
        Ok(())
    }

    fn note(&self, what: char, id: usize) -> Done {
        if let Some(mut log) = self.log.as_ref() {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
            log.write_all(format!("{what} {id} {now}\n").as_bytes())?;
        }
        Ok(())
    }

    async fn until(&self, ended: u64) -> Done {
        while self.ended.load(Relaxed) < ended {
            if self.epoch.elapsed() > LONGEST {
                return Err(format!("{} of {ended} were handled", self.ended.load(Relaxed)).into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }
}

/// Runs one operation and prints what came of it.
#[tokio::main]
pub async fn run(operation: &str, rest: &[&str]) -> Done {
    let number = |place: usize| rest.get(place).and_then(|text| text.parse().ok());
    let n: u64 = number(0).ok_or("how many?")?;
    let third: u64 = number(1).unwrap_or(16);
    let concurrency = match operation {
        "latency" => number(2).unwrap_or(16),
        _ => third,
    };
    let app = app(usize::try_from(concurrency)?)?;
    app.open().await?;
    let cx = app.context();
    let printed = match operation {
        // A worker makes its consumer known, so that emitting makes deliveries.
        "setup" => {
            app.run_until_empty().await?;
            json!({})
        }
        "enq-one" => {
            cx.emit(payload(n)).await?;
            let begun = Instant::now();
            for id in 0..n {
                cx.emit(payload(id)).await?;
            }
            rate(n, begun.elapsed())
        }
        "enq-tx" => in_transactions(&cx, n).await?,
        "enq-join" => in_joined_transactions(&cx, n).await?,
        "enq-par" => at_once(&cx, n, third).await?,
        "enq-batch" => {
            let begun = Instant::now();
            for first in (0..n).step_by(usize::try_from(third)?) {
                let batch = (first..n.min(first + third)).map(payload);
                cx.emit_all(batch).await?;
            }
            rate(n, begun.elapsed())
        }
        "work" => work(app, n).await?,
        "latency" => latency(app, &cx, n, third).await?,
        "crashwork" => {
            watch(n, Duration::from_millis(20), rest.get(2).copied())?;
            app.run_until_empty().await?;
            json!({ "left": Onlooker::new().await?.left().await? })
        }
        other => return Err(format!("there is no operation {other}").into()),
    };
    println!("{printed}");
    process::exit(0)
}

fn url() -> Done<String> {
    env::var("DATABASE_URL").map_err(|_| "DATABASE_URL is not set".into())
}

fn app(concurrency: usize) -> Done<App> {
    let mut config = Config::default();
    config.store.url = url()?;
    config.processor.workers = concurrency;
    Ok(
        App::new(config).on("bench", |payload: Payload, _| async move {
            match SEEN.get() {
                Some(seen) => seen.handle(&payload).await,
                None => Ok(()),
            }
        }),
    )
}

fn rate(n: u64, took: Duration) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = n as f64 / took.as_secs_f64();
    json!({ "n": n, "secs": took.as_secs_f64(), "rate": rate })
}

/// The application's own connections.
enum Pool {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

async fn in_transactions(cx: &Context, n: u64) -> Done<Value> {
    let emit = async |id| -> Done {
        let mut tx = cx.begin().await?;
        Emission::new(payload(id)).emit(&mut tx).await?;
        Ok(tx.commit().await?)
    };
    emit(n).await?;
    let begun = Instant::now();
    for id in 0..n {
        emit(id).await?;
    }
    Ok(rate(n, begun.elapsed()))
}

async fn in_joined_transactions(cx: &Context, n: u64) -> Done<Value> {
    let url = url()?;
    let pool = match url.strip_prefix("sqlite:") {
        Some(path) => {
            // As durable as BuildAmp's own.
            let options = SqliteConnectOptions::new()
                .filename(path)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
            Pool::Sqlite(SqlitePool::connect_with(options).await?)
        }
        None => Pool::Postgres(PgPool::connect(&url).await?),
    };
    let emit = async |id| -> Done {
        match &pool {
            Pool::Postgres(pool) => {
                let mut own = pool.begin().await?;
                let mut tx = cx.join(&mut own);
                Emission::new(payload(id)).emit(&mut tx).await?;
                drop(tx);
                own.commit().await?;
            }
            Pool::Sqlite(pool) => {
                let mut own = pool.begin_with("BEGIN IMMEDIATE").await?;
                let mut tx = cx.join(&mut own);
                Emission::new(payload(id)).emit(&mut tx).await?;
                drop(tx);
                own.commit().await?;
            }
        }
        Ok(())
    };
    emit(n).await?;
    let begun = Instant::now();
    for id in 0..n {
        emit(id).await?;
    }
    Ok(rate(n, begun.elapsed()))
}

async fn at_once(cx: &Context, n: u64, tasks: u64) -> Done<Value> {
    spread(cx, tasks, n..n + tasks).await?;
    let begun = Instant::now();
    spread(cx, tasks, 0..n).await?;
    Ok(rate(n, begun.elapsed()))
}

/// Emits these, each task its share.
async fn spread(cx: &Context, tasks: u64, ids: Range<u64>) -> Done {
    let step = usize::try_from(tasks)?;
    let mut all = JoinSet::new();
    for task in 0..tasks {
        let (cx, ids) = (cx.clone(), ids.start + task..ids.end);
        all.spawn(async move {
            for id in ids.step_by(step) {
                cx.emit(payload(id)).await?;
            }
            Done::Ok(())
        });
    }
    while let Some(ended) = all.join_next().await {
        ended??;
    }
    Ok(())
}

/// A connection that looks on.
enum Onlooker {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Onlooker {
    async fn new() -> Done<Self> {
        let url = url()?;
        Ok(match url.strip_prefix("sqlite:") {
            Some(_) => Self::Sqlite(SqliteConnection::connect(&url).await?),
            None => Self::Postgres(PgConnection::connect(&url).await?),
        })
    }

    /// How many deliveries have not ended.
    async fn left(&mut self) -> Done<i64> {
        Ok(match self {
            Self::Postgres(connection) => {
                let open = "SELECT count(*) FROM buildamp.deliveries WHERE state IN ('pending', 'running', 'retrying')";
                sqlx::query_scalar(open).fetch_one(connection).await?
            }
            Self::Sqlite(connection) => {
                let open = "SELECT count(*) FROM buildamp_deliveries WHERE state IN ('pending', 'running', 'retrying')";
                sqlx::query_scalar(open).fetch_one(connection).await?
            }
        })
    }
}

/// Handles what is there.
async fn work(app: App, n: u64) -> Done<Value> {
    let mut onlooker = Onlooker::new().await?;
    let seen = watch(n, Duration::ZERO, None)?;
    tokio::spawn(app.worker());
    seen.until(n).await?;
    let handled = Duration::from_nanos(seen.last_end.load(Relaxed).unsigned_abs());
    while onlooker.left().await? > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut printed = rate(n, handled);
    printed["drained_rate"] = rate(n, seen.epoch.elapsed())["rate"].clone();
    Ok(printed)
}

/// From the end of an emit to the start of its handler.
async fn latency(app: App, cx: &Context, n: u64, every: u64) -> Done<Value> {
    const WARM: u64 = 20;
    let seen = watch(n + WARM, Duration::ZERO, None)?;
    tokio::spawn(app.worker());
    tokio::time::sleep(Duration::from_secs(1)).await;
    for id in 0..WARM {
        cx.emit(payload(id)).await?;
    }
    seen.until(WARM).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut emitted = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(every));
    for id in WARM..WARM + n {
        tick.tick().await;
        let before = seen.now();
        cx.emit(payload(id)).await?;
        emitted.push((usize::try_from(id)?, before, seen.now()));
    }
    seen.until(n + WARM).await?;
    let start = |id: usize| seen.started[id].load(Relaxed);
    let after = emitted.iter().map(|&(id, _, end)| (start(id) - end).max(0));
    let from_call = emitted.iter().map(|&(id, before, _)| start(id) - before);
    let call = emitted.iter().map(|&(_, before, end)| end - before);
    let (after, from_call, call) = (sorted(after), sorted(from_call), sorted(call));
    Ok(json!({
        "n": n, "p50": at(&after, 50), "p95": at(&after, 95), "p99": at(&after, 99),
        "call_p50": at(&from_call, 50), "call_p99": at(&from_call, 99), "enqueue_p50": at(&call, 50),
    }))
}

pub fn sorted(times: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut times: Vec<i64> = times.collect();
    times.sort_unstable();
    times
}

/// Milliseconds.
pub fn at(sorted: &[i64], percent: usize) -> f64 {
    let place = (sorted.len() * percent)
        .div_ceil(100)
        .clamp(1, sorted.len());
    #[expect(clippy::cast_precision_loss, reason = "a time")]
    let nanos = sorted[place - 1] as f64;
    nanos / 1e6
}
