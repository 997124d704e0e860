//! Handlers that take several events at once.

use std::{
    convert::Infallible,
    future::pending,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Batch, BatchOutcome, Config, Emission, Error, Event, Fatal, Handlers, IntoBatchEnd as _,
    Limits, Rate, Result, Settle, State, Tenancy, testing::TestApp,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::support::{Cx, Notes, Paid, Placed, app, config, outcomes_of, story, until};

fn paid(numbers: impl Iterator<Item = u32>) -> impl Iterator<Item = Paid> {
    numbers.map(|number| Paid { number })
}

/// Notes how many there were at once, and refuses batches with a 13.
async fn refuse_13(paid: Vec<Paid>, cx: Cx) -> Result<(), String> {
    cx.state().add(format!("{}", paid.len()));
    if paid.iter().any(|it| it.number == 13) {
        return Err("a 13".to_owned());
    }
    Ok(())
}

#[tokio::test]
async fn a_handler_takes_what_is_due_in_batches() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes).on_batch("index", Batch::new(100), refuse_13);
    let app = TestApp::new(app).await?;
    app.context().emit_all(paid(100..350)).await?;
    assert_eq!(app.run_until_idle().await?, 250);
    assert_eq!(notes.all(), ["100", "100", "50"]);
    let outcomes = outcomes_of(&app, "index").await?;
    assert_eq!(outcomes, vec!["succeeded"; 250]);
    Ok(())
}

/// An error is charged to each, and what has failed is tried again in ever smaller batches, so that it is found.
#[tokio::test]
async fn f8_what_a_batch_fails_by_is_found() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes).on_batch("index", Batch::new(100), refuse_13);
    let app = TestApp::new(app).await?;
    app.context().emit_all(paid(0..30)).await?;
    for _ in 0..9 {
        app.run_until_idle().await?;
        app.advance(Duration::from_hours(1));
    }
    // All; then three times ten; then those beside it and itself alone, and itself until it is dead.
    let expected = [vec!["30"], vec!["10"; 3], vec!["1"; 10], vec!["1"; 2]].concat();
    assert_eq!(notes.all(), expected);
    let deliveries = app.deliveries_of("index").await?;
    let dead = deliveries.iter().filter(|it| it.state == State::Dead);
    assert_eq!(dead.count(), 1);
    assert_eq!(deliveries[13].state, State::Dead);
    assert_eq!(deliveries[13].error.as_deref(), Some("a 13"));
    assert_eq!((deliveries[12].attempt, deliveries[0].attempt), (3, 2));
    Ok(())
}

/// Each event may end by itself, in every way, with a result of its own.
#[tokio::test]
async fn each_event_of_a_batch_ends_by_itself() -> Result<()> {
    let each = |paid: Vec<Paid>, _| async move {
        let each = paid.into_iter().map(|it| match it.number {
            0 => Err(Fatal::new("nothing")),
            1 => Ok(Settle::Cancel),
            2 => Ok(Settle::Snooze(Duration::from_mins(1))),
            number => Settle::result(&number),
        });
        Ok::<_, Infallible>(each.collect::<BatchOutcome>())
    };
    let app = app(&Notes::default()).on_batch("book", Batch::new(10), each);
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let ids = cx.emit_all(paid(0..4)).await?;
    app.run_until_idle().await?;
    let deliveries = app.deliveries_of("book").await?;
    let states: Vec<State> = deliveries.iter().map(|it| it.state).collect();
    let expected = [
        State::Dead,
        State::Cancelled,
        State::Pending,
        State::Succeeded,
    ];
    assert_eq!(states, expected);
    assert_eq!(cx.result(ids[3], "book").await?, Some(3));
    Ok(())
}

#[tokio::test]
async fn an_outcome_is_for_each_event_or_an_error() -> Result<()> {
    let short = |paid: Vec<Paid>, _| async move {
        let outcome = paid.iter().skip(1).map(|_| Ok::<_, Infallible>(()));
        Ok::<_, Infallible>(outcome.collect::<BatchOutcome>())
    };
    let app = app(&Notes::default()).on_batch("book", Batch::new(10), short);
    let app = TestApp::new(app).await?;
    app.context().emit_all(paid(0..3)).await?;
    app.run_until_idle().await?;
    let errors = app.errors().await?;
    let error = "the handler says of 2 events how they ended, and its batch has 3";
    assert!(
        errors.len() == 3 && errors.iter().all(|it| it.error == error),
        "{errors:?}"
    );
    Ok(())
}

