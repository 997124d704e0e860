//! What a handler's end makes of its delivery.

use std::{convert::Infallible, io, time::Duration};

use anyhow::Context as _;
use buildamp_runtime::{
    DeadReason, Error, EventId, Fatal, Handlers, IntoOutcome as _, Result, RetryAfter, Settle,
    State, testing::TestApp,
};

use crate::support::{Cx, Notes, Placed, Welcome, app, event, outcomes_of, welcome};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn s14_h2_a_handler_fails_twice_and_succeeds() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(app(&notes).on("mail", |mail: Welcome, cx: Cx| async move {
        cx.state().add(format!("{} {}", mail.email, cx.attempt()));
        match cx.attempt() {
            1 | 2 => Err(io::Error::other("refused")),
            _ => Ok(()),
        }
    }))
    .await?;
    app.context().emit(welcome()).await?;
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(app.deliveries_of("mail").await?[0].state, State::Retrying);
    app.advance(Duration::from_millis(999));
    assert_eq!(
        app.run_until_idle().await?,
        0,
        "not before the backoff is over"
    );
    app.advance(Duration::from_millis(1));
    assert_eq!(app.run_until_idle().await?, 1);
    app.advance(2 * SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(app.deliveries_of("mail").await?[0].state, State::Succeeded);
    assert_eq!(
        outcomes_of(&app, "mail").await?,
        ["failed", "failed", "succeeded"]
    );
    assert_eq!(
        notes.all(),
        [
            "ada@example.com 1",
            "ada@example.com 2",
            "ada@example.com 3"
        ]
    );
    let attempts = app.attempts_of("mail").await?;
    assert_eq!(attempts[0].error.as_deref(), Some("refused"));
    assert_eq!(
        attempts
            .iter()
            .map(|attempt| attempt.number)
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    app.advance(Duration::from_hours(1));
    assert_eq!(app.run_until_idle().await?, 0);
    Ok(())
}

#[tokio::test]
async fn h2_after_the_last_attempt_it_is_dead_and_a_replay_runs_it_again() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(app(&notes).on("mail", |_: Welcome, cx: Cx| async move {
        cx.state()
            .add(format!("{:?} {:?}", cx.event_id(), cx.correlation_id()));
        Err::<(), _>(io::Error::other("refused"))
    }))
    .await?;
    let id = app.context().emit(welcome()).await?;
    let before = app.published_events().await?;
    for attempts in 1..=5 {
        assert_eq!(app.run_until_idle().await?, 1, "attempt {attempts}");
        app.advance(Duration::from_mins(5));
    }
    assert_eq!(app.run_until_idle().await?, 0);
    let dead = app.dead().await?;
    assert_eq!(
        (dead[0].event, dead[0].attempt, dead[0].dead_reason),
        (id, 5, Some(DeadReason::Exhausted))
    );
    assert_eq!(
        app.published_events().await?,
        before,
        "the event is untouched"
    );
    assert_eq!(app.errors().await?.len(), 5);

    assert_eq!(app.replay(id).await?, 1);
    assert!(
        matches!(app.replay(id).await, Err(Error::WrongState(_))),
        "nothing is dead any more"
    );
    for _ in 0..5 {
        assert_eq!(app.run_until_idle().await?, 1, "a fresh budget");
        app.advance(Duration::from_mins(5));
    }
    assert_eq!(app.dead().await?[0].attempt, 10);
    let seen = notes.all();
    assert_eq!(seen.len(), 10);
    assert!(
        seen.iter().all(|one| *one == seen[0]),
        "the same id and correlation each time"
    );
    assert_eq!(app.published_events().await?, before);
    let stranger: EventId = "0199d3a0-0000-7000-8000-000000000001".parse().unwrap();
    assert!(matches!(
        app.replay(stranger).await,
        Err(Error::NotFound(_))
    ));
    Ok(())
}

