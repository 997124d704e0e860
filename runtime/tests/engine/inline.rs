//! Handlers in the transaction that stores their event.

use std::{error::Error as _, future::pending, io, time::Duration};

use buildamp_runtime::{
    App, Batch, BatchEnd, Config, Context, DeadReason, Emission, Error, Event, Handlers, Limits,
    Mode, Outcome, Result, Settle, State, Tx, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app, config, event, outcomes_of};

const SECOND: Duration = Duration::from_secs(1);

event!(Hasty { number: u32 } = "shop.hasty");

fn placed(number: u32) -> Placed {
    Placed { number }
}

async fn sql(tx: &mut Tx<'_>, sql: &'static str) -> Result<()> {
    sqlx::query(sql).execute(tx.sqlite()?).await?;
    Ok(())
}

async fn write(tx: &mut Tx<'_>, text: String) -> Result<()> {
    let write = sqlx::query("insert into own (text) values (?)").bind(text);
    write.execute(tx.sqlite()?).await?;
    Ok(())
}

async fn written<S: Send + Sync + 'static>(cx: &Context<S>) -> Result<Vec<String>> {
    let mut tx = cx.begin().await?;
    let texts = sqlx::query_scalar("select text from own order by rowid");
    Ok(texts.fetch_all(tx.sqlite()?).await?)
}

/// With a table of its own.
async fn under_test(handlers: Handlers<Notes>) -> Result<TestApp<Notes>> {
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let mut tx = app.context().begin().await?;
    sql(&mut tx, "create table own (text text unique)").await?;
    tx.commit().await?;
    Ok(app)
}

/// A handler that writes its name, and how many events of the table it sees.
fn writes(name: &'static str) -> Handlers<Notes> {
    Handlers::new().on(name, move |placed: Placed, _, tx| {
        Box::pin(async move {
            let seen = sqlx::query_scalar("select count(*) from buildamp_events");
            let seen: i64 = seen.fetch_one(tx.sqlite()?).await?;
            write(tx, format!("{name} {} of {seen}", placed.number)).await?;
            Ok(Settle::Done)
        })
    })
}

/// A handler that writes, and then fails once.
fn fails_once(handlers: Handlers<Notes>) -> Handlers<Notes> {
    handlers.on("fails", |placed: Placed, cx: Cx, tx| {
        Box::pin(async move {
            write(tx, format!("fails {} {}", placed.number, cx.attempt())).await?;
            match cx.attempt() {
                1 => Err(io::Error::other("refused").into()),
                _ => Ok(Settle::Done),
            }
        })
    })
}

#[tokio::test]
async fn p5_b12_an_inline_handler_runs_in_the_transaction_that_stores_its_event() -> Result<()> {
    let app = under_test(writes("first").mode(Mode::Inline)).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    write(&mut tx, "before".to_owned()).await?;
    Emission::new(placed(1)).emit(&mut tx).await?;
    write(&mut tx, "after".to_owned()).await?;
    tx.commit().await?;
    assert_eq!(written(&cx).await?, ["before", "first 1 of 1", "after"]);
    let delivery = &app.deliveries_of("first").await?[0];
    assert_eq!((delivery.state, delivery.attempt), (State::Succeeded, 1));
    assert_eq!(outcomes_of(&app, "first").await?, ["succeeded"]);
    assert_eq!(app.run_until_idle().await?, 0, "it has run");

    let mut tx = cx.begin().await?;
    Emission::new(placed(2)).emit(&mut tx).await?;
    tx.rollback().await?;
    assert_eq!(written(&cx).await?.len(), 3);
    assert_eq!(app.event_count().await?, 1);

    cx.emit(placed(3)).await?;
    cx.emit_all([placed(4), placed(5)]).await?;
    let all = written(&cx).await?;
    assert_eq!(
        all[3..],
        ["first 3 of 2", "first 4 of 4", "first 5 of 4"],
        "a bulk is stored before its handlers run"
    );
    assert_eq!(app.run_until_idle().await?, 0);
    Ok(())
}

