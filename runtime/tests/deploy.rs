//! A deployment while the work goes on: processes of two builds on one database, one of which changes its schema.
//!
//! This program starts itself as those processes. It is its own harness, since they are no tests.

use std::{
    env,
    error::Error,
    process::ExitCode,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Config, DataLoss, Event, Handlers, IntoOutcome as _, Operations, Timestamp,
};
use processes::Process;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;

mod processes;

const ROLE: &str = "BUILDAMP_DEPLOY_TEST_ROLE";
const URL: &str = "BUILDAMP_DEPLOY_TEST_URL";
const BUILD: &str = "BUILDAMP_DEPLOY_TEST_BUILD";
const LEASE: Duration = Duration::from_secs(3);

/// What the next build adds to the schema before its processes take up work.
const ADDITION: &str = "
    ALTER TABLE buildamp.consumers ADD COLUMN IF NOT EXISTS of_the_next_build integer;
    INSERT INTO buildamp.migrations (version, description, success, checksum, execution_time)
    VALUES (1000, 'addition', TRUE, '', 0) ON CONFLICT DO NOTHING;
";
/// What no build before can work with.
const BREAK: &str = "
    INSERT INTO buildamp.migrations (version, description, success, checksum, execution_time)
    VALUES (1001, 'break', TRUE, '', 0);
    INSERT INTO buildamp.breaking_migrations VALUES (1001);
";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    name: String,
}

impl Event for Job {
    const TYPE: &'static str = "deploy.job";
}

type Done<T = ()> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (role, url) = (env::var(ROLE), env::var(URL).unwrap_or_default());
    let done = match role.as_deref() {
        Ok("migrate") => runtime.block_on(migrate(&url)),
        Ok("web") => runtime.block_on(web(&url)),
        Ok("worker") => runtime.block_on(async { Ok(app(&url).worker().await?) }),
        _ => runtime.block_on(async {
            let folder = TempDir::new()?;
            let file = format!("sqlite:{}", folder.path().join("deploy.db").display());
            f11_a_migration_that_is_killed_is_completed_by_the_next(&file).await?;
            let url = servers::Postgres::shared().database();
            f11_a_migration_that_is_killed_is_completed_by_the_next(&url).await?;
            f11_a_migration_waits_for_a_long_transaction_and_nobody_waits_for_it().await?;
            f11_builds_replace_each_other_while_the_work_goes_on().await
        }),
    };
    let Err(error) = done else {
        return ExitCode::SUCCESS;
    };
    eprintln!("deploy: {error}");
    let own = error.downcast_ref::<buildamp_runtime::Error>();
    own.map_or(ExitCode::FAILURE, buildamp_runtime::Error::exit_code)
}

fn config(url: &str) -> Config {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    config.processor.lease = LEASE;
    config.processor.tx_timeout = Duration::from_secs(1);
    config
}

/// One whose handler notes in its transaction what it was and which build did it.
fn app(url: &str) -> App {
    let build = env::var(BUILD).unwrap_or_default();
    let handlers = Handlers::new().on("job", move |job: Job, _cx, tx| {
        let build = build.clone();
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let note = sqlx::query("INSERT INTO effect VALUES ($1, $2)")
                .bind(job.name)
                .bind(build);
            note.execute(tx.postgres()?).await?;
            Ok::<(), buildamp_runtime::Error>(()).into_outcome()
        })
    });
    let tick = |tick: Timestamp| Job {
        name: format!("tick {tick}"),
    };
    App::new(config(url))
        .handlers(handlers)
        .cron("second", "* * * * * *", tick)
}

async fn migrate(url: &str) -> Done {
    Operations::migrate(&config(url)).await?;
    Ok(())
}

