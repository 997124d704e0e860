//! `kill -9` in the middle of the work, on each database: nothing is lost, each effect stands once, orphans run again soon.
//!
//! This program starts itself as the worker that is killed. It is its own harness, since a worker is no test.

mod inbox;
mod onlooker;
mod poison;
#[path = "../processes/mod.rs"]
mod processes;

use std::{
    env,
    error::Error,
    fs::{self, OpenOptions},
    future::pending,
    io::Write as _,
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Batch, Config, Context, Event, Handlers, IntoBatchEnd as _, IntoOutcome as _, Result, Tx,
};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use tempfile::{NamedTempFile, TempDir};

use inbox::s28_what_is_sent_again_has_its_effect_once;
use onlooker::{Onlooker, check, start, wait, waiting};
use poison::{Parcel, Poison, f8_poison_in_a_batch_is_found, f8_poison_is_quarantined};

const DELIVERIES: u32 = 2_000;
const LEASE: Duration = Duration::from_secs(10);
const WORKER: &str = "BUILDAMP_CRASH_TEST_WORKER";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    number: u32,
}

impl Event for Job {
    const TYPE: &'static str = "crash.job";
}

/// What is charged and mailed, and the file that says how often.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Order {
    effects: PathBuf,
}

impl Event for Order {
    const TYPE: &'static str = "crash.order";
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let done = match (env::var(WORKER), env::var(inbox::RECEIVER)) {
        (Ok(url), _) => runtime.block_on(work(&url)),
        (_, Ok(told)) => runtime.block_on(inbox::receive(&told)),
        _ => runtime.block_on(async {
            let folder = TempDir::new()?;
            let sqlite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
            let names = ["kill", "term", "steps", "poison", "batch", "inbox"];
            for [kill, terminated, steps, poisoned, batch, inbox] in
                [names.map(sqlite), names.map(|_| postgres())]
            {
                kill_twice(&kill).await?;
                terminate(&terminated).await?;
                kill_between_steps(&steps).await?;
                f8_poison_is_quarantined(&poisoned).await?;
                f8_poison_in_a_batch_is_found(&batch).await?;
                s28_what_is_sent_again_has_its_effect_once(&inbox).await?;
            }
            Ok(())
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("crash: {error}");
            ExitCode::FAILURE
        }
    }
}

fn postgres() -> String {
    servers::Postgres::shared().database()
}

fn config(url: &str) -> Config {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    config.processor.workers = 16;
    config.processor.lease = LEASE;
    config.processor.tx_timeout = Duration::from_secs(1);
    config
}

fn app(url: &str) -> App {
    let jobs = Handlers::new().on("job", |job: Job, cx, tx| {
        Box::pin(async move { handle(job, &cx, tx).await.into_outcome() })
    });
    let parcels =
        Handlers::new().on_batch("parcel", Batch::new(100), |parcels: Vec<Parcel>, cx, tx| {
            Box::pin(async move { poison::pack(parcels, &cx, tx).await.into_batch_end() })
        });
    App::new(config(url))
        .handlers(jobs)
        .handlers(parcels)
        .on("poison", |_: Poison, _| async { poison::abort() })
        .on("order", |order: Order, cx| async move {
            let note = async |what: &str| {
                let mut effects = OpenOptions::new().append(true).open(&order.effects)?;
                writeln!(effects, "{what}")?;
                effects.sync_all()
            };
            cx.step("charge", async || note("charged").await).await?;
            if cx.attempt() == 1 {
                // Until it is killed.
                pending::<()>().await;
            }
            cx.step("mail", async || note("mailed").await).await
        })
}

/// Sleeps, then writes through its transaction.
async fn handle(
    job: Job,
    cx: &Context,
    tx: &mut Tx<'_>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    // Of two numbers nobody else wrote, so it is no statement of others.
    let effect = format!(
        "insert into effect (number, attempt) values ({}, {})",
        job.number,
        cx.attempt()
    );
    run(tx, &effect).await
}

/// Own SQL, on whichever database.
async fn run(tx: &mut Tx<'_>, sql: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    match tx.sqlite() {
        Ok(sqlite) => query.execute(sqlite).await.map(|_| ())?,
        Err(_) => query.execute(tx.postgres()?).await.map(|_| ())?,
    }
    Ok(())
}

async fn work(url: &str) -> Result<(), Box<dyn Error>> {
    Ok(app(url).run_until_empty().await?)
}

/// SIGTERM, on the other hand, lets a worker finish what it has begun and hand back the rest.
async fn terminate(url: &str) -> Result<(), Box<dyn Error>> {
    let mut db = prepare(url).await?;
    let mut worker = start(url)?;
    wait(&mut db, "select count(*) from effect", |count| count >= 100).await?;
    worker.terminate()?;
    let asked = Instant::now();
    let status = worker.wait()?;
    check(
        status.success(),
        format!("after SIGTERM the worker ended with {status}"),
    )?;
    check(
        asked.elapsed() < LEASE,
        format!("after SIGTERM the worker went on for {:?}", asked.elapsed()),
    )?;
    let running: i64 = db
        .scalar("select count(*) from buildamp_deliveries where worker is not null")
        .await?;
    let charged: i64 =
        db.scalar("select count(*) from buildamp_deliveries where state = 'pending' and attempt > attempt_base")
            .await?;
    let left: i64 = db
        .scalar("select count(*) from buildamp_deliveries where state = 'pending'")
        .await?;
    check(
        running == 0 && charged == 0 && left > 0,
        format!("SIGTERM left {running} running, charged {charged} attempts, and {left} to do"),
    )?;
    println!("crash: SIGTERM left nothing running, no attempt charged, {left} to do");
    Ok(())
}