#[tokio::test]
async fn p12_inline_handlers_run_in_the_order_of_registration_and_one_that_fails_stops_no_other()
-> Result<()> {
    let named = |handlers: Handlers<Notes>, name: &'static str| {
        handlers.on(name, move |placed: Placed, _, tx| {
            Box::pin(async move {
                write(tx, format!("{name} {}", placed.number)).await?;
                Ok(Settle::Done)
            })
        })
    };
    let handlers = named(Handlers::new(), "durable");
    let handlers = named(handlers, "z").mode(Mode::Inline);
    let handlers = fails_once(handlers).mode(Mode::Inline);
    let handlers = handlers
        .on("panics", |_: Placed, cx: Cx, tx| {
            Box::pin(async move {
                write(tx, "panics".to_owned()).await?;
                assert!(cx.attempt() > 1, "at first");
                Ok(Settle::Cancel)
            })
        })
        .mode(Mode::Inline);
    let handlers = named(handlers, "a").mode(Mode::Inline);
    let app = under_test(handlers).await?;
    let cx = app.context();
    cx.emit(placed(1)).await?;
    assert_eq!(written(&cx).await?, ["z 1", "a 1"]);
    assert_eq!(app.deliveries_of("a").await?[0].state, State::Succeeded);
    let failed = &app.deliveries_of("fails").await?[0];
    assert_eq!(failed.state, State::Retrying);
    assert_eq!(failed.error.as_deref(), Some("refused"));
    let panicked = &app.deliveries_of("panics").await?[0];
    let error = panicked.error.clone().unwrap_or_default();
    assert!(error.contains("panicked: at first"), "{error}");

    app.advance(2 * SECOND);
    assert_eq!(app.run_until_idle().await?, 3, "workers go on");
    let all = written(&cx).await?;
    assert_eq!(all[..2], ["z 1", "a 1"]);
    let mut later = all[2..].to_vec();
    later.sort();
    assert_eq!(later, ["durable 1", "fails 1 2", "panics"]);
    assert_eq!(app.deliveries_of("fails").await?[0].state, State::Succeeded);
    assert_eq!(
        app.deliveries_of("panics").await?[0].state,
        State::Cancelled
    );
    assert_eq!(outcomes_of(&app, "fails").await?, ["failed", "succeeded"]);
    Ok(())
}

#[tokio::test]
async fn p12_with_a_required_handler_the_emit_fails_and_the_transaction_is_as_it_was() -> Result<()>
{
    let handlers = writes("first").mode(Mode::Inline);
    let handlers = fails_once(handlers).mode(Mode::InlineRequired);
    let app = under_test(handlers).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    write(&mut tx, "before".to_owned()).await?;
    let refused = Emission::new(placed(1)).emit(&mut tx).await.unwrap_err();
    let Error::Inline {
        consumer,
        event_type,
        ..
    } = &refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!((&**consumer, &**event_type), ("fails", "shop.order.placed"));
    assert!(refused.to_string().contains("`fails`"), "{refused}");
    assert_eq!(refused.source().unwrap().to_string(), "refused");
    write(&mut tx, "after".to_owned()).await?;
    tx.commit().await?;
    assert!(matches!(
        cx.emit(placed(2)).await,
        Err(Error::Inline { .. })
    ));
    assert_eq!(written(&cx).await?, ["before", "after"]);
    assert_eq!(app.event_count().await?, 0);
    assert_eq!(app.deliveries_of("first").await?, []);
    Ok(())
}

#[tokio::test]
async fn p12_what_the_database_refused_to_an_inline_handler_is_its_own_failure() -> Result<()> {
    let handlers = writes("first").mode(Mode::Inline);
    let app = under_test(handlers).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    write(&mut tx, "first 1 of 1".to_owned()).await?;
    Emission::new(placed(1)).emit(&mut tx).await?;
    tx.commit().await?;
    assert_eq!(written(&cx).await?, ["first 1 of 1"]);
    let failed = &app.deliveries_of("first").await?[0];
    assert_eq!(failed.state, State::Retrying);
    assert!(failed.error.as_ref().unwrap().contains("UNIQUE"));
    Ok(())
}

/// Each order is paid for, and each payment places the next order.
fn loops(mode: Mode) -> Handlers<Notes> {
    Handlers::new()
        .on("pays", |placed: Placed, cx: Cx, tx| {
            Box::pin(async move {
                cx.state().add(placed.number);
                let number = placed.number;
                Emission::new(Paid { number }).emit(tx).await?;
                Ok(Settle::Done)
            })
        })
        .mode(mode)
        .on("places", |paid: Paid, _, tx| {
            Box::pin(async move {
                Emission::new(placed(paid.number + 1)).emit(tx).await?;
                Ok(Settle::Done)
            })
        })
        .mode(mode)
}

