//! What a session is told of the deliveries of its events.

use std::{convert::Infallible, io, time::Duration};

use anyhow::Context as _;
use buildamp_runtime::{
    Emission, Event, Fatal, Handlers, IntoOutcome as _, ProgressState, Result, RetryAfter, Settle,
    Timestamp, WorkflowProgress, testing::TestApp,
};

use crate::support::{Cx, Notes, Placed, app, welcome};

/// An event that says `#[buildamp(progress)]`.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Mail {
    to: String,
}

impl Event for Mail {
    const TYPE: &'static str = "email.mail";
    const PROGRESS: bool = true;
}

fn mail() -> Mail {
    Mail {
        to: "ada@example.com".to_owned(),
    }
}

const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// State, attempt and error of each, in order.
async fn stages(
    app: &TestApp<Notes>,
    cx: &Cx,
) -> Result<Vec<(ProgressState, u32, Option<String>)>> {
    let progress = app.sent::<WorkflowProgress>(cx).await?;
    Ok(progress
        .into_iter()
        .map(|one| (one.state, one.attempt, one.error))
        .collect())
}

fn stage(state: ProgressState, attempt: u32) -> (ProgressState, u32, Option<String>) {
    (state, attempt, None)
}

fn failed(state: ProgressState, attempt: u32, error: &str) -> (ProgressState, u32, Option<String>) {
    (state, attempt, Some(error.to_owned()))
}

use ProgressState::{Cancelled, Dead, Queued, Retrying, Running, Succeeded};

#[tokio::test]
async fn h36_a_session_is_told_of_each_stage() -> Result<()> {
    let handlers = app(&Notes::default()).on("mail", |_: Mail, cx: Cx| async move {
        let sent = match cx.attempt() {
            1 => Err(io::Error::other("10.0.0.7: connection refused")),
            _ => Ok(()),
        };
        sent.context("the mail service did not answer")
    });
    let app = TestApp::new(handlers).await?;
    let (cx, other) = (app.session().await?, app.session().await?);
    let event = cx.emit(mail()).await?;
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;

    let row = |state, attempt: u32, error: Option<&str>, run_at: Option<i64>, at: i64| {
        let second = |seconds| START + Duration::from_secs(u64::try_from(seconds).unwrap());
        WorkflowProgress {
            correlation_id: event.into(),
            event_id: event,
            event_type: "email.mail".to_owned(),
            consumer: (attempt > 0).then(|| "mail".to_owned()),
            state,
            attempt,
            max_attempts: (attempt > 0).then_some(5),
            error: error.map(str::to_owned),
            run_at: run_at.map(second),
            at: second(at),
        }
    };
    let why = Some("the mail service did not answer");
    assert_eq!(
        app.sent::<WorkflowProgress>(&cx).await?,
        [
            row(Queued, 0, None, Some(0), 0),
            row(Running, 1, None, None, 0),
            row(Retrying, 1, why, Some(1), 0),
            row(Running, 2, None, None, 1),
            row(Succeeded, 2, None, None, 1),
        ]
    );
    assert_eq!(stages(&app, &other).await?, []);
    Ok(())
}

#[tokio::test]
async fn h36_each_end_has_its_name() -> Result<()> {
    let handlers = app(&Notes::default()).on("mail", |mail: Mail, cx: Cx| async move {
        match (mail.to.as_str(), cx.attempt()) {
            ("fatal", _) => Err(anyhow::Error::from(Fatal::new("no such mailbox")).context("lost")),
            ("later", 1) => Err(RetryAfter::new(Duration::from_secs(9), "429").into()),
            ("panic", _) => panic!("the password is 1234"),
            ("snooze", 1) => Ok(Settle::Snooze(Duration::from_secs(9))),
            ("cancel", _) => Ok(Settle::Cancel),
            _ => Ok(Settle::Done),
        }
    });
    let app = TestApp::new(handlers).await?;
    let table = [
        ("fatal", vec![failed(Dead, 1, "lost")]),
        (
            "later",
            vec![
                failed(Retrying, 1, "429"),
                stage(Running, 2),
                stage(Succeeded, 2),
            ],
        ),
        (
            "panic",
            vec![
                failed(Retrying, 1, "the handler panicked"),
                stage(Running, 2),
                failed(Dead, 2, "the handler panicked"),
            ],
        ),
        (
            "snooze",
            vec![stage(Queued, 1), stage(Running, 2), stage(Succeeded, 2)],
        ),
        ("cancel", vec![stage(Cancelled, 1)]),
    ];
    for (to, ends) in table {
        let cx = app.session().await?;
        let mail = Mail { to: to.to_owned() };
        cx.emit(Emission::new(mail).max_attempts(2)).await?;
        app.run_until_idle().await?;
        app.advance(Duration::from_mins(1));
        app.run_until_idle().await?;
        let all = [vec![stage(Queued, 0), stage(Running, 1)], ends].concat();
        assert_eq!(stages(&app, &cx).await?, all, "{to}");
    }
    Ok(())
}

