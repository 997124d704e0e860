//! What handlers return is kept, and found by those who wait for it.

use std::{
    future::pending,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, DeliveryId, Emission, ErasureScope, Error, Fatal, Handlers, MAX_RESULT, Result, Settle,
    State, Tenancy, testing::TestApp,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{Cx, Notes, Paid, Placed, app, config, story, until};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Receipt {
    number: u32,
    card: String,
}

fn receipt(number: u32) -> Receipt {
    Receipt {
        number,
        card: "4111".to_owned(),
    }
}

async fn delivery(app: &TestApp<Notes>, consumer: &str) -> Result<DeliveryId> {
    Ok(app.deliveries_of(consumer).await?[0].id)
}

#[tokio::test]
async fn what_a_handler_returns_is_read_with_its_type() -> Result<()> {
    let app = app(&Notes::default())
        .on("charge", |placed: Placed, cx| async move {
            match cx.attempt() {
                1 => Err(Error::NotFound("card".to_owned())),
                _ => Ok(receipt(placed.number)),
            }
        })
        .on("count", |_: Placed, _| async {
            Ok::<_, Error>(Some(7_u64))
        })
        .on("nothing", |_: Placed, _| async { Ok::<_, Error>(()) });
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let id = cx.emit(Placed { number: 7 }).await?;
    assert_eq!(cx.result::<Receipt>(id, "charge").await?, None);
    app.run_until_idle().await?;
    assert_eq!(cx.result::<Receipt>(id, "charge").await?, None, "it failed");
    app.advance(Duration::from_mins(1));
    app.run_until_idle().await?;
    assert_eq!(cx.result(id, "charge").await?, Some(receipt(7)));
    assert_eq!(cx.result(id, "count").await?, Some(7_u64));
    assert_eq!(cx.result(id, "nothing").await?, Some(()));
    let operations = app.app().operations();
    let charged = delivery(&app, "charge").await?;
    assert_eq!(operations.result(charged).await?, Some(receipt(7)));
    let nothing = delivery(&app, "nothing").await?;
    assert_eq!(operations.result_without_secrets(nothing).await?, None);

    let wrong = cx.result::<Receipt>(id, "count").await.unwrap_err();
    assert!(matches!(wrong, Error::ResultData { .. }), "{wrong}");
    let elsewhere = cx.result::<()>(id, "mail").await.unwrap_err();
    assert!(matches!(elsewhere, Error::NotFound(_)), "{elsewhere}");
    Ok(())
}

#[tokio::test]
async fn a_result_that_cannot_be_kept_is_a_permanent_error() -> Result<()> {
    let app = app(&Notes::default())
        .on("longest", |_: Placed, _| async {
            Ok::<_, Error>("x".repeat(MAX_RESULT - 2))
        })
        .on("too long", |_: Placed, _| async {
            Ok::<_, Error>("x".repeat(MAX_RESULT - 1))
        })
        .on("no JSON", |_: Placed, _| async {
            Ok::<_, Error>(std::collections::BTreeMap::from([((1, 1), 2)]))
        });
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let id = cx.emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    let longest: Option<String> = cx.result(id, "longest").await?;
    assert_eq!(longest.map(|it| it.len()), Some(MAX_RESULT - 2));
    let story = story(app.app(), id).await?;
    let dead = || (State::Dead, vec!["failed".to_owned()]);
    assert_eq!(story[1..], [dead(), dead()]);
    let errors = app.errors().await?;
    let errors: Vec<&str> = errors.iter().map(|it| it.error.as_str()).collect();
    assert_eq!(
        errors,
        [
            "the handler's result has 1048577 bytes of JSON, and at most 1048576 are kept: store it yourself and return where it lies",
            "the handler's result cannot be written as JSON: key must be a string",
        ]
    );
    let none = cx.result::<Value>(id, "too long").await.unwrap_err();
    assert!(
        none.to_string().contains("is dead: the handler's"),
        "{none}"
    );
    Ok(())
}

/// A handler that also snoozes or cancels hands its result over by hand.
#[tokio::test]
async fn a_handler_that_settles_may_have_a_result() -> Result<()> {
    let app = app(&Notes::default()).on("one", |placed: Placed, cx| async move {
        match (placed.number, cx.attempt()) {
            (0, _) => Ok(Settle::Cancel),
            (_, 1) => Ok(Settle::Snooze(Duration::from_mins(1))),
            _ => Settle::result(&receipt(placed.number)),
        }
    });
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let called_off = cx.emit(Placed { number: 0 }).await?;
    let id = cx.emit(Placed { number: 3 }).await?;
    app.run_until_idle().await?;
    let none = cx.result::<Receipt>(called_off, "one").await.unwrap_err();
    assert!(
        none.to_string()
            .ends_with("is cancelled: it was called off")
    );
    assert_eq!(cx.result::<Receipt>(id, "one").await?, None);
    app.advance(Duration::from_mins(2));
    app.run_until_idle().await?;
    assert_eq!(cx.result(id, "one").await?, Some(receipt(3)));
    Ok(())
}

#[tokio::test]
async fn secrets_of_a_result_are_not_shown() -> Result<()> {
    let app = app(&Notes::default())
        .on("charge", |placed: Placed, _| async move {
            Ok::<_, Error>(vec![receipt(placed.number)])
        })
        .secret_result(&["*.card"]);
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let id = cx.emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    assert_eq!(cx.result(id, "charge").await?, Some(vec![receipt(7)]));
    let charged = delivery(&app, "charge").await?;
    let operations = app.app().operations();
    assert_eq!(
        operations.result_without_secrets(charged).await?,
        Some(json!([{ "number": 7, "card": "[secret]" }]))
    );
    let wrong = cx.result::<Vec<(u32, u32)>>(id, "charge").await;
    let wrong = wrong.unwrap_err().to_string();
    assert!(!wrong.contains("4111"), "{wrong}");
    Ok(())
}

/// What a handler with a transaction returns is there exactly when its effect is.
#[tokio::test]
async fn s23_a_result_and_an_effect_are_one_commit() -> Result<()> {
    let handlers = Handlers::new().on("book", |placed: Placed, cx, tx| {
        Box::pin(async move {
            Emission::new(Paid { number: 1 }).emit(tx).await?;
            if cx.attempt() == 1 {
                return Err(Fatal::new("full").into());
            }
            Ok(Settle::result(&placed.number)?)
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let cx = app.context();
    let id = cx.emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    assert!(!app.has_event::<Paid>().await?);
    app.replay(id).await?;
    app.run_until_idle().await?;
    assert!(app.has_event::<Paid>().await?);
    assert_eq!(cx.result(id, "book").await?, Some(7_u32));
    Ok(())
}

/// Who waits is woken by the end, and not by looking, which here would be an hour later.
#[tokio::test(flavor = "multi_thread")]
async fn b12_who_waits_for_a_result_is_woken() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder);
    config.processor.poll = Duration::from_hours(1);
    let notes = Notes::default();
    let app = App::new(config)
        .state(notes.clone())
        .on("charge", |placed: Placed, _| async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            match placed.number {
                0 => Err(Fatal::new("no such card")),
                number => Ok(receipt(number)),
            }
        })
        .on("never", |_: Paid, cx| async move {
            cx.state().add("runs");
            pending::<Result<()>>().await
        });
    let (cx, worker) = (app.context(), tokio::spawn(app.worker()));
    let minute = Duration::from_mins(1);
    let begun = Instant::now();
    let id = cx.emit(Placed { number: 7 }).await?;
    let (one, two) = tokio::join!(
        cx.wait_for_result::<Receipt>(id, "charge", minute),
        cx.wait_for_result::<Receipt>(id, "charge", Duration::MAX)
    );
    assert_eq!((one?, two?), (receipt(7), receipt(7)));
    let id = cx.emit(Placed { number: 0 }).await?;
    let none = cx.wait_for_result::<Receipt>(id, "charge", minute).await;
    let none = none.unwrap_err();
    assert!(
        none.to_string().ends_with("is dead: no such card"),
        "{none}"
    );

    let id = cx.emit(Paid { number: 7 }).await?;
    until(|| async { notes.len() == 1 }).await;
    let moment = Duration::from_millis(50);
    let late = cx.wait_for_result::<()>(id, "never", moment).await;
    let late = late.unwrap_err();
    assert!(
        matches!(
            late,
            Error::NotYet {
                state: State::Running,
                ..
            }
        ),
        "{late}"
    );
    // Calling it off ends the waiting, too.
    let (none, cancelled) = tokio::join!(cx.wait_for_result::<()>(id, "never", minute), async {
        tokio::time::sleep(moment).await;
        app.operations().cancel_event(id).await
    });
    assert_eq!(cancelled?, 1);
    assert!(matches!(none, Err(Error::NoResult(_))), "{none:?}");
    assert!(begun.elapsed() < minute);
    app.handle().shutdown();
    worker.await.expect("no panic")
}

/// A handler whose own transaction is open would wait for one that waits for it.
#[tokio::test]
async fn a_handler_does_not_wait_with_its_transaction_open() -> Result<()> {
    let handlers = Handlers::new().on("book", |_: Placed, cx: Cx, tx| {
        Box::pin(async move {
            let id = Emission::new(Paid { number: 1 }).emit(tx).await?;
            let wait = cx.wait_for_result::<()>(id, "paid", Duration::MAX);
            let error = wait.await.unwrap_err();
            cx.state().add(error.to_string());
            Ok(Settle::Done)
        })
    });
    let notes = Notes::default();
    let app = TestApp::new(app(&notes).handlers(handlers)).await?;
    app.context().emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    assert_eq!(notes.all(), [Error::TxOpen.to_string()]);
    Ok(())
}

#[tokio::test]
async fn p1_another_tenants_result_is_none() -> Result<()> {
    let mut config = buildamp_runtime::Config::default();
    config.tenancy = Tenancy::Many;
    let app = App::new(config).on("count", |_: Placed, _| async { Ok::<_, Error>(7_u64) });
    let app = TestApp::new(app).await?;
    let (acme, other) = (
        app.context().with_tenant("acme"),
        app.context().with_tenant("other"),
    );
    let id = acme.emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    assert_eq!(acme.result(id, "count").await?, Some(7_u64));
    let none = other.result::<u64>(id, "count").await.unwrap_err();
    assert!(matches!(none, Error::NotFound(_)), "{none}");
    let none = app.context().result::<u64>(id, "count").await.unwrap_err();
    assert!(matches!(none, Error::MissingTenant), "{none}");
    Ok(())
}

/// Erasing an event ends what it came to.
#[tokio::test]
async fn p7_the_result_of_what_is_erased_is_gone() -> Result<()> {
    let app = app(&Notes::default()).on("count", |_: Placed, _| async { Ok::<_, Error>(7_u64) });
    let app = TestApp::new(app).await?;
    let id = app.context().emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    let scope = ErasureScope::event(id);
    app.app()
        .operations()
        .erase(&scope, "she asked for it", None)
        .await?;
    let none = app.context().result::<u64>(id, "count").await.unwrap_err();
    assert!(none.to_string().contains("was erased at"), "{none}");
    Ok(())
}