/// What a step has done before the kill the next attempt does not do again.
async fn kill_between_steps(url: &str) -> Result<(), Box<dyn Error>> {
    let effects = NamedTempFile::new()?;
    let order = Order {
        effects: effects.path().to_owned(),
    };
    let app = app(url);
    // Its consumer is on record once a worker has been there.
    app.consumers().await?;
    app.context().emit(order).await?;
    let mut db = Onlooker::new(url).await?;
    let mut worker = start(url)?;
    let kept = "select count(*) from buildamp_steps";
    wait(&mut db, kept, |count| count == 1).await?;
    worker.kill()?;
    let status = start(url)?.wait()?;
    check(
        status.success(),
        format!("the last worker ended with {status}"),
    )?;
    let effects = fs::read_to_string(effects.path())?;
    check(
        effects == "charged\nmailed\n",
        format!("what was done: {effects:?}"),
    )?;
    println!("crash: a kill between two steps, and each was done once");
    Ok(())
}

async fn kill_twice(url: &str) -> Result<(), Box<dyn Error>> {
    let mut db = prepare(url).await?;

    let mut kills = Vec::new();
    for kill in 1..=2 {
        let mut worker = start(url)?;
        let effects = 300 * kill;
        wait(&mut db, "select count(*) from effect", |count| {
            count >= effects
        })
        .await?;
        wait(
            &mut db,
            "select count(*) from buildamp_deliveries where worker is not null",
            |count| count >= 8,
        )
        .await?;
        worker.kill()?;
        let killed = Instant::now();
        let orphans = db.running().await?;
        check(
            orphans.len() >= 8,
            format!("kill {kill} found {} running, not 8 or more", orphans.len()),
        )?;
        println!("crash: kill {kill} left {} running", orphans.len());
        kills.push((killed, orphans));
    }
    let mut last = start(url)?;
    for (killed, orphans) in kills {
        wait(&mut db, &waiting(&orphans), |count| count == 0).await?;
        let waited = killed.elapsed();
        check(
            waited < LEASE / 2,
            format!("orphans waited {waited:?} for their leases, though their process was gone"),
        )?;
        println!(
            "crash: the last of {} orphans ran again after {waited:.2?}",
            orphans.len()
        );
    }
    let status = last.wait()?;
    check(
        status.success(),
        format!("the last worker ended with {status}"),
    )?;

    let open: i64 = db
        .scalar("select count(*) from buildamp_deliveries where state <> 'succeeded'")
        .await?;
    check(open == 0, format!("{open} deliveries were lost"))?;
    let all: i64 = db.scalar("select count(*) from effect").await?;
    let distinct: i64 = db
        .scalar("select count(distinct number) from effect")
        .await?;
    check(
        all == i64::from(DELIVERIES) && distinct == all,
        format!("{all} effects of {distinct} deliveries instead of one each of {DELIVERIES}"),
    )?;
    let reruns: i64 = db
        .scalar("select count(*) from effect where attempt > 1")
        .await?;
    check(
        reruns >= 1,
        "nothing was run again, so nothing was shown".to_owned(),
    )?;
    // What was claimed ahead and found no slot is handed back.
    let before: i64 = db
        .scalar(
            "select count(*) from buildamp_attempts where outcome in ('worker_lost', 'released')",
        )
        .await?;
    check(
        before >= reruns,
        format!("{reruns} reruns, but only {before} attempts on record as lost or handed back"),
    )?;
    let integrity = db.integrity().await?;
    check(integrity == "ok", format!("integrity_check: {integrity}"))?;
    println!("crash: {DELIVERIES} deliveries, each effect once, {reruns} run again, integrity ok");
    Ok(())
}

/// A database with all deliveries to do, and a connection that looks on.
async fn prepare(url: &str) -> Result<Onlooker, Box<dyn Error>> {
    prepare_jobs(url, DELIVERIES).await
}

async fn prepare_jobs(url: &str, jobs: u32) -> Result<Onlooker, Box<dyn Error>> {
    println!("crash: on {}", url.split(':').next().unwrap_or_default());
    let cx = app(url).context();
    let mut tx = cx.begin().await?;
    // No unique constraint: a second effect would be counted, not refused.
    run(
        &mut tx,
        "create table effect (number integer, attempt integer)",
    )
    .await
    .map_err(|error| error.to_string())?;
    tx.commit().await?;
    cx.emit_all((0..jobs).map(|number| Job { number })).await?;
    Onlooker::new(url).await
}
