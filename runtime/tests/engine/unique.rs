//! Events of which there is one.

use std::{io, time::Duration};

use buildamp_runtime::{Emission, KeyScope, Result, State, testing::TestApp};

use crate::support::{Cx, Notes, Welcome, app, outcomes_of, welcome};

const HOUR: Duration = Duration::from_hours(1);

fn hourly() -> Emission<Welcome> {
    Emission::new(welcome())
        .idempotency_key("ada")
        .unique_for(HOUR)
}

#[tokio::test]
async fn k6_a_key_is_unique_within_its_window() -> Result<()> {
    let app = TestApp::new(app(&Notes::default())).await?;
    let cx = app.context();
    // A window has just begun.
    let begin = "2026-01-01T12:00:00Z".parse().expect("a time");
    app.clock().set(begin);
    let first = cx.emit(hourly()).await?;
    let last = Duration::from_micros(1);
    app.advance(Duration::from_mins(59));
    app.advance(Duration::from_secs(59));
    app.advance(Duration::from_micros(999_999));
    assert_eq!(cx.emit(hourly()).await?, first, "to its last microsecond");
    app.advance(last);
    let second = cx.emit(hourly()).await?;
    assert_ne!(second, first);
    assert_eq!(cx.emit(hourly()).await?, second);
    app.clock().set(begin);
    assert_eq!(cx.emit(hourly()).await?, first, "the clock went back");

    let others = [
        hourly().unique_for(2 * HOUR),
        Emission::new(welcome()).idempotency_key("ada"),
        hourly().idempotency_key("eve"),
        hourly().idempotency_key_in(KeyScope::Tenant, "ada"),
    ];
    for other in others {
        let id = cx.emit(other).await?;
        assert!(![first, second].contains(&id));
    }
    assert_eq!(app.published_events().await?.len(), 6);
    Ok(())
}

#[tokio::test]
async fn k5_a_unique_event_that_fails_is_tried_again_and_succeeds() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |_: Welcome, cx: Cx| async move {
            match cx.attempt() {
                1 | 2 => Err(io::Error::other("refused")),
                _ => Ok(()),
            }
        }),
    )
    .await?;
    app.clock()
        .set("2026-01-01T12:00:00Z".parse().expect("a time"));
    let cx = app.context();
    let id = cx.emit(hourly().schedule(Duration::from_secs(1))).await?;
    for _ in 0..3 {
        app.advance(Duration::from_secs(2));
        app.run_until_idle().await?;
        assert_eq!(
            cx.emit(hourly()).await?,
            id,
            "it is the only one throughout"
        );
    }
    assert_eq!(app.deliveries_of("mail").await?[0].state, State::Succeeded);
    assert_eq!(
        outcomes_of(&app, "mail").await?,
        ["failed", "failed", "succeeded"]
    );
    Ok(())
}