#[tokio::test]
async fn h36_attempts_that_do_not_count_add_to_the_budget() -> Result<()> {
    let handlers = app(&Notes::default()).on("mail", |_: Mail, cx: Cx| async move {
        match cx.attempt() {
            1 => Ok(Settle::Snooze(Duration::from_secs(1))),
            _ => Err(io::Error::other("refused")),
        }
    });
    let app = TestApp::new(handlers).await?;
    let cx = app.session().await?;
    cx.emit(Emission::new(mail()).max_attempts(2)).await?;
    for _ in 0..3 {
        app.run_until_idle().await?;
        app.advance(Duration::from_mins(1));
    }
    let progress = app.sent::<WorkflowProgress>(&cx).await?;
    let budget: Vec<_> = progress
        .iter()
        .filter(|one| one.state != Running)
        .map(|one| (one.state, one.attempt, one.max_attempts))
        .collect();
    let wanted = [
        (Queued, 0, None),
        (Queued, 1, Some(2)),
        (Retrying, 2, Some(3)),
        (Dead, 3, Some(3)),
    ];
    assert_eq!(budget, wanted);
    Ok(())
}

#[tokio::test]
async fn h36_the_end_is_told_in_the_transaction_of_the_settle() -> Result<()> {
    let handlers = Handlers::new().on("mail", |_: Mail, cx: Cx, tx| {
        Box::pin(async move {
            Emission::new(welcome()).emit(tx).await?;
            // Its own connection cannot be had: the database refuses the commit of the first attempt.
            let refuse = "CREATE TEMP TRIGGER refuse BEFORE UPDATE ON main.buildamp_deliveries
                BEGIN SELECT RAISE(ABORT, 'refused'); END";
            let sql = if cx.attempt() == 1 {
                refuse
            } else {
                "SELECT 1"
            };
            sqlx::query(sql).execute(tx.sqlite()?).await?;
            Ok::<_, anyhow::Error>(()).into_outcome()
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let cx = app.session().await?;
    cx.emit(mail()).await?;
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    let wanted = [
        stage(Queued, 0),
        stage(Running, 1),
        failed(Retrying, 1, "its transaction failed"),
        stage(Running, 2),
        stage(Succeeded, 2),
    ];
    assert_eq!(stages(&app, &cx).await?, wanted);
    assert_eq!(app.event_count().await?, 2, "the mail and one welcome");
    Ok(())
}

#[tokio::test]
async fn h36_queued_is_told_with_the_emit_and_once_per_event() -> Result<()> {
    let app = TestApp::new(app(&Notes::default())).await?;
    let cx = app.session().await?;
    let mut tx = cx.begin().await?;
    Emission::new(mail()).emit(&mut tx).await?;
    tx.rollback().await?;
    assert_eq!(stages(&app, &cx).await?, []);
    let keyed = || Emission::new(mail()).idempotency_key("ada");
    let due = Duration::from_mins(10);
    let first = cx.emit(keyed().schedule(due)).await?;
    assert_eq!(cx.emit(keyed()).await?, first);
    let progress = app.sent::<WorkflowProgress>(&cx).await?;
    assert_eq!(progress.len(), 1);
    assert_eq!(progress[0].run_at, Some(START + due));
    Ok(())
}

#[tokio::test]
async fn h36_events_that_do_not_ask_for_it_and_those_of_no_session_are_not_told_of() -> Result<()> {
    let handlers = app(&Notes::default())
        .on("mail", |_: Mail, _: Cx| async { Ok::<_, Infallible>(()) })
        .on("order", |_: Placed, _: Cx| async {
            Ok::<_, Infallible>(())
        });
    let app = TestApp::new(handlers).await?;
    let cx = app.session().await?;
    cx.emit(Placed { number: 1 }).await?;
    app.context().emit(mail()).await?;
    assert_eq!(app.run_until_idle().await?, 2);
    assert_eq!(stages(&app, &cx).await?, []);
    Ok(())
}
