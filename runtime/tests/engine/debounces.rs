//! Events that wait until there is quiet.

use std::{convert::Infallible, sync::Arc, time::Duration};

use buildamp_runtime::{Emission, Result, State, testing::TestApp};
use tokio::sync::Notify;

use crate::support::{Cx, Notes, Placed, app};

const SECOND: Duration = Duration::from_secs(1);

fn quiet(number: u32) -> Emission<Placed> {
    Emission::new(Placed { number }).debounce("search/42", 5 * SECOND)
}

async fn noting(notes: &Notes) -> Result<TestApp<Notes>> {
    let note = |placed: Placed, cx: Cx| async move {
        cx.state().add(placed.number);
        Ok::<_, Infallible>(())
    };
    TestApp::new(app(notes).on("index", note)).await
}

#[tokio::test]
async fn the_last_event_of_a_key_is_handled_once_there_is_quiet() -> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    let cx = app.context();
    let first = cx.emit(quiet(1)).await?;
    for number in 2..=4 {
        app.advance(4 * SECOND);
        app.run_until_idle().await?;
        cx.emit(quiet(number)).await?;
    }
    let other = Emission::new(Placed { number: 9 }).debounce("search/43", SECOND);
    cx.emit(other).await?;
    app.advance(4 * SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["9"], "other keys go their own way");
    app.advance(SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["9", "4"]);
    let deliveries = app.deliveries_of("index").await?;
    let states = deliveries.iter().map(|one| (one.event, one.state));
    let superseded: Vec<_> = states
        .filter(|(_, state)| *state == State::Cancelled)
        .collect();
    assert_eq!(superseded.len(), 3, "the record says what became of them");
    assert_eq!(superseded[0], (first, State::Cancelled));
    assert_eq!(app.published_events().await?.len(), 5, "each is on record");

    cx.emit(quiet(5)).await?;
    app.advance(5 * SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["9", "4", "5"], "what is over holds up nobody");
    Ok(())
}

#[tokio::test]
async fn of_a_batch_and_of_a_transaction_the_last_one_stays() -> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    let cx = app.context();
    cx.emit_all([quiet(1), quiet(2)]).await?;
    let mut tx = cx.begin().await?;
    quiet(3).emit(&mut tx).await?;
    quiet(4).emit(&mut tx).await?;
    tx.commit().await?;
    let mut tx = cx.begin().await?;
    quiet(5).emit(&mut tx).await?;
    tx.rollback().await?;
    app.advance(5 * SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["4"]);
    Ok(())
}

#[tokio::test]
async fn an_event_whose_idempotency_key_is_known_takes_nobodys_place() -> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    let cx = app.context();
    cx.emit(quiet(1).idempotency_key("once")).await?;
    cx.emit(quiet(2)).await?;
    cx.emit(quiet(3).idempotency_key("once")).await?;
    app.advance(5 * SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["2"]);
    Ok(())
}

#[tokio::test]
async fn what_runs_already_goes_on_and_the_last_one_comes_after_it() -> Result<()> {
    let notes = Notes::default();
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begins, waits) = (Arc::clone(&begun), Arc::clone(&go_on));
    let app = TestApp::new(app(&notes).on("index", move |placed: Placed, cx: Cx| {
        let (begins, waits) = (Arc::clone(&begins), Arc::clone(&waits));
        async move {
            if placed.number == 1 {
                begins.notify_one();
                waits.notified().await;
            }
            cx.state().add(placed.number);
            Ok::<_, Infallible>(())
        }
    }))
    .await?;
    let cx = app.context();
    cx.emit(quiet(1)).await?;
    app.advance(5 * SECOND);
    let meanwhile = async {
        begun.notified().await;
        cx.emit(quiet(2)).await?;
        go_on.notify_one();
        Result::<()>::Ok(())
    };
    let (ran, emitted) = tokio::join!(app.run_until_idle(), meanwhile);
    emitted?;
    assert_eq!(ran?, 1);
    app.advance(5 * SECOND);
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["1", "2"], "nothing is lost");
    Ok(())
}
