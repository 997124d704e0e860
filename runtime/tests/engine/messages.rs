//! Messages to browser sessions: who gets them, and when they leave.

use std::{io, time::Duration};

use buildamp_runtime::{
    App, Config, Context, Error, Handlers, IntoOutcome as _, Result, Tenancy, testing::TestApp,
};
use sqlx::{Connection as _, SqliteConnection};

use crate::support::{Cx, Notes, Placed, Welcome, app, config, heard, told, welcome};

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn h9_a_message_reaches_its_targets_and_crosses_no_tenant() -> Result<()> {
    let mut config = Config::default();
    config.tenancy = Tenancy::Many;
    let app = TestApp::new(App::new(config)).await?;
    let nobodys = app.context();
    let (acme, beta) = (nobodys.with_tenant("acme"), nobodys.with_tenant("beta"));
    let ada = app.session_of(&acme).await?;
    let ada_at_home = app.session_of(&acme).await?;
    let guest = app.session_of(&acme).await?;
    let other = app.session_of(&beta).await?;
    for cx in [&ada, &ada_at_home, &other] {
        cx.session()?.sign_in("ada").await?;
    }
    ada.send(told("session")).to_session().await?;
    let ids = [guest.session_id().unwrap(), other.session_id().unwrap()];
    acme.send(told("sessions")).to_sessions(ids).await?;
    acme.send(told("actor")).to_actor("ada").await?;
    acme.send(told("tenant")).to_tenant().await?;
    assert_eq!(heard(&app, &ada).await?, ["session", "actor", "tenant"]);
    assert_eq!(heard(&app, &ada_at_home).await?, ["actor", "tenant"]);
    assert_eq!(heard(&app, &guest).await?, ["sessions", "tenant"]);
    assert_eq!(heard(&app, &other).await?, NOTHING);
    // Under the other tenant's name the session's id says nothing.
    let forged = beta.with_session(ada.session_id().unwrap());
    forged.send(told("forged")).to_session().await?;
    assert_eq!(heard(&app, &ada).await?.len(), 3);

    let nowhere = nobodys.send(told("nowhere")).to_tenant().await;
    assert!(matches!(nowhere, Err(Error::MissingTenant)), "{nowhere:?}");
    let nobody = acme.send(told("nobody")).to_session().await;
    assert!(matches!(nobody, Err(Error::NoSession)), "{nobody:?}");
    Ok(())
}

#[tokio::test]
async fn h9_a_message_leaves_at_once_whatever_becomes_of_the_attempt() -> Result<()> {
    let handlers = app(&Notes::default()).on("mail", |_: Welcome, cx: Cx| async move {
        let attempt = cx.attempt().to_string();
        cx.send(told(attempt)).to_session().await.unwrap();
        match cx.attempt() {
            1 => Err(io::Error::other("refused")),
            2 => panic!("broken"),
            _ => Ok(()),
        }
    });
    let app = TestApp::new(handlers).await?;
    let (cx, other) = (app.session().await?, app.session().await?);
    cx.emit(welcome()).await?;
    for attempts in 1..=3 {
        assert_eq!(app.run_until_idle().await?, 1);
        assert_eq!(heard(&app, &cx).await?.len(), attempts);
        app.advance(Duration::from_mins(1));
    }
    assert_eq!(heard(&app, &cx).await?, ["1", "2", "3"]);
    assert_eq!(heard(&app, &other).await?, NOTHING);
    Ok(())
}

