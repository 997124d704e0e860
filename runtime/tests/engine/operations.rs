//! What an operator does to an application that runs, from another process.

use std::{
    future::pending,
    sync::Arc,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, DeliveryAction, DeliveryFilter, Emission, Error, EventFilter, Fatal, Operations, Outcome,
    Result, Settle, State,
};
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};
use tokio::sync::Notify;

use crate::support::{Notes, Paid, Placed, config, story, until};

struct Dropped(Notes);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add("dropped");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_a_running_handler_is_called_off_within_a_second() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let began: Arc<Notify> = Arc::default();
    let mut config = config(&folder);
    // Neither a sign of life nor a look for work comes in time to be of help.
    config.processor.lease = Duration::from_secs(30);
    config.processor.poll = Duration::from_secs(30);
    let app = App::new(config.clone()).on("endless", {
        let (notes, began) = (notes.clone(), Arc::clone(&began));
        move |_: Placed, _| {
            let (dropped, began) = (Dropped(notes.clone()), Arc::clone(&began));
            async move {
                began.notify_one();
                pending::<()>().await;
                drop(dropped);
                Outcome::Ok(Settle::Done)
            }
        }
    });
    let running = tokio::spawn(app.worker());
    let operations = async || Operations::attach(config.clone()).await;
    // The machine may be busy with something else at one of them.
    let mut times = Vec::new();
    for number in 1..=3 {
        let id = app.context().emit(Placed { number }).await?;
        began.notified().await;
        let called_off = Instant::now();
        let operations = operations().await?;
        assert_eq!(operations.cancel_event(id).await?, 1);
        until(|| async { notes.len() == number as usize }).await;
        times.push(called_off.elapsed());
        let cancelled = (State::Cancelled, vec!["cancelled".to_owned()]);
        assert_eq!(story(&app, id).await?, [cancelled]);
        let again = operations.cancel_event(id).await;
        assert!(matches!(again, Err(Error::WrongState(_))), "{again:?}");
    }
    let is_soon = |time: &Duration| *time < Duration::from_secs(1);
    assert!(times.iter().any(is_soon), "{times:?}");
    app.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h29_a_paused_consumer_waits_in_all_processes_until_it_is_resumed() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let app = App::new(config.clone())
        .state(notes.clone())
        .on("placed", |placed: Placed, cx| async move {
            cx.state().add(placed.number);
            Outcome::Ok(Settle::Done)
        })
        .on("paid", |paid: Paid, cx| async move {
            cx.state().add(format!("paid {}", paid.number));
            Outcome::Ok(Settle::Done)
        });
    app.run_until_empty().await?;
    let operations = Operations::attach(config).await?;
    operations.pause("placed").await?;
    let running = tokio::spawn(app.worker());
    app.context().emit(Placed { number: 1 }).await?;
    app.context().emit(Paid { number: 2 }).await?;
    until(|| async { notes.all() == ["paid 2"] }).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(notes.all(), ["paid 2"]);
    operations.resume("placed").await?;
    until(|| async { notes.all() == ["paid 2", "1"] }).await;

    let retired = operations.retire("placed").await;
    assert!(matches!(retired, Err(Error::WrongState(_))), "{retired:?}");
    let unknown = operations.pause("plaecd").await.unwrap_err().to_string();
    assert_eq!(
        unknown,
        "there is no consumer `plaecd`; there are paid, placed"
    );
    app.handle().shutdown();
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h29_all_that_is_dead_is_replayed_part_by_part() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let config = config(&folder);
    let failing = App::new(config.clone()).on("placed", |_: Placed, _| async {
        Outcome::Err(Fatal::new("not today").into())
    });
    let all = (0..1_200).map(|number| Placed { number });
    let ids = failing.context().emit_all(all).await?;
    failing.run_until_empty().await?;
    let operations = failing.operations();
    let mut dead = DeliveryFilter::default();
    dead.state = Some(State::Dead);
    let page = operations.deliveries(&dead, None, 1_000).await?;
    assert_eq!(page.items.len(), 1_000);
    let rest = operations.deliveries(&dead, page.next, 1_000).await?;
    assert_eq!((rest.items.len(), rest.next), (200, None));
    assert_eq!(page.items[0].error.as_deref(), Some("not today"));

    let first = rest.items.last().unwrap().id;
    let discarded = operations.act(DeliveryAction::Discard, &[first]).await?;
    assert_eq!(discarded, []);
    let left = operations.act(DeliveryAction::Replay, &[first]).await?;
    assert_eq!(left, [(first, State::Cancelled)]);
    let wrong = operations.act_on_all(DeliveryAction::Cancel, &dead).await;
    assert!(matches!(wrong, Err(Error::WrongState(_))), "{wrong:?}");
    let all = DeliveryFilter::default();
    let replayed = operations.act_on_all(DeliveryAction::Replay, &all).await?;
    assert_eq!(replayed, 1_199);

    let mended =
        App::new(config)
            .state(notes.clone())
            .on("placed", |placed: Placed, cx| async move {
                cx.state().add(placed.number);
                Outcome::Ok(Settle::Done)
            });
    mended.run_until_empty().await?;
    assert_eq!(notes.len(), 1_199);
    let (event, deliveries) = operations.event(ids[1]).await?;
    assert_eq!(event.id, ids[1]);
    let ended: Vec<&str> = deliveries[0]
        .attempts
        .iter()
        .map(|attempt| attempt.outcome.as_str())
        .collect();
    assert_eq!(ended, ["failed", "succeeded"]);
    Ok(())
}

