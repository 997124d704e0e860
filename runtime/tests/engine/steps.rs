//! Handlers in parts: what one attempt has done the next does not do again.

use std::time::Duration;

use buildamp_runtime::{
    Context, Error, Fatal, Handlers, IntoOutcome as _, Result, RetryAfter, State, testing::TestApp,
};
use serde::{Deserialize, Serialize};

use crate::support::{Notes, Paid, Placed, app, outcomes_of};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Receipt {
    number: u32,
    text: String,
}

/// Runs until nothing is to be done any more, whatever waits for its time.
async fn finish(app: &TestApp<Notes>) -> Result<()> {
    while app.run_until_idle().await? > 0 {
        app.advance(Duration::from_hours(1));
    }
    Ok(())
}

#[tokio::test]
async fn a_step_that_is_done_is_not_done_again() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes).on("order", |placed: Placed, cx| async move {
        let notes = cx.state();
        let receipt = cx
            .step("charge", async || {
                notes.add("charged");
                Ok::<_, Error>(Receipt {
                    number: placed.number,
                    text: "a \"b\" \u{0} é".to_owned(),
                })
            })
            .await?;
        let attempt = cx.attempt();
        cx.step("pack", async || {
            notes.add(format!("packed {}", receipt.number));
            if attempt < 3 {
                return Err(anyhow::anyhow!("no box"));
            }
            Ok(())
        })
        .await?;
        cx.step("mail", async || {
            notes.add(format!("mailed {receipt:?}"));
            Ok::<_, Error>(())
        })
        .await
    });
    let app = TestApp::new(app).await?;
    app.context().emit(Placed { number: 7 }).await?;
    finish(&app).await?;
    assert_eq!(
        notes.all(),
        [
            "charged",
            "packed 7",
            "packed 7",
            "packed 7",
            "mailed Receipt { number: 7, text: \"a \\\"b\\\" \\0 é\" }"
        ]
    );
    let errors = app.errors().await?;
    assert_eq!(errors[0].error, "the step `pack` failed: no box");
    assert_eq!(
        outcomes_of(&app, "order").await?,
        ["failed", "failed", "succeeded"]
    );
    Ok(())
}

/// What a step's own error says of the next attempt counts, and a replay keeps what is done.
#[tokio::test]
async fn a_steps_error_steers_and_a_replay_keeps_what_is_done() -> Result<()> {
    let notes = Notes::default();
    let app = app(&notes).on("order", |_: Placed, cx| async move {
        let notes = cx.state();
        let attempt = cx.attempt();
        cx.step("charge", async || {
            notes.add("charged");
            Ok::<_, Error>(1_u32)
        })
        .await?;
        cx.step("pack", async || match attempt {
            1 => Err(anyhow::Error::from(RetryAfter::new(
                Duration::from_mins(7),
                "later",
            ))),
            2 => Err(anyhow::Error::from(Fatal::new("never"))),
            _ => Ok(()),
        })
        .await
    });
    let app = TestApp::new(app).await?;
    let id = app.context().emit(Placed { number: 7 }).await?;
    finish(&app).await?;
    let dead = app.dead().await?;
    assert_eq!(dead[0].attempt, 2);
    assert_eq!(
        dead[0].error.as_deref(),
        Some("the step `pack` failed: never")
    );
    app.replay(id).await?;
    finish(&app).await?;
    assert_eq!(app.deliveries_of("order").await?[0].state, State::Succeeded);
    assert_eq!(notes.all(), ["charged"]);
    Ok(())
}

/// What cannot be is refused with what to do instead.
#[tokio::test]
async fn steps_that_cannot_be_are_refused() -> Result<()> {
    let notes = Notes::default();
    let handlers = Handlers::new().on("order", |_: Placed, cx: Context<Notes>, tx| {
        Box::pin(async move {
            let notes = cx.state().clone();
            let attempt = cx.attempt();
            let fine = async || Ok::<_, Error>(attempt);
            cx.step("one", fine).await?;
            let twice = cx.step("one", fine).await.unwrap_err();
            notes.add(twice.to_string());
            let unnamed = cx.step("", fine).await.unwrap_err();
            notes.add(unnamed.to_string());
            if attempt == 2 {
                let other = cx.step("number", async || Ok::<_, Error>(Vec::<bool>::new()));
                notes.add(other.await.unwrap_err().to_string());
            } else {
                cx.step("number", fine).await?;
            }
            tx.emit_all([Paid { number: 1 }]).await?;
            let open = cx.step("two", fine).await;
            assert!(matches!(open, Err(Error::TxOpen)), "{open:?}");
            Err::<(), _>(Error::NotFound("second attempt".to_owned())).into_outcome()
        })
    });
    let app = TestApp::new(app(&notes).handlers(handlers)).await?;
    let outside = app.context().step("one", async || Ok::<_, Error>(1)).await;
    assert!(matches!(outside, Err(Error::WrongState(_))), "{outside:?}");
    app.context().emit(Placed { number: 7 }).await?;
    finish(&app).await?;
    let said = notes.all();
    assert_eq!(
        said[..2],
        [
            "the attempt has two steps called `one`: give each a name of its own, such as `one-2`",
            "a step has no name: its result is found by it again",
        ]
    );
    assert!(
        said[4].starts_with(
            "the result of the step `number` that an earlier attempt has kept is no `alloc::vec::Vec<bool>`"
        ),
        "{said:?}"
    );
    Ok(())
}