#[tokio::test]
async fn h2_the_backoff_starts_over_with_a_replay() -> Result<()> {
    let failing = |_: Welcome, _: Cx| async { Err::<(), _>(io::Error::other("refused")) };
    let app = TestApp::new(app(&Notes::default()).on("mail", failing)).await?;
    let id = app.context().emit(welcome()).await?;
    for _ in 0..5 {
        app.run_until_idle().await?;
        app.advance(Duration::from_mins(5));
    }
    app.replay(id).await?;
    app.run_until_idle().await?;
    app.advance(SECOND);
    assert_eq!(app.run_until_idle().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_panic_is_a_failed_attempt_and_its_message_is_kept() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |mail: Welcome, cx: Cx| async move {
            assert!(cx.attempt() > 1, "no template for {}", mail.email);
            Ok::<_, Infallible>(())
        }),
    )
    .await?;
    app.context().emit(welcome()).await?;
    app.run_until_idle().await?;
    app.advance(SECOND);
    app.run_until_idle().await?;
    assert_eq!(outcomes_of(&app, "mail").await?, ["failed", "succeeded"]);
    let error = app.attempts_of("mail").await?[0].error.clone();
    assert_eq!(
        error.as_deref(),
        Some("the handler panicked: no template for ada@example.com")
    );
    Ok(())
}

#[tokio::test]
async fn retry_after_says_when_even_from_within_anyhow() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |_: Welcome, cx: Cx| async move {
            match cx.attempt() {
                1 => Err(RetryAfter::new(
                    Duration::from_secs(90),
                    "429 Too Many Requests",
                ))
                .context("sendgrid"),
                2 => Err(RetryAfter::new(Duration::from_secs(7), "429 Too Many Requests").into()),
                _ => anyhow::Ok(()),
            }
        }),
    )
    .await?;
    app.context().emit(welcome()).await?;
    for wait in [90_000, 7_000] {
        assert_eq!(app.run_until_idle().await?, 1);
        app.advance(Duration::from_millis(wait - 1));
        assert_eq!(app.run_until_idle().await?, 0);
        app.advance(Duration::from_millis(1));
    }
    assert_eq!(app.run_until_idle().await?, 1);
    let errors: Vec<String> = app
        .errors()
        .await?
        .into_iter()
        .map(|failure| failure.error)
        .collect();
    assert_eq!(
        errors,
        ["sendgrid: 429 Too Many Requests", "429 Too Many Requests"]
    );
    Ok(())
}

#[tokio::test]
async fn fatal_is_dead_at_once() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |_: Welcome, _: Cx| async {
            Err::<(), _>(anyhow::Error::from(Fatal::new("no such mailbox")).context("sending"))
        }),
    )
    .await?;
    app.context().emit(welcome()).await?;
    app.run_until_idle().await?;
    let dead = app.dead().await?;
    assert_eq!(
        (dead[0].attempt, dead[0].dead_reason),
        (1, Some(DeadReason::Fatal))
    );
    assert_eq!(app.errors().await?[0].error, "sending: no such mailbox");
    Ok(())
}

#[tokio::test]
async fn h6_a_snooze_waits_and_does_not_count() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |_: Welcome, cx: Cx| async move {
            match cx.attempt() {
                ..=8 => Ok(Settle::Snooze(Duration::from_mins(1))),
                9 => Err(io::Error::other("refused")),
                _ => Ok(Settle::Done),
            }
        }),
    )
    .await?;
    app.context()
        .emit(buildamp_runtime::Emission::new(welcome()).max_attempts(2))
        .await?;
    for _ in 0..8 {
        assert_eq!(app.run_until_idle().await?, 1);
        app.advance(Duration::from_secs(59));
        assert_eq!(app.run_until_idle().await?, 0);
        app.advance(SECOND);
    }
    assert_eq!(app.run_until_idle().await?, 1);
    assert_eq!(
        app.deliveries_of("mail").await?[0].state,
        State::Retrying,
        "the first of two that counts"
    );
    app.advance(SECOND);
    assert_eq!(
        app.run_until_idle().await?,
        1,
        "and its backoff is that of a first failure"
    );
    assert_eq!(app.deliveries_of("mail").await?[0].state, State::Succeeded);
    Ok(())
}

