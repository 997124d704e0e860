//! What an operator does, from another process.

use std::time::{Duration, Instant};

use buildamp_runtime::{
    App, Emission, ErasureScope, Error, Handlers, IntoOutcome, Operations, Result, State, Verdict,
};

use crate::support::{Desk, Noted, noted};

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
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
    let until_open = async |wanted: i64| {
        for _ in 0..1_000 {
            let open = sqlx::query_scalar(open).fetch_one(&desk.pool).await;
            if open.unwrap_or(0_i64) == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("there are never {wanted} transactions open");
    };
    // The machine may be busy with something else at one of them.
    let mut times = Vec::new();
    for text in ["a", "b", "c"] {
        let id = app.context().emit(noted(text)).await?;
        until_open(1).await;
        let operations = Operations::attach(desk.config.clone()).await?;
        let called_off = Instant::now();
        assert_eq!(operations.cancel_event(id).await?, 1);
        until_open(0).await;
        times.push(called_off.elapsed());
        assert_eq!(desk.own().await, [""; 0]);
        let (_, deliveries) = operations.event(id).await?;
        assert_eq!(deliveries[0].delivery.state, State::Cancelled);
        assert_eq!(deliveries[0].attempts[0].outcome, "cancelled");
    }
    let is_soon = |time: &Duration| *time < Duration::from_secs(1);
    assert!(times.iter().any(is_soon), "{times:?}");
    app.handle().shutdown();
    running.await.unwrap()
}

/// A plain DELETE or UPDATE changes no event.
#[tokio::test(flavor = "multi_thread")]
async fn p7_the_database_refuses_to_change_or_delete_an_event() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app();
    let id = app.context().emit(noted("kept")).await?;
    for refused in [
        "DELETE FROM buildamp.events",
        "TRUNCATE buildamp.events",
        "UPDATE buildamp.events SET data = 'null'",
        // Also for whoever has found out how events are erased.
        "SET buildamp.change = 'erase'; UPDATE buildamp.events SET data = '{}', erased_at = now()",
        "SET buildamp.change = 'erase'; UPDATE buildamp.events SET data = 'null', erased_at = now(), type = 'other'",
        "SET buildamp.change = 'erase'; UPDATE buildamp.events SET data = 'null', erased_at = now(), actor = 'eve'",
        "SET buildamp.change = 'erase'; DELETE FROM buildamp.events",
    ] {
        let error = sqlx::raw_sql(refused).execute(&desk.pool).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{refused}: {error}");
    }
    let (event, _) = app.operations().event(id).await?;
    assert_eq!(event.payload_as::<Noted>().unwrap(), noted("kept"));
    Ok(())
}

/// Erasing is on record, and the record is not changed any more. A name is in neither.
#[tokio::test(flavor = "multi_thread")]
async fn p7_an_erasure_is_on_record_for_good() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app();
    app.consumers().await?;
    let cx = app.context().with_actor("zoe");
    let waits = Emission::new(noted("zoe's")).schedule(Duration::from_hours(1));
    let done = cx.emit(noted("zoe's, too")).await?;
    app.context().with_actor("bob").emit(noted("bob's")).await?;
    app.run_until_empty().await?;
    let waits = cx.emit(waits).await?;
    let operations = Operations::attach(desk.config.clone()).await?;
    let zoe = ErasureScope::actor("zoe");
    let erasure = operations.erase(&zoe, "she asked for it", None).await?;
    assert_eq!((erasure.events, erasure.deliveries), (2, 1));
    for (id, state) in [(waits, State::Cancelled), (done, State::Succeeded)] {
        let (event, deliveries) = operations.event(id).await?;
        assert_eq!((event.data.get(), event.actor), ("null", None));
        assert_eq!(deliveries[0].delivery.state, state);
    }
    // Neither is what an id could have in it.
    let texts = "SELECT string_agg(concat(event.*), '') FROM buildamp.events AS event";
    let texts: String = sqlx::query_scalar(texts).fetch_one(&desk.pool).await?;
    assert!(texts.contains("bob's") && !texts.contains("zoe"), "{texts}");
    for refused in [
        "UPDATE buildamp.erasures SET reason = 'other'",
        "DELETE FROM buildamp.erasures",
        "TRUNCATE buildamp.erasures",
    ] {
        let error = sqlx::raw_sql(refused).execute(&desk.pool).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{refused}: {error}");
    }
    assert_eq!(
        operations.erasures(Some(&zoe), None, 9).await?.items,
        [erasure]
    );
    Ok(())
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
        VALUES (1000, 'later', true, '', 0)";
    sqlx::query(newer).execute(&desk.pool).await?;
    let newer = refused().await;
    assert!(
        newer.contains("migration 1000 (later) is of a newer build"),
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

/// The tests' server forgets what it was told when the machine fails; one that does so unknown to its users is a problem.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_sees_how_the_server_is_set() -> Result<()> {
    let desk = Desk::new().await;
    Operations::migrate(&desk.config).await?;
    let findings = Operations::examine(&desk.config).await;
    let of = |what: &str| findings.iter().find(|it| it.what == what).unwrap();
    assert_eq!(of("durability").verdict, Verdict::Problem);
    assert!(of("durability").says.contains("fsync = off"));
    assert_eq!(of("schema").verdict, Verdict::Ok);
    assert_eq!(of("clock").verdict, Verdict::Ok);
    assert!(of("database").says.starts_with("PostgreSQL 1"));
    let mut nowhere = desk.config.clone();
    nowhere.store.url = "postgres://nobody@127.0.0.1:1/none".to_owned();
    let findings = Operations::examine(&nowhere).await;
    let last = findings.last().unwrap();
    assert_eq!((&*last.what, last.verdict), ("database", Verdict::Problem));
    Ok(())
}