#[tokio::test]
async fn h9_a_message_of_the_transaction_leaves_with_it_and_never_without() -> Result<()> {
    let handlers = Handlers::new().on("ledger", |_: Placed, cx: Cx, tx| {
        Box::pin(async move {
            let sent = async {
                let attempt = cx.attempt().to_string();
                tx.send(told(attempt.clone())).to_session().await?;
                tx.send(told(attempt + " to all")).to_tenant().await
            };
            sent.await?;
            match cx.attempt() {
                1 => Err(io::Error::other("refused")),
                _ => Ok(()),
            }
            .into_outcome()
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let (cx, other) = (app.session().await?, app.session().await?);
    cx.emit(Placed { number: 1 }).await?;
    app.run_until_idle().await?;
    assert_eq!(heard(&app, &cx).await?, NOTHING);
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    assert_eq!(heard(&app, &cx).await?, ["2", "2 to all"]);
    assert_eq!(heard(&app, &other).await?, ["2 to all"]);

    for commit in [false, true] {
        let mut tx = cx.begin().await?;
        tx.send(told("begun")).to_session().await?;
        if commit {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
    }
    assert_eq!(heard(&app, &cx).await?, ["2", "2 to all", "begun"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn h9_what_a_handler_sends_beside_its_open_transaction_leaves_after_it_in_order() -> Result<()>
{
    let handlers = Handlers::new().on("ledger", |_: Placed, cx: Cx, tx| {
        Box::pin(async move {
            welcome_in(tx).await?;
            for number in 0..100 {
                cx.send(told(number.to_string())).to_session().await?;
            }
            match cx.attempt() {
                1 => Err(io::Error::other("refused")),
                _ => Ok(()),
            }
            .into_outcome()
        })
    });
    let app = TestApp::new(app(&Notes::default()).handlers(handlers)).await?;
    let cx = app.session().await?;
    cx.emit(Placed { number: 1 }).await?;
    app.run_until_idle().await?;
    let in_order: Vec<String> = (0..100).map(|number: u32| number.to_string()).collect();
    assert_eq!(
        heard(&app, &cx).await?,
        in_order,
        "though it was rolled back"
    );
    assert!(!app.has_event::<Welcome>().await?);
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    assert_eq!(heard(&app, &cx).await?, [&in_order[..], &in_order].concat());
    assert!(app.has_event::<Welcome>().await?);
    Ok(())
}

async fn welcome_in(tx: &mut buildamp_runtime::Tx<'_>) -> Result<()> {
    buildamp_runtime::Emission::new(welcome()).emit(tx).await?;
    Ok(())
}

#[tokio::test]
async fn h9_a_message_in_a_joined_transaction_is_its_owners_to_commit() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let url = config.store.url.clone();
    let cx: Context = App::new(config).context();
    cx.consumers().await?;
    let mut own = SqliteConnection::connect(&url).await.unwrap();
    let streams = "INSERT INTO buildamp_streams (tenant, session_id, epoch, watched_at) VALUES ('default', 's', 'e', 0)";
    sqlx::query(streams).execute(&mut own).await.unwrap();
    for commit in [false, true] {
        let mut theirs = own.begin().await.unwrap();
        let mut tx = cx.join(&mut theirs);
        tx.send(told("joined")).to_tenant().await?;
        drop(tx);
        if commit {
            theirs.commit().await.unwrap();
        } else {
            theirs.rollback().await.unwrap();
        }
        let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM buildamp_stream_entries")
            .fetch_one(&mut own)
            .await
            .unwrap();
        assert_eq!(stored, i64::from(commit));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stops_has_sent_what_its_handlers_sent() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let url = config.store.url.clone();
    let handlers = Handlers::new().on("ledger", |_: Placed, cx: Context, tx| {
        Box::pin(async move {
            welcome_in(tx).await?;
            cx.send(told("late")).to_tenant().await.into_outcome()
        })
    });
    let app = App::new(config).handlers(handlers);
    app.context().emit(Placed { number: 1 }).await?;
    let mut own = SqliteConnection::connect(&url).await.unwrap();
    let streams = "INSERT INTO buildamp_streams (tenant, session_id, epoch, watched_at) VALUES ('default', 's', 'e', 0)";
    sqlx::query(streams).execute(&mut own).await.unwrap();
    app.run_until_empty().await?;
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM buildamp_stream_entries")
        .fetch_one(&mut own)
        .await
        .unwrap();
    assert_eq!(stored, 1);
    Ok(())
}

#[tokio::test]
async fn what_a_test_asks_for_beyond_the_history_is_an_error() -> Result<()> {
    let mut config = Config::default();
    config.sse.history = 2;
    let app = TestApp::new(App::new(config)).await?;
    let cx = app.session().await?;
    for text in ["1", "2"] {
        cx.send(told(text)).to_session().await?;
    }
    assert_eq!(heard(&app, &cx).await?, ["1", "2"]);
    cx.send(told("3")).to_session().await?;
    let error = heard(&app, &cx).await.unwrap_err().to_string();
    assert!(error.contains("3 messages, and only the last 2"), "{error}");
    let none = heard(&app, &app.context()).await;
    assert!(matches!(none, Err(Error::NoSession)), "{none:?}");
    Ok(())
}
