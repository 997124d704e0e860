//! What a type of event says of its attempts.

use std::{io, time::Duration};

use buildamp_runtime::{
    DeadReason, Envelope, Event, Handlers, IntoOutcome as _, Result, Retry, State, testing::TestApp,
};
use serde::{Deserialize, Serialize};

use crate::support::{Cx, Notes, Welcome, app, welcome};

const SECOND: Duration = Duration::from_secs(1);

macro_rules! spaced {
    ($name:ident = $event_type:literal, $retry:expr) => {
        #[derive(Debug, Clone, Serialize, Deserialize)]
        struct $name;

        impl Event for $name {
            const TYPE: &'static str = $event_type;
            const MAX_ATTEMPTS: Option<u32> = Some(4);
            const RETRY: Option<Retry> = Some($retry);
        }
    };
}

spaced!(
    Doubled = "policy.doubled",
    Retry::Exponential {
        base: Duration::from_secs(10),
        cap: Duration::from_secs(15),
    }
);
spaced!(
    Steady = "policy.steady",
    Retry::Fixed(Duration::from_secs(30))
);
spaced!(Own = "policy.own", Retry::With(minutes));

fn minutes(attempt: u32) -> Duration {
    Duration::from_mins(attempt.into())
}

async fn refuse<E>(_: E, _: Cx) -> io::Result<()> {
    Err(io::Error::other("refused"))
}

/// How long the only delivery waits between its attempts, until it is dead.
async fn waits<E: Event>(event: E) -> Result<Vec<u64>> {
    let app = TestApp::new(app(&Notes::default()).on("desk", refuse::<E>)).await?;
    app.context().emit(event).await?;
    let mut waits = Vec::new();
    let mut waited = 0;
    loop {
        if app.run_until_idle().await? == 1 {
            waits.push(waited);
            waited = 0;
        }
        if app.deliveries_of("desk").await?[0].state == State::Dead {
            return Ok(waits);
        }
        app.advance(SECOND);
        waited += 1;
    }
}

#[tokio::test]
async fn h29_a_type_says_how_its_attempts_are_spaced() -> Result<()> {
    assert_eq!(waits(Doubled).await?, [0, 10, 15, 15]);
    assert_eq!(waits(Steady).await?, [0, 30, 30, 30]);
    assert_eq!(waits(Own).await?, [0, 60, 120, 180]);
    assert_eq!(waits(welcome()).await?, [0, 1, 2, 4, 8], "as configured");
    Ok(())
}

#[tokio::test]
async fn h29_a_replay_begins_the_spacing_anew() -> Result<()> {
    let app = TestApp::new(app(&Notes::default()).on("desk", refuse::<Own>)).await?;
    let id = app.context().emit(Own).await?;
    for _ in 0..4 {
        app.run_until_idle().await?;
        app.advance(Duration::from_mins(3));
    }
    let dead = app.dead().await?;
    assert_eq!(dead[0].dead_reason, Some(DeadReason::Exhausted));
    app.replay(id).await?;
    assert_eq!(app.run_until_idle().await?, 1);
    app.advance(Duration::from_mins(1));
    assert_eq!(app.run_until_idle().await?, 1, "the first wait again");
    Ok(())
}

#[tokio::test]
async fn h29_a_handler_of_many_types_waits_as_configured() -> Result<()> {
    let listens = Handlers::new().on_glob("audit", "**", |_: Envelope, _: Cx, _| {
        Box::pin(async { Err::<(), _>(io::Error::other("refused")).into_outcome() })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(listens)).await?;
    app.context().emit(Steady).await?;
    app.run_until_idle().await?;
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    Ok(())
}

#[tokio::test]
async fn h29_consumers_of_one_type_are_spaced_alike_and_on_their_own() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default())
            .on("first", refuse::<Steady>)
            .on("other", |_: Steady, _: Cx| async { Ok::<_, io::Error>(()) })
            .on("mail", refuse::<Welcome>),
    )
    .await?;
    app.context().emit(Steady).await?;
    app.context().emit(welcome()).await?;
    assert_eq!(app.run_until_idle().await?, 3);
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1, "the mail alone");
    assert_eq!(app.deliveries_of("other").await?[0].state, State::Succeeded);
    Ok(())
}