/// Emits until it is told to stop. That one emit fails is an end with a failure.
async fn web(url: &str) -> Done {
    let build = env::var(BUILD)?;
    let app = App::new(config(url));
    let cx = app.context();
    let emit = async {
        for number in 0.. {
            let name = format!("{build} {number}");
            cx.emit(Job { name }).await?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    };
    tokio::select! {
        done = app.worker() => Ok(done?),
        failed = emit => failed,
    }
}

fn start(role: &str, build: &str, url: &str) -> Done<Process> {
    Ok(Process::start(&[(ROLE, role), (BUILD, build), (URL, url)])?)
}

/// At whichever moment a process that migrates is killed, and however many do so at once, the schema is whole afterwards.
async fn f11_a_migration_that_is_killed_is_completed_by_the_next(url: &str) -> Done {
    let config = config(url);
    for round in 0..8 {
        let mut processes = Vec::new();
        for _ in 0..2 {
            processes.push(start("migrate", "old", url)?);
        }
        tokio::time::sleep(Duration::from_millis(10 * round)).await;
        processes[0].kill()?;
        let status = processes[1].wait()?;
        check(
            status.success(),
            format!("round {round}: the other process ended with {status}"),
        )?;
        let found = Operations::validate(&config).await?;
        check(found.is_empty(), format!("round {round}: {found:?}"))?;
        Operations::migrate_down(&config, Some(0), DataLoss::Accept).await?;
    }
    println!("deploy: migrations were killed, and completed by the next");
    Ok(())
}

/// While a transaction holds what is to be migrated, the migration waits, and others come before it. It is killed then, and what
/// it has done so far stands.
async fn f11_a_migration_waits_for_a_long_transaction_and_nobody_waits_for_it() -> Done {
    let url = servers::Postgres::shared().database();
    let config = config(&url);
    Operations::migrate(&config).await?;
    Operations::migrate_down(&config, Some(2), DataLoss::Accept).await?;
    let db = PgPool::connect(&url).await?;
    let mut long = db.begin().await?;
    let hold = "LOCK TABLE buildamp.consumers IN ACCESS SHARE MODE";
    sqlx::raw_sql(hold).execute(&mut *long).await?;
    let mut migrating = start("migrate", "old", &url)?;
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'";
    wait(&db, waits, |count| count > 0).await?;
    // Two of its tries long. Without its lock_timeout this would wait until the long transaction ends, which is never.
    for _ in 0..20 {
        let read = "SET LOCAL statement_timeout = '20s'; SELECT * FROM buildamp.consumers";
        let mut short = db.begin().await?;
        sqlx::raw_sql(read).execute(&mut *short).await?;
        short.commit().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    migrating.kill()?;
    let schema = Operations::schema(&config).await?;
    let applied = schema.migrations.iter().filter(|it| it.applied).count();
    check(applied == 2, format!("{applied} are applied"))?;
    let mut next = start("migrate", "old", &url)?;
    wait(&db, waits, |count| count > 0).await?;
    long.rollback().await?;
    check(
        next.wait()?.success(),
        "the next one did not complete it".to_owned(),
    )?;
    let found = Operations::validate(&config).await?;
    check(found.is_empty(), format!("{found:?}"))?;
    println!("deploy: a migration waited, and nobody waited for it");
    Ok(())
}

/// Web and workers of one build are replaced by those of the next, one after the other and one of them by a kill; then somebody
/// breaks with the build before.
async fn f11_builds_replace_each_other_while_the_work_goes_on() -> Done {
    let url = servers::Postgres::shared().database();
    let db = PgPool::connect(&url).await?;
    sqlx::raw_sql("CREATE TABLE effect (name text, build text)")
        .execute(&db)
        .await?;
    migrate(&url).await?;
    let by = |build: &str| format!("SELECT count(*) FROM effect WHERE build = '{build}'");

    let mut killed = start("worker", "old", &url)?;
    let mut others = [start("worker", "old", &url)?, start("worker", "old", &url)?];
    // What is emitted before is for nobody.
    let known = "SELECT count(*) FROM buildamp.consumers";
    wait(&db, known, |count| count == 1).await?;
    let mut old_web = start("web", "old", &url)?;
    wait(&db, &by("old"), |count| count >= 100).await?;

    sqlx::raw_sql(ADDITION).execute(&db).await?;
    let new_worker = start("worker", "new", &url)?;
    wait(&db, &by("new"), |count| count >= 50).await?;
    let so_far = count(&db, &by("old")).await?;
    wait(&db, &by("old"), |count| count >= so_far + 50).await?;
    // One of the build before still starts.
    let mut late = start("worker", "late", &url)?;
    wait(&db, &by("late"), |count| count >= 20).await?;

    let running = "SELECT count(*) FROM buildamp.deliveries WHERE worker IS NOT NULL";
    wait(&db, running, |count| count >= 3).await?;
    killed.kill()?;
    let since = Instant::now();
    let orphans: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM buildamp.deliveries WHERE worker IS NOT NULL AND lease_until < now() + interval '3 s'",
    )
    .fetch_all(&db)
    .await?;
    let mut new_web = start("web", "new", &url)?;
    for process in others.iter_mut().chain([&mut late, &mut old_web]) {
        process.terminate()?;
        let status = process.wait()?;
        check(
            status.success(),
            format!("a process of the build before ended with {status}"),
        )?;
    }
    let first = orphans.iter().map(i64::to_string).collect::<Vec<_>>();
    let first = format!(
        "SELECT count(*) FROM buildamp.deliveries WHERE worker IS NOT NULL AND attempt = 1 AND id IN (0{})",
        first
            .iter()
            .map(|id| format!(", {id}"))
            .collect::<Vec<_>>()
            .concat()
    );
    wait(&db, &first, |count| count == 0).await?;
    let resumed = since.elapsed();
    check(
        resumed <= LEASE + Duration::from_secs(2),
        format!("what was running at the kill was taken up after {resumed:?}"),
    )?;
    wait(
        &db,
        "SELECT count(*) FROM effect WHERE name LIKE 'new %'",
        |count| count >= 100,
    )
    .await?;
    new_web.terminate()?;
    check(new_web.wait()?.success(), "the new web failed".to_owned())?;
    let open = "SELECT count(*) FROM buildamp.deliveries AS delivery JOIN buildamp.events AS event
        ON event.seq = delivery.event_seq WHERE state <> 'succeeded' AND data ->> 'name' NOT LIKE 'tick %'";
    wait(&db, open, |count| count == 0).await?;

    let emitted = count(
        &db,
        "SELECT count(*) FROM buildamp.events WHERE data ->> 'name' NOT LIKE 'tick %'",
    );
    let emitted = emitted.await?;
    let effects = "SELECT count(*) FROM effect WHERE name NOT LIKE 'tick %'";
    let effects = count(&db, effects).await?;
    let distinct = "SELECT count(DISTINCT name) FROM effect WHERE name NOT LIKE 'tick %'";
    let distinct = count(&db, distinct).await?;
    check(
        effects == emitted && distinct == emitted,
        format!("{effects} effects of {distinct} jobs, {emitted} were emitted"),
    )?;
    let ticks = "SELECT count(*) - count(DISTINCT data ->> 'name') FROM buildamp.events";
    let ticks = count(&db, ticks).await?;
    check(ticks == 0, format!("{ticks} ticks were emitted twice"))?;
    println!("deploy: {emitted} jobs over two builds, each effect once");

    // The one that is called new here is now the build before.
    f11_a_break_ends_the_processes_of_the_build_before(&db, &url, new_worker).await
}

/// A migration that breaks with the build before ends its processes with 78, and they do not start again.
async fn f11_a_break_ends_the_processes_of_the_build_before(
    db: &PgPool,
    url: &str,
    mut worker: Process,
) -> Done {
    let mut web = start("web", "last", url)?;
    wait(
        db,
        "SELECT count(*) FROM effect WHERE name LIKE 'last %'",
        |count| count > 0,
    )
    .await?;
    sqlx::raw_sql(BREAK).execute(db).await?;
    for process in [&mut worker, &mut web] {
        let status = process.wait()?;
        check(
            status.code() == Some(78),
            format!("before a schema that it does not fit a process ended with {status}"),
        )?;
    }
    let mut again = start("worker", "new", url)?;
    let status = again.wait()?;
    check(
        status.code() == Some(78),
        format!("started again it ended with {status}"),
    )?;
    let running = "SELECT count(*) FROM buildamp.deliveries WHERE worker IS NOT NULL";
    let running = count(db, running).await?;
    check(running == 0, format!("{running} are left running"))?;
    println!("deploy: a schema that a build does not fit ends its processes with 78");
    Ok(())
}

async fn count(db: &PgPool, sql: &str) -> Done<i64> {
    let count = sqlx::query_scalar(AssertSqlSafe(sql));
    Ok(count.fetch_one(db).await?)
}

async fn wait(db: &PgPool, sql: &str, so: impl Fn(i64) -> bool) -> Done {
    let begun = Instant::now();
    loop {
        let count = count(db, sql).await?;
        if so(count) {
            return Ok(());
        }
        check(
            begun.elapsed() < Duration::from_mins(1),
            format!("after a minute still {count}: {sql}"),
        )?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn check(holds: bool, otherwise: String) -> Done {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}
