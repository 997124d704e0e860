//! Own rows and events, together or not at all.

use std::time::Duration;

use buildamp_runtime::{
    App, DataLoss, Emission, Error, Event, EventId, EventSource, Operations, Result, State,
};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, PgConnection};

use crate::support::{Desk, insert, noted};

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
    for is_joined in [false, true] {
        let mut callers = desk.pool.begin().await?;
        let mut tx = if is_joined {
            cx.join(&mut callers)
        } else {
            cx.begin().await?
        };
        tx.emit_all([noted("before")]).await?;
        // PostgreSQL keeps no such character in a text, and so long a text in no index: one event, and more.
        for (key, others, why) in [
            ("a\0".to_owned(), 0, "the character U+0000"),
            (noise(20_000), 0, "SQLSTATE 54000"),
            (noise(20_000), 2, "SQLSTATE 54000"),
        ] {
            let refused = Emission::from(noted("refused")).idempotency_key(key);
            let others = (0..others).map(|_| Emission::from(noted("with it")));
            let refused = tx.emit_all(others.chain([refused])).await.unwrap_err();
            assert!(matches!(refused, Error::Store(_)), "{refused:?}");
            assert!(refused.to_string().contains(why), "{refused}");
        }
        tx.emit_all([noted("after")]).await?;
        tx.commit().await?;
        callers.commit().await?;
    }
    let kept = ["before", "after", "before", "after"];
    assert_eq!(desk.texts().await, kept);
    Ok(())
}

/// What cannot be stored at all is a statement that fails like others.
#[tokio::test(flavor = "multi_thread")]
async fn s23_an_emit_that_fails_in_a_callers_transaction_fails_it() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON buildamp.events FOR EACH ROW EXECUTE FUNCTION refuse();";
    cx.emit(noted("first")).await?;
    sqlx::raw_sql(refuse).execute(&desk.pool).await?;
    for count in [1, 2] {
        let mut own = desk.pool.begin().await?;
        let insert = "INSERT INTO own VALUES ('gone')";
        sqlx::query(insert).execute(&mut *own).await?;
        let events = (0..count).map(|_| noted("gone"));
        let failed = cx.join(&mut own).emit_all(events).await;
        assert!(matches!(failed, Err(Error::StorageFull(_))), "{failed:?}");
        assert!(sqlx::query(insert).execute(&mut *own).await.is_err());
        own.rollback().await?;
    }
    assert!(desk.own().await.is_empty());
    assert_eq!(desk.texts().await, ["first"]);
    Ok(())
}