/// As a build of long ago has stored it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Old {
    amount: Option<u32>,
}

impl Event for Old {
    const TYPE: &'static str = "shop.order.paid";
    const MAX_ATTEMPTS: Option<u32> = Some(1);
}

#[tokio::test]
async fn k24_what_cannot_be_decoded_dies_without_its_neighbours() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes).on_batch("index", Batch::new(10), refuse_13);
    let app = TestApp::new(app).await?;
    let cx = app.context();
    cx.emit_all(paid(0..2)).await?;
    cx.emit(Old { amount: Some(7) }).await?;
    cx.emit_all(paid(2..4)).await?;
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["4"]);
    let deliveries = app.deliveries_of("index").await?;
    let dead: Vec<usize> = (0..5)
        .filter(|at| deliveries[*at].state == State::Dead)
        .collect();
    assert_eq!(dead, [2]);
    let error = deliveries[2].error.as_deref().unwrap_or_default();
    assert!(error.contains("missing field `number`"), "{error}");
    Ok(())
}

/// What a handler writes through its transaction, and the ends of all that it was given, are one commit.
#[tokio::test]
async fn s23_the_effect_and_the_ends_of_a_batch_are_one_commit() -> Result<()> {
    let handlers =
        Handlers::new().on_batch("book", Batch::new(10), |paid: Vec<Paid>, cx: Cx, tx| {
            Box::pin(async move {
                let placed = paid.iter().map(|it| Placed { number: it.number });
                let placed: Vec<Placed> = placed.collect();
                let emitted = tx.emit_all(placed).await;
                let failed = cx.each().iter().all(|cx| cx.attempt() == 1);
                let done = emitted.and_then(|ids| {
                    if failed {
                        return Err(Error::NotFound("account".to_owned()));
                    }
                    let each = ids.iter().map(|_| Ok::<_, Error>(()));
                    Ok(each.collect::<BatchOutcome>())
                });
                done.into_batch_end()
            })
        });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    app.context().emit_all(paid(0..3)).await?;
    app.run_until_idle().await?;
    assert!(!app.has_event::<Placed>().await?);
    app.advance(Duration::from_mins(1));
    app.run_until_idle().await?;
    assert_eq!(app.events_of_type::<Placed>().await?.len(), 3);
    let outcomes = outcomes_of(&app, "book").await?;
    assert_eq!(outcomes, ["failed", "succeeded"].repeat(3));
    Ok(())
}

/// Each event has a context of its own, and the batch what they have in common.
#[tokio::test]
async fn each_event_of_a_batch_has_its_context() -> Result<()> {
    let look = |paid: Vec<Paid>, cx: Cx| async move {
        for (paid, own) in paid.iter().zip(cx.each()) {
            let number = own.step("number", async || Ok::<_, Error>(paid.number));
            let (number, actor) = (number.await?, own.actor().unwrap_or_default());
            let id = own.event_id().is_some();
            cx.state()
                .add(format!("{number} of {actor}: {} {id}", own.attempt()));
        }
        let common = (cx.tenant(), cx.actor(), cx.session_id(), cx.event_id());
        cx.state().add(format!("{common:?}, {}", cx.attempt()));
        let step = cx.step("all", async || Ok::<_, Error>(())).await;
        cx.state().add(step.unwrap_err().to_string());
        cx.emit(Placed { number: 1 }).await.map(drop)
    };
    let notes = Notes::default();
    let app = app(&notes).on_batch("look", Batch::new(10), look);
    let app = TestApp::new(app).await?;
    let cx = app.context().with_session("s");
    cx.with_actor("ada").emit(Paid { number: 1 }).await?;
    cx.with_actor("bob").emit(Paid { number: 2 }).await?;
    app.run_until_idle().await?;
    let expected = [
        "1 of ada: 1 true",
        "2 of bob: 1 true",
        r#"(Some("default"), None, Some("s"), None), 0"#,
        "the step `all` belongs to no single attempt of a batch: take the context of one of its events, `cx.each()`",
    ];
    assert_eq!(notes.all(), expected);
    let placed = app.envelopes_of::<Placed>().await?;
    assert_eq!(placed[0].session_id.as_deref(), Some("s"));
    assert_eq!(
        (placed[0].actor.as_deref(), placed[0].causation_id),
        (None, None)
    );
    Ok(())
}

