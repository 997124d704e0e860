//! What SQLite carries: `cargo bench --bench sqlite`.
//!
//! Each case runs in a process of its own on a fresh database in the temporary folder (set `TMPDIR` to measure another
//! disk), with `synchronous=FULL`, and is timed from the first event to the last commit. `commits` is by how much
//! SQLite's own counter of transactions in the WAL index has moved. Then a tenth of each case runs once more and is
//! counted: `queries` is what sqlx reports that it ran on any connection (not `BEGIN`, `SAVEPOINT`, `COMMIT`; several
//! statements in one text are one), `fsyncs` are the calls of fsync and fdatasync that `strace` saw, if it is installed,
//! less those of a run without events.

use std::{
    convert::Infallible,
    env,
    error::Error,
    fs,
    path::Path,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use buildamp::{App, Config, Context, Emission, Event, Handlers, IntoOutcome as _, Mode};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{self, UnboundedSender};

type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// A name, how many events, and what happens to them.
const CASES: &[(&str, u64, Case)] = &[
    (
        "emit in an own transaction, 1 task",
        5_000,
        Case::Transaction { tasks: 1 },
    ),
    (
        "emit in an own transaction, 16 tasks",
        20_000,
        Case::Transaction { tasks: 16 },
    ),
    ("cx.emit, 1 task", 5_000, Case::Emit { tasks: 1 }),
    ("cx.emit, 16 tasks", 20_000, Case::Emit { tasks: 16 }),
    ("cx.emit_all, 1,000 at a time", 100_000, Case::EmitAll),
    (
        "cx.emit, inline, a row through tx",
        5_000,
        Case::Inline { tasks: 1 },
    ),
    ("the same from 16 tasks", 20_000, Case::Inline { tasks: 16 }),
    (
        "cx.emit, ephemeral, 1 task",
        5_000,
        Case::Ephemeral { tasks: 1 },
    ),
    ("process no-ops", 20_000, Case::Process),
    (
        "process, each writes a row through tx",
        20_000,
        Case::ProcessTx,
    ),
    ("emit and handle, one after the other", 1_000, Case::PickUp),
];

#[derive(Debug, Clone, Copy)]
enum Case {
    Transaction { tasks: u64 },
    Emit { tasks: u64 },
    EmitAll,
    Inline { tasks: u64 },
    Ephemeral { tasks: u64 },
    Process,
    ProcessTx,
    PickUp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    number: u64,
}

impl Event for Job {
    const TYPE: &'static str = "bench.job";
}

fn main() -> Done {
    // Cargo passes `--bench` and what a person adds; a child is asked for by the number of its case and its size.
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [child, case, size, rest @ ..] if child == "child" => {
            let queries = (!rest.is_empty()).then(queries::count);
            let case = CASES[case.parse::<usize>()?].2;
            tokio::runtime::Runtime::new()?.block_on(child_of(case, size.parse()?, queries))
        }
        _ => table(),
    }
}

fn table() -> Done {
    println!(
        "SQLite, synchronous=FULL                 events  events/s | per event: queries  commits   fsyncs"
    );
    for (number, (name, size, _)) in CASES.iter().enumerate() {
        let timed = said(&start(number, *size, Counted::Not)?)?;
        let tenth = size / 10;
        let counted = said(&start(number, tenth, Counted::Queries)?)?;
        let fsyncs = fsyncs(number, tenth)?;
        println!(
            "{name:<38} {size:>8} {:>9.0} | {:>18.2} {:>8.3} {:>8}  {}",
            share(*size) / timed.seconds,
            share(counted.queries) / share(tenth),
            share(timed.commits) / share(*size),
            fsyncs.map_or("-".to_owned(), |fsyncs| format!(
                "{:.3}",
                share(fsyncs) / share(tenth)
            )),
            timed.note,
        );
    }
    Ok(())
}

/// What a child found.
#[derive(Serialize, Deserialize)]
struct Said {
    seconds: f64,
    queries: u64,
    commits: u64,
    note: String,
}

fn said(output: &Output) -> Done<Said> {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).map_err(|_| {
        format!(
            "a case failed: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into()
    })
}

/// What is counted in a run, and makes it slower.
#[derive(Clone, Copy)]
enum Counted<'a> {
    Not,
    Queries,
    Fsyncs(&'a Path),
}

fn start(case: usize, size: u64, counted: Counted) -> Done<Output> {
    let program = env::current_exe()?;
    let mut command = match counted {
        Counted::Not | Counted::Queries => Command::new(program),
        Counted::Fsyncs(log) => {
            let mut command = Command::new("strace");
            command
                .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-o"])
                .arg(log)
                .arg(program);
            command
        }
    };
    command.args(["child", &case.to_string(), &size.to_string()]);
    if matches!(counted, Counted::Queries) {
        command.arg("count");
    }
    Ok(command.output()?)
}

/// The calls that make something durable; nothing without strace.
fn fsyncs(case: usize, size: u64) -> Done<Option<u64>> {
    let log = tempfile::NamedTempFile::new()?;
    let mut calls = [0, 0];
    for (calls, size) in calls.iter_mut().zip([size, 0]) {
        match start(case, size, Counted::Fsyncs(log.path())) {
            Ok(output) => said(&output)?,
            Err(_) => return Ok(None),
        };
        // "% time, seconds, usecs/call, calls, [errors,] syscall"
        let summary = fs::read_to_string(log.path())?;
        let lines = summary
            .lines()
            .filter(|line| line.ends_with("fsync") || line.ends_with("fdatasync"));
        *calls = lines
            .filter_map(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok())
            .sum();
    }
    Ok(Some(calls[0].saturating_sub(calls[1])))
}