#[tokio::test]
async fn inline_handlers_that_set_each_other_off_come_to_an_end() -> Result<()> {
    let app = under_test(loops(Mode::Inline)).await?;
    let cx = app.context();
    cx.emit(placed(1)).await?;
    assert_eq!(cx.state().len(), 8);
    assert_eq!(app.event_count().await?, 16, "each within the one before");
    let dead = app.dead().await?;
    let [dead] = &dead[..] else {
        panic!("{dead:?}");
    };
    assert_eq!(dead.dead_reason, Some(DeadReason::Fatal));
    let error = dead.error.as_deref().unwrap();
    assert!(error.contains("16 times"), "{error}");
    assert_eq!(app.run_until_idle().await?, 0, "it is not tried again");
    let events = app.published_events().await?;
    assert!(
        events
            .iter()
            .all(|event| event.correlation_id == events[0].correlation_id)
    );
    assert_eq!(events[1].causation_id, Some(events[0].id));

    let app = under_test(loops(Mode::InlineRequired)).await?;
    let refused = app.context().emit(placed(1)).await.unwrap_err();
    let mut cause: &dyn std::error::Error = &refused;
    while let Some(next) = cause.source() {
        cause = next;
    }
    assert!(
        matches!(cause.downcast_ref(), Some(Error::TooDeep(16))),
        "{cause}"
    );
    assert_eq!(app.event_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn what_is_not_due_or_paused_is_a_workers() -> Result<()> {
    let app = under_test(writes("first").mode(Mode::InlineRequired)).await?;
    let cx = app.context();
    let later = Emission::new(placed(1)).schedule(10 * SECOND);
    cx.emit(later).await?;
    cx.emit(Emission::new(placed(2)).debounce("key", SECOND))
        .await?;
    let operations = app.app().operations();
    operations.pause("first").await?;
    cx.emit(placed(3)).await?;
    assert_eq!(written(&cx).await?, [""; 0]);
    operations.resume("first").await?;
    assert_eq!(app.run_until_idle().await?, 1);
    app.advance(10 * SECOND);
    assert_eq!(app.run_until_idle().await?, 2);
    assert_eq!(
        written(&cx).await?,
        ["first 3 of 3", "first 2 of 3", "first 1 of 3"]
    );
    let consumers = app.app().consumers().await?;
    assert_eq!(consumers[0].mode, Mode::InlineRequired);
    Ok(())
}

#[tokio::test]
async fn an_emitter_without_the_handler_leaves_it_to_a_worker() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let notes = Notes::default();
    let worker = App::new(config.clone())
        .state(notes.clone())
        .on("first", |placed: Placed, cx: Cx| async move {
            cx.state().add(placed.number);
            Ok::<_, Error>(())
        })
        .mode(Mode::InlineRequired);
    assert_eq!(worker.consumers().await?[0].pending, 0);
    App::new(config).context().emit(placed(1)).await?;
    let waiting = &worker.consumers().await?[0];
    assert_eq!((waiting.pending, notes.len()), (1, 0));
    worker.run_until_empty().await?;
    assert_eq!(notes.all(), ["1"]);
    worker.context().emit(placed(2)).await?;
    assert_eq!(notes.all(), ["1", "2"]);
    Ok(())
}

#[tokio::test]
async fn an_inline_handler_opens_no_second_transaction() -> Result<()> {
    let handlers = Handlers::new().on("first", |_: Placed, cx: Cx, _| {
        Box::pin(async move {
            assert!(matches!(cx.begin().await, Err(Error::TxOpen)));
            assert!(matches!(cx.emit(placed(2)).await, Err(Error::TxOpen)));
            let step = cx.step("one", async || Ok::<_, Error>(1)).await;
            assert!(matches!(step, Err(Error::TxOpen)));
            Ok(Settle::Done)
        })
    });
    let app = under_test(handlers.mode(Mode::InlineRequired)).await?;
    app.context().emit(placed(1)).await?;
    Ok(())
}

#[tokio::test]
async fn a_result_and_each_end_of_an_inline_handler_are_kept() -> Result<()> {
    let handlers = Handlers::new()
        .on("first", |placed: Placed, cx: Cx, _| {
            Box::pin(async move {
                let settle = match (placed.number, cx.attempt()) {
                    (1, _) => Settle::result(&"one")?,
                    (2, 1) => Settle::Snooze(SECOND),
                    _ => Settle::Cancel,
                };
                Ok(settle)
            }) as _
        })
        .mode(Mode::Inline);
    let app = under_test(handlers).await?;
    let cx = app.context();
    let ids = cx.emit_all([placed(1), placed(2), placed(3)]).await?;
    let result: Option<String> = cx.result(ids[0], "first").await?;
    assert_eq!(result.as_deref(), Some("one"));
    let states = async || {
        let deliveries = app.deliveries_of("first").await?;
        Ok::<_, Error>(deliveries.iter().map(|it| it.state).collect::<Vec<_>>())
    };
    let ended = [State::Succeeded, State::Pending, State::Cancelled];
    assert_eq!(states().await?, ended);
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(states().await?[1], State::Cancelled);
    Ok(())
}

/// An event whose handlers have little time.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Brief {}

impl Event for Brief {
    const TYPE: &'static str = "shop.brief";
    const TIMEOUT: Option<Duration> = Some(Duration::from_millis(50));
}

#[tokio::test]
async fn an_inline_handler_that_takes_too_long_is_ended() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let handlers = Handlers::new()
        .on("brief", |_: Brief, _, tx| {
            Box::pin(async move {
                Emission::new(placed(1)).emit(tx).await?;
                pending::<Outcome>().await
            })
        })
        .mode(Mode::Inline)
        .on("hasty", |_: Hasty, _, _| Box::pin(pending()))
        .mode(Mode::Inline);
    let app = App::new(config(&folder)).handlers(handlers);
    let cx = app.context();
    let id = cx.emit(Brief {}).await?;
    let trace = cx.trace(id.into()).await?;
    let error = trace.events[0].deliveries[0].delivery.error.clone();
    assert_eq!(error.as_deref(), Some("timed out after 50ms"));
    assert_eq!(trace.events.len(), 1, "what it has emitted is undone");
    let refused = cx.emit(Hasty { number: 1 }).await.unwrap_err();
    assert!(matches!(refused, Error::TxTimeout(_)), "{refused:?}");
    cx.emit(placed(2)).await?;
    Ok(())
}