#[tokio::test]
async fn h29_what_waits_for_its_time_is_run_now() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let app = App::new(config(&folder)).state(notes.clone()).on(
        "placed",
        |placed: Placed, cx| async move {
            cx.state().add(placed.number);
            Outcome::Ok(Settle::Done)
        },
    );
    let later = Emission::new(Placed { number: 1 }).schedule(Duration::from_hours(1));
    // Its consumer is on record once a worker has been there.
    app.consumers().await?;
    app.context().emit(later).await?;
    let operations = app.operations();
    let all = DeliveryFilter::default();
    let hurried = operations.act_on_all(DeliveryAction::RunNow, &all).await?;
    assert_eq!(hurried, 1);
    app.run_until_empty().await?;
    assert_eq!(notes.all(), ["1"]);
    Ok(())
}

/// An operator changes nothing by looking.
#[tokio::test]
async fn h29_a_database_that_is_not_there_is_not_made() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let refused = Operations::attach(config.clone()).await.unwrap_err();
    assert!(
        refused.to_string().contains("run `buildamp migrate up`"),
        "{refused}"
    );
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    assert!(!Operations::schema(&config).await?.is_current());
    assert!(Operations::migrate(&config).await?.is_current());
    let operations = Operations::attach(config).await?;
    let none = EventFilter::default();
    assert_eq!(operations.events(&none, None, 9).await?.items.len(), 0);
    Ok(())
}

/// What another tool applies is the schema of this build, and goes on from any place in it.
#[tokio::test]
async fn f11_the_schema_can_be_applied_by_another_tool() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let options: SqliteConnectOptions = config.store.url.parse().unwrap();
    let mut tool = options.create_if_missing(true).connect().await?;
    let all = Operations::script(&config, 0)?;
    let rest = Operations::script(&config, 3)?;
    let (_, behind) = rest.split_once("-- 4:").unwrap();
    for script in [all.strip_suffix(behind).unwrap(), &rest] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(script))
            .execute(&mut tool)
            .await?;
    }
    assert!(Operations::schema(&config).await?.is_current());
    let notes = Notes::default();
    let app = App::new(config)
        .state(notes.clone())
        .on("placed", |placed: Placed, cx| async move {
            cx.state().add(placed.number);
            Outcome::Ok(Settle::Done)
        });
    app.consumers().await?;
    app.context().emit(Placed { number: 1 }).await?;
    app.run_until_empty().await?;
    assert_eq!(notes.all(), ["1"]);
    Ok(())
}
