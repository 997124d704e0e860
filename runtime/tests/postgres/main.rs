//! An application on PostgreSQL, as its users meet it.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Clock, Config, Context, Emission, Error, Event, EventId, Handlers, IntoOutcome,
    Operations, Result, State, SystemClock, Timestamp,
};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, PgConnection, PgPool, postgres::PgPoolOptions};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Noted {
    text: String,
}

impl Event for Noted {
    const TYPE: &'static str = "desk.noted";
}

fn noted(text: &str) -> Noted {
    Noted {
        text: text.to_owned(),
    }
}

/// A database with a table of the application's own.
struct Desk {
    config: Config,
    pool: PgPool,
}

impl Desk {
    async fn new() -> Self {
        Self::on(servers::Postgres::shared()).await
    }

    async fn on(server: &servers::Postgres) -> Self {
        let mut config = Config::default();
        config.store.url = server.database();
        config.processor.lease = Duration::from_secs(2);
        config.processor.tx_timeout = Duration::from_secs(1);
        let pool = PgPoolOptions::new().max_connections(3);
        let pool = pool.connect(&config.store.url).await.unwrap();
        let create = sqlx::query("CREATE TABLE own (text text PRIMARY KEY)");
        create.execute(&pool).await.unwrap();
        Self { config, pool }
    }

    /// An application whose handler writes what was noted into the table, in its own transaction.
    fn app(&self) -> App {
        let handlers = Handlers::new().on("desk::file", |note: Noted, _cx, tx| {
            Box::pin(async move {
                let file = sqlx::query("INSERT INTO own VALUES ($1)").bind(note.text);
                file.execute(tx.postgres()?).await?;
                Ok::<(), Error>(()).into_outcome()
            })
        });
        App::new(self.config.clone()).handlers(handlers)
    }

    async fn own(&self) -> Vec<String> {
        let own = sqlx::query_scalar("SELECT text FROM own ORDER BY text");
        own.fetch_all(&self.pool).await.unwrap()
    }

    async fn texts(&self) -> Vec<String> {
        let texts = "SELECT data ->> 'text' FROM buildamp.events ORDER BY seq";
        sqlx::query_scalar(texts)
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }
}

