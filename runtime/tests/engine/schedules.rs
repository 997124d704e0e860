//! When deliveries run, and in which order.

use std::{convert::Infallible, io, time::Duration};

use buildamp_runtime::{Clock as _, Emission, Priority, Result, State, testing::TestApp};

use crate::support::{Cx, Notes, Placed, Welcome, app, welcome};

async fn noting(notes: &Notes) -> Result<TestApp<Notes>> {
    let note = |placed: Placed, cx: Cx| async move {
        cx.state().add(placed.number);
        Ok::<_, Infallible>(())
    };
    TestApp::new(app(notes).on("note", note)).await
}

#[tokio::test]
async fn h22_h34_scheduled_ten_minutes_ahead_it_outlives_a_restart_and_fires_once_and_not_early()
-> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    app.context()
        .emit(Emission::new(Placed { number: 1 }).schedule(Duration::from_mins(10)))
        .await?;
    let app = app.restart().await?;
    assert_eq!(app.run_until_idle().await?, 0);
    app.advance(Duration::from_millis(599_999));
    assert_eq!(app.run_until_idle().await?, 0, "a millisecond early");
    let app = app.restart().await?;
    app.advance(Duration::from_millis(1));
    assert_eq!(app.run_until_idle().await?, 1);
    let app = app.restart().await?;
    app.advance(Duration::from_hours(24));
    assert_eq!(app.run_until_idle().await?, 0);
    assert_eq!(notes.all(), ["1"]);
    Ok(())
}

#[tokio::test]
async fn h22_schedule_at_takes_a_point_in_time() -> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    let at = app.clock().now() + Duration::from_secs(30);
    app.context()
        .emit(Emission::new(Placed { number: 1 }).schedule_at(at))
        .await?;
    app.context()
        .emit(Emission::new(Placed { number: 2 }).schedule_at(std::time::SystemTime::UNIX_EPOCH))
        .await?;
    assert_eq!(
        app.run_until_idle().await?,
        1,
        "what is past is due at once"
    );
    app.advance(Duration::from_secs(30));
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(notes.all(), ["2", "1"]);
    Ok(())
}

#[tokio::test]
async fn h38_high_goes_before_normal_before_low() -> Result<()> {
    let notes = Notes::default();
    let app = noting(&notes).await?;
    let cx = app.context();
    for (number, priority) in [
        (5, Priority::LOW),
        (3, Priority::NORMAL),
        (1, Priority::HIGH),
        (4, Priority::NORMAL),
        (2, Priority::HIGH),
    ] {
        cx.emit(Emission::new(Placed { number }).priority(priority))
            .await?;
    }
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["1", "2", "3", "4", "5"]);
    Ok(())
}

#[tokio::test]
async fn h38_each_event_may_say_how_often_it_is_tried() -> Result<()> {
    let failing = |_: Welcome, _: Cx| async { Err::<(), _>(io::Error::other("refused")) };
    let app = TestApp::new(app(&Notes::default()).on("mail", failing)).await?;
    app.context()
        .emit(Emission::new(welcome()).max_attempts(2))
        .await?;
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    let delivery = &app.deliveries_of("mail").await?[0];
    assert_eq!(
        (delivery.state, delivery.attempt, delivery.max_attempts),
        (State::Dead, 2, 2)
    );
    Ok(())
}