/// Letters that cannot be compressed.
fn noise(count: usize) -> String {
    let step = |state: &u64| {
        Some(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        )
    };
    let letters = std::iter::successors(Some(7), step)
        .map(|state| char::from(b'a' + (state >> 59) as u8 % 26));
    letters.take(count).collect()
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

/// Of the application whose worker has started last; before there was one its name is not known.
#[tokio::test(flavor = "multi_thread")]
async fn b2_what_sql_emits_comes_from_the_database() -> Result<()> {
    let mut desk = Desk::new().await;
    Operations::migrate(&desk.config).await?;
    let emit = async |options: &str| {
        let emit =
            sqlx::query("SELECT buildamp.emit('desk.noted', '{\"text\": \"a\"}', $1::jsonb)");
        emit.bind(options.to_owned()).execute(&desk.pool).await?;
        let last = "SELECT source FROM buildamp.events ORDER BY seq DESC LIMIT 1";
        sqlx::query_scalar::<_, String>(last)
            .fetch_one(&desk.pool)
            .await
    };
    assert_eq!(emit("{}").await?, "/buildamp/sql/database");
    for application in ["shop", "shop", "store"] {
        let mut config = desk.config.clone();
        application.clone_into(&mut config.application);
        Desk::app_of(config).consumers().await?;
        let source = emit("{}").await?;
        assert_eq!(source, format!("/buildamp/{application}/database"));
        assert_eq!(EventSource::of(&source), Some(EventSource::Database));
    }
    let own = emit(r#"{"source": "https://example.com/till"}"#).await?;
    assert_eq!(own, "https://example.com/till");

    // A migration back and forth leaves what there was before it, and finds the name again.
    let back = Operations::migrate_down(&desk.config, Some(24), DataLoss::Accept).await?;
    assert!(back.iter().any(|it| it.version == 26));
    assert_eq!(emit("{}").await?, "/buildamp/sql");
    "shop".clone_into(&mut desk.config.application);
    desk.app().consumers().await?;
    let last = "SELECT buildamp.emit('desk.noted', '{\"text\": \"a\"}')";
    sqlx::query(last).execute(&desk.pool).await?;
    let last = "SELECT source FROM buildamp.events ORDER BY seq DESC LIMIT 1";
    let last: String = sqlx::query_scalar(last).fetch_one(&desk.pool).await?;
    assert_eq!(last, "/buildamp/shop/database");
    Ok(())
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

/// The option `debounce` is the method `.debounce(..)`: of those of a key that wait the last one stays, whoever emits it.
#[tokio::test(flavor = "multi_thread")]
async fn sql_debounces_as_rust_does() -> Result<()> {
    let desk = Desk::new().await;
    let app = desk.app();
    app.run_until_empty().await?;
    let emit = async |text: &str, options: &str| {
        let emit =
            "SELECT buildamp.emit('desk.noted', json_build_object('text', $1::text), $2::jsonb)";
        let emit = sqlx::query_scalar::<_, sqlx::types::Uuid>(emit);
        emit.bind(text.to_owned())
            .bind(options.to_owned())
            .fetch_one(&desk.pool)
            .await
    };
    let hour = r#"{"debounce": {"key": "k", "quiet": "1 hour"}}"#;
    let other = r#"{"debounce": {"key": "other", "quiet": "1 hour"}}"#;
    let soon = r#"{"debounce": {"key": "k", "quiet": "20 milliseconds"}}"#;
    emit("first", hour).await?;
    emit("other", other).await?;
    let by_rust = Emission::new(noted("by Rust")).debounce("k", Duration::from_hours(1));
    app.context().emit(by_rust).await?;
    let last = emit("last", soon).await?;
    let worker = tokio::spawn(app.worker());
    while desk.own().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.handle().shutdown();
    worker.await.expect("no panic")?;
    assert_eq!(desk.own().await, ["last"]);
    let states = "SELECT state::text FROM buildamp.deliveries ORDER BY id";
    let states: Vec<String> = sqlx::query_scalar(states).fetch_all(&desk.pool).await?;
    assert_eq!(states, ["cancelled", "pending", "cancelled", "succeeded"]);
    EventId::try_from(last).expect("a UUID of version 7");

    for wrong in [
        r#"{"debounce": {"key": "k"}}"#,
        r#"{"debounce": {"key": "", "quiet": "1 hour"}}"#,
        r#"{"debounce": {"quiet": "1 hour"}}"#,
        r#"{"debounce": "k"}"#,
        r#"{"debounce": {"key": "k", "quiet": "1 hour"}, "run_at": "2030-01-01"}"#,
    ] {
        let refused = emit("wrong", wrong).await.unwrap_err().to_string();
        let why = "needs a key and a time of quiet, and no run_at beside it";
        assert!(refused.contains(why), "{refused}");
    }
    Ok(())
}

/// They are kept for the commit, and nobody notices.
#[tokio::test(flavor = "multi_thread")]
async fn s23_what_is_emitted_stands_where_it_was_emitted() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let mut tx = cx.begin().await?;
    let mut wanted = Vec::new();
    for text in [
        "it's",
        r"back\slash'",
        "new\nline",
        "é 🦀 ;COMMIT;--",
        "'';",
    ] {
        tx.emit_all([noted(text)]).await?;
        wanted.push(text.to_owned());
    }
    let seen = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM buildamp.events");
    assert_eq!(seen.fetch_one(tx.postgres()?).await?, 5);
    for sql in ["SAVEPOINT here", "ROLLBACK TO here"] {
        sqlx::query(sql).execute(tx.postgres()?).await?;
        tx.emit_all([noted("undone")]).await?;
    }
    sqlx::query("ROLLBACK TO here")
        .execute(tx.postgres()?)
        .await?;
    for n in 0..40 {
        let text = n.to_string();
        tx.emit_all([noted(&text)]).await?;
        wanted.push(text);
    }
    tx.commit().await?;
    assert_eq!(desk.texts().await, wanted);
    Ok(())
}

/// PostgreSQL answers COMMIT with a rollback, and no error, where a statement has failed.
#[tokio::test(flavor = "multi_thread")]
async fn s23_a_commit_that_undoes_is_an_error() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    insert(&cx, "first").await?;
    for emits in [false, true] {
        let mut tx = cx.begin().await?;
        for text in ["new", "first"] {
            let own = sqlx::query("INSERT INTO own VALUES ($1)").bind(text);
            let written = own.execute(tx.postgres()?).await;
            assert_eq!(written.is_err(), text == "first");
        }
        if emits {
            tx.emit_all([noted("new")]).await?;
        }
        let undone = tx.commit().await;
        assert!(matches!(undone, Err(Error::Store(_))), "{undone:?}");
    }
    let mut tx = cx.begin().await?;
    for sql in [
        "SAVEPOINT here",
        "INSERT INTO own VALUES ('first')",
        "ROLLBACK TO here",
        "INSERT INTO own VALUES ('second')",
    ] {
        let done = sqlx::query(sql).execute(tx.postgres()?).await;
        assert_eq!(done.is_err(), sql.contains("first"));
    }
    tx.commit().await?;
    assert_eq!(desk.own().await, ["first", "second"]);
    assert_eq!(desk.texts().await, ["first"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_a_commit_that_is_refused_leaves_no_trace() -> Result<()> {
    let desk = Desk::new().await;
    let create = "CREATE TABLE late (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)";
    sqlx::query(create).execute(&desk.pool).await?;
    let cx = App::new(desk.config.clone()).context();
    for round in 0..20 {
        let mut tx = cx.begin().await?;
        for _ in 0..=round % 2 {
            let own = sqlx::query("INSERT INTO late VALUES ($1)").bind(round);
            own.execute(tx.postgres()?).await?;
        }
        if round % 4 > 1 {
            tx.emit_all([noted(&round.to_string())]).await?;
        }
        let committed = tx.commit().await;
        assert_eq!(committed.is_err(), round % 2 == 1, "{committed:?}");
    }
    let late = "SELECT n FROM late ORDER BY n";
    let late: Vec<i32> = sqlx::query_scalar(late).fetch_all(&desk.pool).await?;
    assert_eq!(late, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    assert_eq!(desk.texts().await, ["2", "6", "10", "14", "18"]);
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Hidden {
    password: String,
}

impl Event for Hidden {
    const TYPE: &'static str = "desk.hidden";
    const SECRETS: &'static [&'static str] = &["password"];
}

/// Whoever watches the server sees the texts of statements.
#[tokio::test(flavor = "multi_thread")]
async fn p7_a_secret_stands_in_the_text_of_no_statement() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let shown = |text: &'static str| {
        let shown = "SELECT count(*) FROM pg_stat_activity WHERE strpos(query, $1) > 0 AND datname = current_database()";
        sqlx::query_scalar::<_, i64>(shown).bind(text)
    };
    let mut tx = cx.begin().await?;
    let password = "hunter2".to_owned();
    tx.emit_all([Hidden { password }]).await?;
    tx.commit().await?;
    assert_eq!(shown("hunter2").fetch_one(&desk.pool).await?, 0);
    let mut tx = cx.begin().await?;
    tx.emit_all([noted("for all to see")]).await?;
    tx.commit().await?;
    assert_eq!(shown("for all to see").fetch_one(&desk.pool).await?, 1);
    Ok(())
}

/// What was emitted before a statement goes with it, and waits on where that is given up.
#[tokio::test(flavor = "multi_thread")]
async fn s23_a_statement_that_is_given_up_takes_no_event_with_it() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let mut wanted = Vec::new();
    for micros in (0..1_000).step_by(40) {
        let text = micros.to_string();
        let mut tx = cx.begin().await?;
        tx.emit_all([noted(&text)]).await?;
        let slow = sqlx::query("SELECT pg_sleep(0.001)").execute(tx.postgres()?);
        let _ = tokio::time::timeout(Duration::from_micros(micros), slow).await;
        if tx.commit().await.is_ok() {
            wanted.push(text);
        }
    }
    assert_eq!(desk.texts().await, wanted);
    assert!(wanted.len() > 2, "{wanted:?}");
    Ok(())
}

/// As a pooler between the application and the server makes them do.
#[tokio::test(flavor = "multi_thread")]
async fn s23_sessions_may_forget_what_they_have_prepared() -> Result<()> {
    let desk = Desk::new().await;
    let cx = App::new(desk.config.clone()).context();
    let mut failures = 0;
    for round in 0..6 {
        let mut tx = cx.begin().await?;
        if round > 0 {
            let forget = "DO 'BEGIN
                IF EXISTS (SELECT FROM pg_prepared_statements WHERE name LIKE ''buildamp%'') THEN
                    DEALLOCATE buildamp_store_one;
                END IF;
            END'";
            sqlx::query(forget).execute(tx.postgres()?).await?;
        }
        tx.emit_all([noted("kept")]).await?;
        failures += usize::from(tx.commit().await.is_err());
    }
    assert_eq!((failures, desk.texts().await.len()), (1, 5));
    Ok(())
}