async fn insert(cx: &Context, text: &str) -> Result<EventId> {
    let mut tx = cx.begin().await?;
    let own = sqlx::query("INSERT INTO own VALUES ($1)").bind(text.to_owned());
    own.execute(tx.postgres()?).await?;
    let ids = tx.emit_all([noted(text)]).await?;
    tx.commit().await?;
    Ok(ids[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn b13_what_a_handler_writes_and_its_completion_are_one_commit() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app();
    let id = app.context().emit(noted("a")).await?;
    app.run_until_empty().await?;
    assert_eq!(desk.own().await, ["a"]);
    let trace = app.trace(id.into()).await?;
    assert_eq!(
        trace.events[0].deliveries[0].delivery.state,
        State::Succeeded
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_own_rows_and_events_commit_together_or_not_at_all() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    insert(&cx, "kept").await?;
    let mut tx = cx.begin().await?;
    let own = sqlx::query("INSERT INTO own VALUES ('gone')");
    own.execute(tx.postgres()?).await?;
    tx.emit_all([noted("gone")]).await?;
    drop(tx);
    let failed = insert(&cx, "kept").await;
    assert!(matches!(failed, Err(Error::Store(_))), "{failed:?}");
    assert_eq!(desk.own().await, ["kept"]);
    assert_eq!(desk.texts().await, ["kept"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_a_transaction_of_the_callers_is_joined() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    for (text, is_kept) in [("kept", true), ("gone", false)] {
        let mut own = desk.pool.begin().await?;
        let insert = sqlx::query("INSERT INTO own VALUES ($1)").bind(text);
        insert.execute(&mut *own).await?;
        cx.join(&mut own).emit_all([noted(text)]).await?;
        assert!(!desk.texts().await.contains(&text.to_owned()));
        if is_kept {
            own.commit().await?;
        }
    }
    assert_eq!(desk.own().await, ["kept"]);
    assert_eq!(desk.texts().await, ["kept"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_inside_a_transaction_undoes_no_more_than_itself() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let mut tx = cx.begin().await?;
    tx.emit_all([noted("before")]).await?;
    // PostgreSQL keeps no such character in a text.
    let refused = tx
        .emit_all([Emission::from(noted("refused")).idempotency_key("a\0")])
        .await;
    assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    tx.emit_all([noted("after")]).await?;
    tx.commit().await?;
    assert_eq!(desk.texts().await, ["before", "after"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_is_open_for_too_long_is_over() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let mut tx = cx.begin().await?;
    tx.emit_all([noted("late")]).await?;
    tokio::time::sleep(desk.config.processor.tx_timeout + Duration::from_millis(300)).await;
    let late = tx.emit_all([noted("later")]).await;
    assert!(matches!(late, Err(Error::TxTimeout(_))), "{late:?}");
    let late = tx.commit().await;
    assert!(matches!(late, Err(Error::TxTimeout(_))), "{late:?}");
    assert!(desk.texts().await.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_databases_executor_is_a_typed_error() -> Result<()> {
    let desk = Desk::new().await;
    let mut tx = App::new(desk.config.clone()).context().begin().await?;
    let wrong = tx.sqlite().unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "this transaction runs on postgres; `tx.sqlite()` needs an application on sqlite"
    );
    Ok(())
}

/// Any language, any trigger: the function that the Rust side calls too.
#[tokio::test(flavor = "multi_thread")]
async fn sql_emits_in_its_own_transaction() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app();
    app.run_until_empty().await?;
    let mut own = desk.pool.begin().await?;
    let emit = |options: &'static str| {
        sqlx::query_scalar::<_, sqlx::types::Uuid>(
            "SELECT buildamp.emit('desk.noted', '{\"text\": \"by SQL\"}', $1::jsonb)",
        )
        .bind(options)
    };
    let id = emit(r#"{"idempotency_key": "k", "priority": -10}"#)
        .fetch_one(&mut *own)
        .await?;
    own.commit().await?;
    let again = emit(r#"{"idempotency_key": "k"}"#)
        .fetch_one(&desk.pool)
        .await?;
    assert_eq!(again, id);
    let unknown = emit(r#"{"prio": 1}"#).fetch_one(&desk.pool).await;
    let unknown = unknown.unwrap_err().to_string();
    assert!(
        unknown.contains("buildamp.emit knows no option prio"),
        "{unknown}"
    );
    app.run_until_empty().await?;
    assert_eq!(desk.own().await, ["by SQL"]);
    EventId::try_from(id).expect("a UUID of version 7");
    Ok(())
}

/// A process that only emits wakes the one that handles, long before that would look.
#[tokio::test(flavor = "multi_thread")]
async fn k12_another_process_is_woken_also_after_its_listener_was_killed() -> Result<()> {
    let mut desk = Desk::new().await;
    desk.config.processor.poll = Duration::from_secs(30);
    let app = desk.app();
    let worker = tokio::spawn(app.worker());
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let emitter = App::new(desk.config.clone()).context();
    for round in 0..3 {
        emitter.emit(noted(&round.to_string())).await?;
        let waits = Instant::now();
        while desk.own().await.len() <= round {
            assert!(waits.elapsed() < Duration::from_secs(10), "round {round}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let kill =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        sqlx::query(kill).execute(&desk.pool).await?;
    }
    app.handle().shutdown();
    worker.await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_never_changed() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    cx.emit(noted("a")).await?;
    let mut stranger = PgConnection::connect(&desk.config.store.url).await?;
    for change in [
        "UPDATE buildamp.events SET data = '{}'",
        "DELETE FROM buildamp.events",
        "TRUNCATE buildamp.events",
    ] {
        let refused = sqlx::query(change).execute(&mut stranger).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn f5_machines_whose_clocks_differ_go_by_the_databases() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app().clock(Slow);
    app.run_until_empty().await?;
    let off = app.context().now().duration_since(SystemClock.now());
    assert!(off.abs().as_secs() < 5, "{off:?}");
    // Another machine's, due now by the time that both go by.
    desk.app().context().emit(noted("now")).await?;
    let later = Emission::new(noted("later")).schedule(Duration::from_mins(5));
    desk.app().context().emit(later).await?;
    app.context().emit(noted("mine")).await?;
    let worker = tokio::spawn(app.worker());
    while desk.own().await.len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.handle().shutdown();
    worker.await.expect("no panic")?;
    assert_eq!(desk.own().await, ["mine", "now"]);
    Ok(())
}

/// A machine's clock that is ten minutes slow.
#[derive(Debug)]
struct Slow;

impl Clock for Slow {
    fn now(&self) -> Timestamp {
        SystemClock.now() - Duration::from_mins(10)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn is_local(&self) -> bool {
        true
    }
}

/// The server fails again and again under load: what was acknowledged is handled, once in effect, and nobody has to do anything.
#[tokio::test(flavor = "multi_thread")]
async fn f3_k15_the_server_crashes_and_comes_back() -> Result<()> {
    const CRASHES: usize = 3;
    let server = servers::Postgres::start(&[]);
    let desk = Desk::on(&server).await;
    let app = desk.app();
    let worker = tokio::spawn(app.worker());
    while app.consumers().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let cx = App::new(desk.config.clone()).context();
    let mut acknowledged = Vec::new();
    for crash in 0..CRASHES {
        for number in 0..20 {
            let text = format!("{crash}-{number}");
            let asked = Instant::now();
            if cx.emit(noted(&text)).await.is_ok() {
                acknowledged.push(text);
            }
            assert!(
                asked.elapsed() < Duration::from_secs(6),
                "{:?}",
                asked.elapsed()
            );
        }
        let refused = server.without(cx.emit(noted("nowhere"))).await;
        assert!(matches!(refused, Err(Error::Store(_))), "{refused:?}");
    }
    let recovers = Instant::now();
    // What was not acknowledged may be there too, and then it is handled as well.
    loop {
        let own = desk.own().await;
        let missing = acknowledged.iter().filter(|text| !own.contains(text));
        let missing = missing.count();
        if missing == 0 {
            break;
        }
        let waited = recovers.elapsed();
        assert!(
            waited < Duration::from_secs(15),
            "{missing} after {waited:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!worker.is_finished());
    app.handle().shutdown();
    worker.await.expect("no panic")?;
    Ok(())
}

/// An operator elsewhere calls off what runs: the handler ends within a second though nobody is told by NOTIFY, and what it
/// wrote in its transaction is undone.
#[tokio::test(flavor = "multi_thread")]
async fn k7_a_running_handler_is_called_off_within_a_second() -> Result<()> {
    let mut desk = Desk::new().await;
    desk.config.processor.lease = Duration::from_secs(30);
    desk.config.processor.tx_timeout = Duration::from_secs(10);
    let handlers = Handlers::new().on("desk::file", |note: Noted, _cx, tx| {
        Box::pin(async move {
            let file = sqlx::query("INSERT INTO own VALUES ($1)").bind(note.text);
            file.execute(tx.postgres()?).await?;
            std::future::pending::<()>().await;
            Ok::<(), Error>(()).into_outcome()
        })
    });
    let app = App::new(desk.config.clone()).handlers(handlers);
    let running = tokio::spawn(app.worker());
    let id = app.context().emit(noted("a")).await?;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
    let is_open = async || {
        let open = sqlx::query_scalar(open).fetch_one(&desk.pool).await;
        open.unwrap_or(0_i64) == 1
    };
    while !is_open().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let operations = Operations::attach(desk.config.clone()).await?;
    let called_off = Instant::now();
    assert_eq!(operations.cancel_event(id).await?, 1);
    while is_open().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = called_off.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(desk.own().await, [""; 0]);
    let (_, deliveries) = operations.event(id).await?;
    assert_eq!(deliveries[0].delivery.state, State::Cancelled);
    assert_eq!(deliveries[0].attempts[0].outcome, "cancelled");
    app.handle().shutdown();
    running.await.unwrap()
}

/// An operator's build that is not the application's changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn f11_an_operator_of_another_build_is_turned_away() -> Result<()> {
    let desk = Desk::new().await;
    let refused = async || {
        let attached = Operations::attach(desk.config.clone()).await;
        attached.unwrap_err().to_string()
    };
    let none = refused().await;
    assert!(none.contains("(events) is to be applied"), "{none}");
    assert!(Operations::migrate(&desk.config).await?.is_current());
    Operations::attach(desk.config.clone()).await?;
    let newer =
        "INSERT INTO buildamp.migrations (version, description, success, checksum, execution_time)
        VALUES (9, 'later', true, '', 0)";
    sqlx::query(newer).execute(&desk.pool).await?;
    let newer = refused().await;
    assert!(
        newer.contains("migration 9 (later) is of a newer build"),
        "{newer}"
    );
    sqlx::query("UPDATE buildamp.migrations SET checksum = '\\x00' WHERE version = 1")
        .execute(&desk.pool)
        .await?;
    let differs = refused().await;
    assert!(
        differs.contains("(events) was applied in another form"),
        "{differs}"
    );
    Ok(())
}

/// Two machines have the same cron, and each tick is emitted once.
#[cfg(feature = "cron")]
#[tokio::test(flavor = "multi_thread")]
async fn h40_of_two_machines_one_takes_each_tick() -> Result<()> {
    let desk = Desk::new().await;
    let app = || {
        let second = |tick: Timestamp| noted(&tick.to_string());
        desk.app().cron("second", "* * * * * *", second)
    };
    let apps = [app(), app()];
    let running = apps.each_ref().map(|app| tokio::spawn(app.worker()));
    let mut noted = Vec::new();
    while noted.len() < 4 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        noted = desk.own().await;
    }
    for (app, running) in apps.iter().zip(running) {
        app.handle().shutdown();
        running.await.unwrap()?;
    }
    let texts = desk.texts().await;
    let mut once = texts.clone();
    once.dedup();
    assert_eq!(
        texts, once,
        "a second tick of one time would be refused by `own`, too"
    );
    assert!(texts.is_sorted(), "{texts:?}");
    Ok(())
}

/// What another tool applies is the schema of this build.
#[tokio::test(flavor = "multi_thread")]
async fn f11_the_schema_can_be_applied_by_another_tool() -> Result<()> {
    let desk = Desk::new().await;
    let script = Operations::script(&desk.config, 0)?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(script))
        .execute(&desk.pool)
        .await?;
    assert!(Operations::schema(&desk.config).await?.is_current());
    let app = desk.app();
    app.consumers().await?;
    app.context().emit(noted("a")).await?;
    app.run_until_empty().await?;
    assert_eq!(desk.own().await, ["a"]);
    Ok(())
}
