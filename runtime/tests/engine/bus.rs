//! Who gets which event, and what a test can ask for afterwards.

use std::{convert::Infallible, io};

use buildamp_runtime::{
    Error, Handlers, IntoOutcome as _, Outcome, Result, Settle, State, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, Welcome, app, welcome};

/// A handler of any event that notes its name and the event's type.
fn noting(handlers: Handlers<Notes>, consumer: &'static str, glob: &str) -> Handlers<Notes> {
    handlers.on_glob(consumer, glob, move |event, cx, _tx| {
        Box::pin(async move {
            cx.state().add(format!("{consumer} {}", event.event_type));
            Ok(Settle::Done)
        })
    })
}

#[tokio::test]
async fn s7_p11_globs_subscribe_to_many_types() -> Result<()> {
    let notes = Notes::default();
    let globs = [
        ("all", "*"),
        ("orders", "shop.order.*"),
        ("shop", "shop.**"),
        ("two", "*.*"),
        ("one", "shop.order.paid"),
    ];
    let handlers = globs
        .into_iter()
        .fold(Handlers::new(), |list, (name, glob)| {
            noting(list, name, glob)
        });
    let app = TestApp::new(app(&notes).handlers(handlers)).await?;
    app.context().emit(welcome()).await?;
    app.context().emit(Paid { number: 1 }).await?;
    app.run_until_idle().await?;
    let mut seen = notes.all();
    seen.sort();
    let expected = [
        "all email.welcome",
        "all shop.order.paid",
        "one shop.order.paid",
        "orders shop.order.paid",
        "shop shop.order.paid",
        "two email.welcome",
    ];
    assert_eq!(seen, expected);
    Ok(())
}

#[tokio::test]
async fn s8_two_handlers_under_one_name_are_refused_at_start() {
    let handler = |_: Welcome, _: Cx| async { Ok::<_, Infallible>(()) };
    let app = app(&Notes::default())
        .on("mail", handler)
        .on("mail", handler);
    let refused = app.worker().await;
    assert!(
        matches!(&refused, Err(Error::DuplicateConsumer(name)) if name == "mail"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn s10_two_runs_of_one_test_are_the_same() -> Result<()> {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let notes = Notes::default();
        let handlers = noting(noting(Handlers::new(), "a", "*"), "b", "shop.**").on(
            "pay",
            |placed: Placed, cx: Cx, _| {
                Box::pin(async move {
                    cx.emit(Paid {
                        number: placed.number,
                    })
                    .await
                    .map(drop)
                    .into_outcome()
                })
            },
        );
        let app = TestApp::new(app(&notes).handlers(handlers)).await?;
        for number in 0..5 {
            app.context().emit(Placed { number }).await?;
        }
        app.run_until_idle().await?;
        let times: Vec<_> = app
            .published_events()
            .await?
            .into_iter()
            .map(|event| event.time)
            .collect();
        runs.push((notes.all(), times));
    }
    assert_eq!(runs[0].0.len(), 20);
    assert_eq!(runs[0], runs[1]);
    Ok(())
}

#[tokio::test]
async fn s11_s12_s13_a_test_asks_for_what_was_published_and_can_forget_it() -> Result<()> {
    let mut app = TestApp::new(app(&Notes::default())).await?;
    let cx = app.context();
    cx.emit(Placed { number: 1 }).await?;
    cx.emit(welcome()).await?;
    cx.emit(Placed { number: 2 }).await?;
    let types: Vec<_> = app
        .published_events()
        .await?
        .into_iter()
        .map(|event| event.event_type)
        .collect();
    assert_eq!(
        types,
        ["shop.order.placed", "email.welcome", "shop.order.placed"]
    );
    assert_eq!(
        app.events_of_type::<Placed>().await?,
        [Placed { number: 1 }, Placed { number: 2 }]
    );
    assert_eq!(app.event_count().await?, 3);
    assert!(app.has_event::<Welcome>().await? && !app.has_event::<Paid>().await?);
    assert!(app.events_for_subject("order/1").await?.is_empty());
    app.clear().await?;
    assert_eq!(app.event_count().await?, 0);
    cx.emit(Paid { number: 3 }).await?;
    assert_eq!(app.events_of_type::<Paid>().await?, [Paid { number: 3 }]);
    assert_eq!(app.event_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn s15_events_arrive_in_the_order_in_which_they_were_emitted() -> Result<()> {
    let notes = Notes::default();
    let note = |placed: Placed, cx: Cx| async move {
        cx.state().add(placed.number);
        Ok::<_, Infallible>(())
    };
    let app = TestApp::new(app(&notes).on("note", note)).await?;
    app.context()
        .emit_all((0..20).map(|number| Placed { number }))
        .await?;
    for number in 20..40 {
        app.context().emit(Placed { number }).await?;
    }
    assert_eq!(app.run_until_idle().await?, 40);
    assert_eq!(
        notes.all(),
        (0..40)
            .map(|number: u32| number.to_string())
            .collect::<Vec<_>>()
    );
    Ok(())
}

#[tokio::test]
async fn s16_all_subscribers_run_and_the_failure_of_one_is_its_own() -> Result<()> {
    let notes = Notes::default();
    let failing = |_: Welcome, _: Cx| async { Err::<(), _>(io::Error::other("refused")) };
    let app = app(&notes)
        .on("first", failing)
        .handlers(noting(Handlers::new(), "second", "*"))
        .on("third", |_: Welcome, cx: Cx| async move {
            cx.state().add("third");
            panic!("out of order");
            #[expect(unreachable_code, reason = "names the type of the future")]
            Ok::<_, Infallible>(())
        });
    let app = TestApp::new(app).await?;
    app.context().emit(welcome()).await?;
    assert_eq!(app.run_until_idle().await?, 3);
    assert_eq!(notes.all(), ["second email.welcome", "third"]);
    let errors: Vec<_> = app
        .errors()
        .await?
        .into_iter()
        .map(|one| (one.consumer, one.error))
        .collect();
    let expected = [
        ("first", "refused"),
        ("third", "the handler panicked: out of order"),
    ];
    assert_eq!(
        errors,
        expected.map(|(consumer, error)| (consumer.to_owned(), error.to_owned()))
    );
    assert_eq!(
        app.deliveries_of("second").await?[0].state,
        State::Succeeded
    );
    Ok(())
}

#[tokio::test]
async fn s18_a_rollback_leaves_no_event() -> Result<()> {
    let app = TestApp::new(app(&Notes::default())).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    tx.emit_all([welcome()]).await?;
    tx.rollback().await?;
    let mut dropped = cx.begin().await?;
    dropped.emit_all([welcome()]).await?;
    drop(dropped);
    assert_eq!(app.event_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn events_that_set_each_other_off_for_ever_end_the_test() -> Result<()> {
    let again = |placed: Placed, cx: Cx| async move { cx.emit(placed).await.map(drop) };
    let app = TestApp::new(app(&Notes::default()).on("again", again)).await?;
    app.context().emit(Placed { number: 1 }).await?;
    assert!(matches!(
        app.run_until_idle().await,
        Err(Error::WrongState(_))
    ));
    Ok(())
}

#[test]
fn s9_a_handler_of_a_closure_literal_needs_no_annotation_but_the_event() {
    let handlers = Handlers::<Notes>::new().on("a", |event: Welcome, cx, tx| {
        Box::pin(async move {
            cx.state().add(event.email);
            tx.emit_all([welcome()]).await?;
            Outcome::Ok(Settle::Done)
        })
    });
    assert_eq!(format!("{handlers:?}"), r#"{"a": "email.welcome"}"#);
}