#[tokio::test]
async fn h6_a_cancelled_delivery_is_over_and_no_failure() -> Result<()> {
    let app = TestApp::new(
        app(&Notes::default()).on("mail", |_: Welcome, _: Cx| async {
            Ok::<_, Infallible>(Settle::Cancel)
        }),
    )
    .await?;
    let id = app.context().emit(welcome()).await?;
    app.run_until_idle().await?;
    assert_eq!(app.deliveries_of("mail").await?[0].state, State::Cancelled);
    assert_eq!(outcomes_of(&app, "mail").await?, ["cancelled"]);
    assert!(app.errors().await?.is_empty());
    assert!(matches!(app.replay(id).await, Err(Error::WrongState(_))));
    Ok(())
}

#[tokio::test]
async fn k24_what_cannot_be_decoded_is_retried_then_dead_with_the_path_of_the_fault() -> Result<()>
{
    event!(Loose { lines: Vec<serde_json::Value> } = "shop.cart");
    event!(Strict { lines: Vec<Line> } = "shop.cart");
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Line {
        pieces: u32,
    }
    let notes = Notes::default();
    let strict = |cart: Strict, cx: Cx| async move {
        cx.state().add(format!("{} line", cart.lines.len()));
        Ok::<_, Infallible>(())
    };
    let app = TestApp::new(app(&notes).on("cart", strict)).await?;
    let poison = app
        .context()
        .emit(Loose {
            lines: vec![serde_json::json!({ "pieces": "three" })],
        })
        .await?;
    app.context()
        .emit(Loose {
            lines: vec![serde_json::json!({ "pieces": 3 })],
        })
        .await?;
    assert_eq!(app.run_until_idle().await?, 2);
    assert_eq!(notes.all(), ["1 line"], "the other event is not affected");
    for _ in 0..4 {
        app.advance(Duration::from_mins(5));
        app.run_until_idle().await?;
    }
    let dead = app.dead().await?;
    assert_eq!(
        (dead[0].event, dead[0].attempt, dead[0].dead_reason),
        (poison, 5, Some(DeadReason::Undecodable))
    );
    let error = &app.errors().await?[0].error;
    assert!(
        error.contains("`lines[0].pieces`") && error.contains("invalid type: string"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn s23_what_a_handler_writes_through_its_transaction_stands_or_falls_with_it() -> Result<()> {
    let handlers = Handlers::new().on("ledger", |placed: Placed, cx: Cx, tx| {
        Box::pin(async move {
            let book = sqlx::query("insert into ledger values (?)").bind(i64::from(placed.number));
            let written: anyhow::Result<()> = async {
                book.execute(tx.sqlite()?).await?;
                buildamp_runtime::Emission::new(welcome()).emit(tx).await?;
                anyhow::ensure!(cx.attempt() > 1, "after the write");
                Ok(())
            }
            .await;
            written.into_outcome()
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let cx = app.context();
    let mut tx = cx.begin().await?;
    sqlx::query("create table ledger (number integer)")
        .execute(tx.sqlite()?)
        .await
        .unwrap();
    tx.commit().await?;
    cx.emit(Placed { number: 7 }).await?;
    app.run_until_idle().await?;
    assert_eq!(booked(&app).await?, 0, "the first attempt failed");
    assert!(!app.has_event::<Welcome>().await?);
    app.advance(SECOND);
    app.run_until_idle().await?;
    assert_eq!(booked(&app).await?, 1);
    assert_eq!(app.envelopes_of::<Welcome>().await?.len(), 1);
    assert_eq!(outcomes_of(&app, "ledger").await?, ["failed", "succeeded"]);
    Ok(())
}

async fn booked(app: &TestApp<Notes>) -> Result<i64> {
    let mut tx = app.context().begin().await?;
    Ok(sqlx::query_scalar("select count(*) from ledger")
        .fetch_one(tx.sqlite()?)
        .await
        .unwrap())
}