#[tokio::test]
async fn p1_a_batch_is_of_one_tenant() -> Result<()> {
    let mut config = Config::default();
    config.tenancy = Tenancy::Many;
    let notes = Notes::default();
    let look = |paid: Vec<Paid>, cx: Cx| async move {
        let tenant = cx.tenant().unwrap_or_default();
        cx.state().add(format!("{} of {tenant}", paid.len()));
        Ok::<_, Infallible>(())
    };
    let app = App::new(config).state(notes.clone());
    let app = TestApp::new(app.on_batch("look", Batch::new(10), look)).await?;
    for (number, tenant) in ["a", "b", "a", "b", "a"].iter().enumerate() {
        let number = u32::try_from(number).unwrap_or_default();
        app.context()
            .with_tenant(*tenant)
            .emit(Paid { number })
            .await?;
    }
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["3 of a", "2 of b"]);
    Ok(())
}

/// Limits count deliveries, and of a key that is to go in order no batch has two.
#[tokio::test]
async fn limits_hold_for_batches() -> Result<()> {
    let notes = Notes::default();
    let list = |paid: Vec<Paid>, cx: Cx| async move {
        let numbers: Vec<u32> = paid.iter().map(|it| it.number).collect();
        cx.state().add(format!("{numbers:?}"));
        Ok::<_, Infallible>(())
    };
    let ordered = app(&notes).on_batch("list", Batch::new(10), list);
    let ordered = TestApp::new(ordered.limited(Limits::new().in_order())).await?;
    let of_key =
        |number: u32| Emission::new(Paid { number }).partition_key(format!("{}", number / 10));
    ordered
        .context()
        .emit_all([10, 11, 20, 12, 21].map(of_key))
        .await?;
    ordered.run_until_idle().await?;
    assert_eq!(notes.all(), ["[10, 20]", "[11, 21]", "[12]"]);

    let refused = async |batch: Batch, limits: Limits| {
        let app = app(&Notes::default())
            .on_batch("list", batch, list)
            .limited(limits);
        let refused = TestApp::new(app).await.unwrap_err();
        assert!(matches!(refused, Error::Config(_)), "{refused}");
        refused.to_string()
    };
    let few = refused(Batch::new(10), Limits::new().concurrency(9)).await;
    assert!(
        few.contains("no batch would ever have more than 9"),
        "{few}"
    );
    let rate = Rate::new(5, Duration::from_secs(1));
    refused(Batch::new(10), Limits::new().rate(rate)).await;
    refused(Batch::new(0), Limits::new()).await;
    refused(Batch::new(1001), Limits::new()).await;
    refused(Batch::new(9).wait(Duration::from_secs(11)), Limits::new()).await;
    Ok(())
}

/// A batch that is complete does not wait, and what waits for others runs with them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_waits_for_others_until_it_is_complete() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let app = App::new(config(&folder)).state(notes.clone());
    let app = app
        .on_batch(
            "soon",
            Batch::new(3).wait(Duration::from_secs(10)),
            refuse_13,
        )
        .on_batch(
            "late",
            Batch::new(9).wait(Duration::from_millis(600)),
            |placed: Vec<Placed>, cx: Cx| async move {
                cx.state().add(format!("late {}", placed.len()));
                Ok::<_, Infallible>(())
            },
        );
    let running = tokio::spawn(app.worker());
    let (cx, begun) = (app.context(), Instant::now());
    for number in 0..3 {
        cx.emit(Paid { number }).await?;
        cx.emit(Placed { number }).await?;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    until(|| async { notes.len() == 2 }).await;
    assert_eq!(notes.all(), ["3", "late 3"]);
    assert!(begun.elapsed() < Duration::from_secs(9));
    // What waits for others at the end is handed back.
    cx.emit(Paid { number: 4 }).await?;
    let id = cx.emit(Paid { number: 5 }).await?;
    let claimed = async || Ok::<_, Error>(story(&app, id).await?[0].0 == State::Running);
    until(|| async { claimed().await.unwrap_or_default() }).await;
    app.handle().shutdown();
    running.await.expect("no panic")?;
    assert_eq!(
        story(&app, id).await?,
        [(State::Pending, vec!["released".to_owned()])]
    );
    Ok(())
}

