//! Fan-in: what comes once a chain has ended.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use buildamp_runtime::{
    App, Emission, Error, Fatal, Handlers, IntoOutcome as _, Result, State, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app, config, event, until};

event!(Imported { file: String } = "shop.import.done");

fn imported() -> Imported {
    Imported {
        file: "orders.csv".to_owned(),
    }
}

/// Each order is paid, but for the one with number 3, which cannot be; then there is the end of the import.
fn importing(notes: &Notes) -> App<Notes> {
    app(notes)
        .on("place", |placed: Placed, cx: Cx| async move {
            if placed.number == 3 {
                return Err(anyhow::Error::new(Fatal::new("sold out")));
            }
            cx.emit(Paid {
                number: placed.number,
            })
            .await?;
            Ok(())
        })
        .on("pay", |paid: Paid, cx: Cx| async move {
            cx.state().add(format!("paid {}", paid.number));
            if cx.attempt() == 1 {
                return Err(anyhow::anyhow!("busy"));
            }
            Ok(())
        })
        .on("end", |it: Imported, cx: Cx| async move {
            cx.state().add(it.file);
            Ok::<_, Infallible>(())
        })
}

fn placed(numbers: std::ops::Range<u32>) -> impl Iterator<Item = Placed> {
    numbers.map(|number| Placed { number })
}

#[tokio::test]
async fn an_event_comes_once_when_all_of_its_chain_has_ended() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(importing(&notes)).await?;
    let import = app.context().chain();
    let ids = import.emit_all(placed(1..4)).await?;
    let id = import.when_ended(imported()).await?;
    app.context().emit(Paid { number: 9 }).await?;
    app.run_until_idle().await?;
    assert!(
        !app.has_event::<Imported>().await?,
        "two wait for another attempt"
    );
    app.advance(Duration::from_mins(1));
    app.run_until_idle().await?;
    assert_eq!(notes.all().last().map(String::as_str), Some("orders.csv"));
    let done = app.envelopes_of::<Imported>().await?;
    assert_eq!((done.len(), done[0].id), (1, id));
    assert_eq!(Some(done[0].correlation_id), import.correlation_id());
    assert_eq!(done[0].time, app.context().now());

    // What is replayed afterwards changes nothing.
    assert_eq!(app.replay(ids[2]).await?, 1);
    app.run_until_idle().await?;
    assert_eq!(app.envelopes_of::<Imported>().await?.len(), 1);
    Ok(())
}

/// What is replayed before the end counts again, and what is called off has ended.
#[tokio::test]
async fn replays_and_cancels_count_until_the_end() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(importing(&notes)).await?;
    let import = app.context().chain();
    let ids = import.emit_all(placed(3..4)).await?;
    let late = Emission::new(Paid { number: 7 }).schedule(Duration::from_hours(1));
    let late = import.emit(late).await?;
    app.run_until_idle().await?;
    import.when_ended(imported()).await?;
    app.replay(ids[0]).await?;
    assert_eq!(app.app().operations().cancel_event(late).await?, 1);
    assert_eq!(app.deliveries_of("place").await?[0].state, State::Pending);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["orders.csv"]);
    Ok(())
}

/// With a transaction it stands or falls, and it comes after what was emitted there.
#[tokio::test]
async fn in_a_transaction_it_comes_after_what_was_emitted_there() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(importing(&notes)).await?;
    for commits in [false, true] {
        let mut tx = app.context().begin().await?;
        tx.emit_all(placed(3..4)).await?;
        tx.when_ended(imported()).await?;
        if commits {
            tx.commit().await?;
        }
        app.run_until_idle().await?;
        assert_eq!(app.has_event::<Imported>().await?, commits);
    }
    Ok(())
}

/// In a handler it is the chain of its event, with the handler's own delivery; a key keeps it to one, whatever is done again.
#[tokio::test]
async fn a_handler_waits_for_what_it_fans_out() -> Result<()> {
    let notes = Notes::default();
    let handlers = Handlers::new().on("split", |paid: Paid, cx: Cx, tx| {
        Box::pin(async move {
            let attempt = cx.attempt();
            let done = async {
                cx.emit(Placed {
                    number: paid.number,
                })
                .await?;
                let done = Emission::new(imported()).idempotency_key("once");
                cx.when_ended(done.clone()).await?;
                cx.state().add("split");
                tx.when_ended(done).await
            };
            match (done.await, attempt) {
                (Ok(_), 1) => Err::<(), _>(Error::NotFound("scissors".to_owned())).into_outcome(),
                (done, _) => done.map(drop).into_outcome(),
            }
        })
    });
    let app = app(&notes).handlers(handlers);
    let app = app.on("place", |_: Placed, cx: Cx| async move {
        cx.state().add("placed");
        Ok::<_, Infallible>(())
    });
    let app = TestApp::new(app).await?;
    app.context().emit(Paid { number: 1 }).await?;
    app.run_until_idle().await?;
    assert!(
        !app.has_event::<Imported>().await?,
        "the handler itself has not ended"
    );
    app.advance(Duration::from_mins(1));
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["split", "placed", "split", "placed"]);
    assert_eq!(app.events_of_type::<Imported>().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_could_not_come_is_refused() -> Result<()> {
    let app = TestApp::new(importing(&Notes::default())).await?;
    let refused = app.context().when_ended(imported()).await.unwrap_err();
    assert!(
        refused.to_string().contains("it belongs to none"),
        "{refused}"
    );
    let mut tx = app.context().begin().await?;
    let refused = tx.when_ended(imported()).await.unwrap_err();
    assert!(matches!(refused, Error::InvalidEmit(_)), "{refused}");
    drop(tx);
    let later = Emission::new(imported()).schedule(Duration::from_mins(1));
    let refused = app.context().chain().when_ended(later).await.unwrap_err();
    assert!(
        refused.to_string().contains("leave out `schedule`"),
        "{refused}"
    );
    // A chain in which nothing waits has ended.
    app.context().chain().when_ended(imported()).await?;
    app.run_until_idle().await?;
    assert!(app.has_event::<Imported>().await?);
    Ok(())
}

/// Two processes share the chain; the end comes soon after the last delivery, and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_one_emits_what_comes_after_the_chain() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let process = || {
        let app = App::new(config(&folder)).state(notes.clone());
        app.on("place", |_: Placed, _| async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok::<_, Infallible>(())
        })
        .on("end", |it: Imported, cx: Cx| async move {
            cx.state().add(it.file);
            Ok::<_, Infallible>(())
        })
    };
    let processes = [process(), process()];
    let running = processes.each_ref().map(|app| tokio::spawn(app.worker()));
    let begun = Instant::now();
    for number in 1..=5 {
        let import = processes[number % 2].context().chain();
        import.emit_all(placed(0..40)).await?;
        import.when_ended(imported()).await?;
        until(|| async { notes.len() == number }).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(notes.len(), 5);
    for (app, running) in processes.iter().zip(running) {
        app.handle().shutdown();
        running.await.expect("no panic")?;
    }
    Ok(())
}