#[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
fn share(count: u64) -> f64 {
    count as f64
}

async fn child_of(case: Case, size: u64, queries: Option<Arc<AtomicU64>>) -> Done {
    let queries = queries.unwrap_or_default();
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bench.db");
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", database.display());
    let (started, mut starts) = mpsc::unbounded_channel();
    let app = app(config, case, started);
    let cx = app.context();
    let mut tx = cx.begin().await?;
    sqlx::query("create table effect (number integer)")
        .execute(tx.sqlite()?)
        .await?;
    tx.commit().await?;
    if matches!(case, Case::Process | Case::ProcessTx) {
        emit_all(&cx, size).await?;
    }

    let (queries_before, commits_before) = (queries.load(Ordering::Relaxed), commits(&database)?);
    let begun = Instant::now();
    let note = match case {
        Case::Transaction { tasks }
        | Case::Emit { tasks }
        | Case::Inline { tasks }
        | Case::Ephemeral { tasks } => {
            from_tasks(&cx, case, tasks, size).await?;
            String::new()
        }
        Case::EmitAll => {
            emit_all(&cx, size).await?;
            String::new()
        }
        Case::Process | Case::ProcessTx => {
            app.run_until_empty().await?;
            String::new()
        }
        Case::PickUp => {
            let running = tokio::spawn(app.worker());
            let mut waits = Vec::new();
            for number in 0..size {
                let emitting = Instant::now();
                cx.emit(Job { number }).await?;
                let begun = starts.recv().await.ok_or("the worker is gone")?;
                waits.push(begun.saturating_duration_since(emitting));
            }
            app.handle().shutdown();
            running.await??;
            from_emit_to_start(waits)
        }
    };
    let said = Said {
        seconds: begun.elapsed().as_secs_f64(),
        queries: queries.load(Ordering::Relaxed) - queries_before,
        commits: commits(&database)?.wrapping_sub(commits_before).into(),
        note,
    };
    println!("{}", serde_json::to_string(&said)?);
    Ok(())
}

fn app(config: Config, case: Case, started: UnboundedSender<Instant>) -> App {
    let app = App::new(config);
    match case {
        Case::ProcessTx => app.handlers(writes()),
        Case::Inline { .. } => app.handlers(writes()).mode(Mode::InlineRequired),
        Case::Ephemeral { .. } => app
            .on("job", |_: Job, _| async { Ok::<_, Infallible>(()) })
            .mode(Mode::Ephemeral),
        Case::PickUp => app.on("job", move |_: Job, _| {
            let told = started.send(Instant::now());
            async move { told }
        }),
        _ => app.on("job", |_: Job, _| async { Ok::<_, Infallible>(()) }),
    }
}

/// A handler that writes a row through its transaction.
fn writes() -> Handlers<()> {
    Handlers::new().on("job", |job: Job, _, tx| {
        Box::pin(async move {
            let written: Done = async {
                let insert =
                    sqlx::query("insert into effect values (?)").bind(i64::try_from(job.number)?);
                insert.execute(tx.sqlite()?).await?;
                Ok(())
            }
            .await;
            written.into_outcome()
        })
    })
}

async fn emit_all(cx: &Context, size: u64) -> Done {
    for first in (0..size).step_by(1_000) {
        cx.emit_all((first..size.min(first + 1_000)).map(|number| Job { number }))
            .await?;
    }
    Ok(())
}

async fn from_tasks(cx: &Context, case: Case, tasks: u64, size: u64) -> Done {
    let next = Arc::new(AtomicU64::new(0));
    let running: Vec<_> = (0..tasks)
        .map(|_| {
            let (cx, next) = (cx.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    match case {
                        _ if number >= size => return Done::Ok(()),
                        Case::Transaction { .. } => {
                            let mut tx = cx.begin().await?;
                            Emission::new(Job { number }).emit(&mut tx).await?;
                            tx.commit().await?;
                        }
                        _ => drop(cx.emit(Job { number }).await?),
                    }
                }
            })
        })
        .collect();
    for task in running {
        task.await??;
    }
    Ok(())
}

fn from_emit_to_start(mut waits: Vec<Duration>) -> String {
    waits.sort();
    let at = |percent| {
        waits
            .get(waits.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    format!(
        "from emit to the handler's start: p50 {:.2?}, p99 {:.2?}",
        at(50),
        at(99)
    )
}

/// How many transactions were committed, modulo 2^32: `iChange` in the header of the WAL index.
/// <https://www.sqlite.org/walformat.html#the_wal_index_header>
fn commits(database: &Path) -> Done<u32> {
    let index = fs::read(database.with_extension("db-shm"))?;
    let change = index.get(8..12).ok_or("the WAL index has no header")?;
    Ok(u32::from_ne_bytes(change.try_into()?))
}

/// Counts what sqlx reports.
mod queries {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use tracing::{Event, Metadata, Subscriber, span};

    struct Counter(Arc<AtomicU64>);

    pub fn count() -> Arc<AtomicU64> {
        let count = Arc::new(AtomicU64::new(0));
        // Fails only when there is a subscriber already, and this program has no other.
        let _ = tracing::subscriber::set_global_default(Counter(Arc::clone(&count)));
        count
    }

    impl Subscriber for Counter {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "sqlx::query"
        }

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }

        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }
}