/// Who calls off one delivery ends the run, so that nothing of it is written; the others run again at once, uncharged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_calling_off_one_of_a_batch_lets_the_others_run_again() -> Result<()> {
    let (folder, began) = (tempfile::tempdir()?, Arc::new(Notify::new()));
    let seen: Arc<Mutex<Vec<u32>>> = Arc::default();
    let handler = {
        let (began, seen) = (Arc::clone(&began), Arc::clone(&seen));
        move |paid: Vec<Paid>, _| {
            let (began, seen) = (Arc::clone(&began), Arc::clone(&seen));
            async move {
                if paid.iter().any(|it| it.number == 1) {
                    began.notify_one();
                    pending::<()>().await;
                }
                seen.lock().unwrap().extend(paid.iter().map(|it| it.number));
                Ok::<_, Infallible>(())
            }
        }
    };
    let app = App::new(config(&folder)).on_batch("book", Batch::new(10), handler);
    app.consumers().await?;
    let ids = app.context().emit_all(paid(0..3)).await?;
    let running = tokio::spawn(app.worker());
    began.notified().await;
    let called_off = Instant::now();
    assert_eq!(app.operations().cancel_event(ids[1]).await?, 1);
    until(|| async { seen.lock().unwrap().len() == 2 }).await;
    assert!(called_off.elapsed() < Duration::from_secs(3));
    app.handle().shutdown();
    running.await.expect("no panic")?;
    assert_eq!(*seen.lock().unwrap(), [0, 2]);
    let again = (State::Succeeded, "released succeeded");
    let expected = [again, (State::Cancelled, "cancelled"), again];
    for (id, (state, outcomes)) in ids.into_iter().zip(expected) {
        let (_, mut deliveries) = app.operations().event(id).await?;
        let it = deliveries.remove(0);
        let ended: Vec<&str> = it.attempts.iter().map(|it| it.outcome.as_str()).collect();
        assert_eq!(
            (it.delivery.state, ended.join(" ").as_str()),
            (state, outcomes)
        );
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Timed;

impl Event for Timed {
    const TYPE: &'static str = "policy.timed_batch";
    const TIMEOUT: Option<Duration> = Some(Duration::from_millis(50));
    const MAX_ATTEMPTS: Option<u32> = Some(1);
}

/// The time is that of the run, and a panic is everybody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_a_batch_that_takes_too_long_or_panics_has_failed_for_each() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder))
        .on_batch("endless", Batch::new(10), |_: Vec<Timed>, _| {
            pending::<Result<()>>()
        })
        .on_batch("panics", Batch::new(10), |paid: Vec<Paid>, _| async move {
            assert!(paid.is_empty(), "no");
            Err::<(), _>(Fatal::new("unreachable"))
        });
    app.consumers().await?;
    let timed = app.context().emit_all([Timed, Timed]).await?;
    let paid = Emission::new(Paid { number: 1 }).max_attempts(1);
    let paid = app.context().emit_all([paid.clone(), paid]).await?;
    app.run_until_empty().await?;
    for (id, error) in
        timed
            .into_iter()
            .chain(paid)
            .zip(["timed out", "timed out", "panicked", "panicked"])
    {
        let (_, deliveries) = app.operations().event(id).await?;
        let delivery = &deliveries[0].delivery;
        assert_eq!(delivery.state, State::Dead);
        assert!(
            delivery.error.as_ref().is_some_and(|it| it.contains(error)),
            "{delivery:?}"
        );
    }
    Ok(())
}