#[tokio::test]
async fn an_emit_that_is_dropped_in_an_inline_handler_leaves_nothing() -> Result<()> {
    let handlers = Handlers::new().on("hangs", |_: Placed, _, tx| {
        Box::pin(async move {
            write(tx, "hangs".to_owned()).await?;
            pending::<Outcome>().await
        })
    });
    let app = under_test(handlers.mode(Mode::Inline)).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    let emit = Emission::new(placed(1)).emit(&mut tx);
    let emitted = tokio::time::timeout(Duration::from_millis(50), emit).await;
    assert!(emitted.is_err(), "{emitted:?}");
    let refused = write(&mut tx, "after".to_owned()).await.unwrap_err();
    assert!(refused.to_string().contains("rolled back"), "{refused}");
    assert!(tx.commit().await.is_err());
    assert_eq!(written(&cx).await?, [""; 0]);
    assert_eq!(app.event_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn inline_handlers_run_in_a_joined_transaction() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let pool = sqlx::SqlitePool::connect_lazy(&format!("{}?mode=rwc", config.store.url))?;
    sqlx::query("create table own (text text unique)")
        .execute(&pool)
        .await?;
    let handlers = fails_once(writes("first").mode(Mode::Inline)).mode(Mode::Inline);
    let app = App::new(config).state(Notes::default()).handlers(handlers);
    let cx = app.context();
    app.consumers().await?;
    for commits in [false, true] {
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut tx = cx.join(&mut transaction);
        Emission::new(placed(1)).emit(&mut tx).await?;
        drop(tx);
        if commits {
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
    }
    assert_eq!(written(&cx).await?, ["first 1 of 1"]);
    let consumers = app.consumers().await?;
    let pending: Vec<u64> = consumers.iter().map(|it| it.pending).collect();
    assert_eq!(pending, [1, 0], "`fails` is tried again");
    Ok(())
}

#[tokio::test]
async fn what_contradicts_a_mode_is_refused_at_the_start() {
    let one = |limits| {
        Handlers::<()>::new()
            .on("one", |_: Placed, _, _| {
                Box::pin(async { Ok(Settle::Done) })
            })
            .mode(Mode::Inline)
            .limited(limits)
    };
    let batch = Handlers::<()>::new()
        .on_batch("many", Batch::new(3), |_: Vec<Placed>, _, _| {
            Box::pin(async { BatchEnd::All(Ok(Settle::Done)) })
        })
        .mode(Mode::InlineRequired);
    let refused = [
        (one(Limits::new().concurrency(2)), "`one` is inline"),
        (batch, "`many` is inline, required"),
    ];
    for (handlers, says) in refused {
        let app = App::new(Config::default()).handlers(handlers);
        let error = TestApp::new(app).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let app = App::new(Config::default()).handlers(one(Limits::new()));
    assert!(TestApp::new(app).await.is_ok());
}

#[cfg(feature = "cron")]
#[tokio::test]
async fn h40_a_cron_runs_the_inline_handlers_of_what_it_emits() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(
        app(&notes)
            .on("first", |placed: Placed, cx: Cx| async move {
                cx.state().add(placed.number);
                Ok::<_, Error>(())
            })
            .mode(Mode::Inline)
            .cron("hourly", "0 * * * *", |_| placed(7)),
    )
    .await?;
    app.advance(Duration::from_hours(1));
    assert_eq!(app.run_until_idle().await?, 0, "no worker's");
    assert_eq!(notes.all(), ["7"]);
    Ok(())
}
