//! Sessions as requests and handlers use them.

use std::time::Duration;

use buildamp_runtime::{
    App, Config, Error, Handlers, IntoOutcome as _, Result, Tx, testing::TestApp,
};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::support::{Cx, Notes, Welcome, app, heard, told, welcome};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct AppSession {
    user: Option<String>,
    visits: u32,
}

#[tokio::test]
async fn h14_requests_and_handlers_share_one_typed_value() -> Result<()> {
    let handlers = app(&Notes::default()).on("mail", |mail: Welcome, cx: Cx| async move {
        let session = cx.session()?;
        let before: Option<AppSession> = session.get().await?;
        cx.state().add(format!("{before:?}"));
        let welcomed = session.update(move |app: &mut AppSession| {
            app.visits += 1;
            app.user = Some(mail.email);
        });
        welcomed.await
    });
    let app = TestApp::new(handlers).await?;
    let (cx, other) = (app.session().await?, app.session().await?);
    let session = cx.session()?;
    assert_eq!(session.get::<AppSession>().await?, None);
    let visits = session.update(|app: &mut AppSession| {
        app.visits += 41;
        app.visits
    });
    assert_eq!(visits.await?, 41);
    cx.emit(welcome()).await?;
    app.run_until_idle().await?;
    let ada = AppSession {
        user: Some("ada@example.com".to_owned()),
        visits: 42,
    };
    assert_eq!(session.get().await?, Some(ada));
    session.set(&AppSession::default()).await?;
    assert_eq!(session.get().await?, Some(AppSession::default()));
    assert_eq!(other.session()?.get::<AppSession>().await?, None);
    assert!(matches!(app.context().session(), Err(Error::NoSession)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn h14_concurrent_updates_of_one_session_lose_nothing() -> Result<()> {
    let app = TestApp::new(App::new(Config::default())).await?;
    let session = app.session().await?.session()?;
    let mut updates = JoinSet::new();
    for _ in 0..100 {
        let session = session.clone();
        updates.spawn(async move {
            let one_more = session.update(|app: &mut AppSession| {
                app.visits += 1;
                app.visits
            });
            one_more.await
        });
    }
    let mut seen: Vec<u32> = updates
        .join_all()
        .await
        .into_iter()
        .collect::<Result<_>>()?;
    seen.sort_unstable();
    assert_eq!(seen, (1..=100).collect::<Vec<u32>>());
    Ok(())
}

#[tokio::test]
async fn h14_a_session_that_has_expired_is_not_found() -> Result<()> {
    let app = TestApp::new(App::new(Config::default())).await?;
    let session = app.session().await?.session()?;
    app.advance(Duration::from_hours(14 * 24) - Duration::from_secs(1));
    session.set(&AppSession::default()).await?;
    app.advance(Duration::from_secs(1));
    let gone = session.get::<AppSession>().await;
    assert!(matches!(gone, Err(Error::NoSession)), "{gone:?}");
    let gone = session.set(&AppSession::default()).await;
    assert!(matches!(gone, Err(Error::NoSession)), "{gone:?}");
    let gone = session.update(|app: &mut AppSession| app.visits).await;
    assert!(matches!(gone, Err(Error::NoSession)), "{gone:?}");
    let gone = session.rotate().await;
    assert!(matches!(gone, Err(Error::NoSession)), "{gone:?}");
    Ok(())
}

#[tokio::test]
async fn h14_data_of_another_type_is_an_error_with_its_path() -> Result<()> {
    #[derive(Debug, Default, Serialize, Deserialize)]
    struct Newer {
        user: Option<String>,
        visits: String,
    }
    let app = TestApp::new(App::new(Config::default())).await?;
    let session = app.session().await?.session()?;
    session.set(&AppSession::default()).await?;
    let text = session.get::<Newer>().await.unwrap_err().to_string();
    assert!(text.contains("`visits`: invalid type"), "{text}");
    let refused = session.update(|newer: &mut Newer| newer.visits.clear());
    assert!(matches!(refused.await, Err(Error::SessionData(_))));
    assert_eq!(session.get().await?, Some(AppSession::default()));
    Ok(())
}

#[tokio::test]
async fn h14_a_change_in_a_transaction_stands_or_falls_with_it() -> Result<()> {
    async fn visit(cx: &Cx, tx: &mut Tx<'_>) -> anyhow::Result<()> {
        let session = cx.session()?;
        let one_more = session.update_in(tx, |app: &mut AppSession| {
            app.visits += 1;
            app.visits
        });
        cx.state().add(one_more.await?);
        // The transaction holds the writer: what would wait for it is refused.
        let beside = session.set(&AppSession::default()).await;
        assert!(matches!(beside, Err(Error::TxOpen)), "{beside:?}");
        anyhow::ensure!(cx.attempt() > 1, "after the update");
        Ok(())
    }
    let notes = Notes::default();
    let handlers = Handlers::new().on("mail", |_: Welcome, cx: Cx, tx| {
        Box::pin(async move { visit(&cx, tx).await.into_outcome() })
    });
    let app = TestApp::new(app(&notes).handlers(handlers)).await?;
    let cx = app.session().await?;
    let session = cx.session()?;
    cx.emit(welcome()).await?;
    app.run_until_idle().await?;
    assert_eq!(session.get::<AppSession>().await?, None);
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["1", "1"], "the first was rolled back");
    assert_eq!(session.get::<AppSession>().await?.unwrap().visits, 1);

    let mut tx = cx.begin().await?;
    let nine = AppSession {
        user: None,
        visits: 9,
    };
    session.set_in(&mut tx, &nine).await?;
    assert_eq!(session.get::<AppSession>().await?.unwrap().visits, 1);
    tx.commit().await?;
    assert_eq!(session.get().await?, Some(nine));
    Ok(())
}

#[tokio::test]
async fn h14_signing_in_and_out() -> Result<()> {
    let app = TestApp::new(App::new(Config::default())).await?;
    let cx = app.session().await?;
    let session = cx.session()?;
    session.set(&AppSession::default()).await?;
    session.sign_in("ada").await?;
    session.rotate().await?;
    assert_eq!(
        session.get().await?,
        Some(AppSession::default()),
        "another token, the same session"
    );
    app.context().send(told("ada")).to_actor("ada").await?;
    assert_eq!(heard(&app, &cx).await?, ["ada"]);
    session.sign_out().await?;
    let gone = session.get::<AppSession>().await;
    assert!(matches!(gone, Err(Error::NoSession)), "{gone:?}");
    let again = session.sign_out().await;
    assert!(matches!(again, Err(Error::NoSession)), "{again:?}");
    app.context().send(told("gone")).to_actor("ada").await?;
    assert!(heard(&app, &cx).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn h14_a_token_changes_in_a_request_alone() -> Result<()> {
    let notes = Notes::default();
    let handlers = app(&notes).on("mail", |_: Welcome, cx: Cx| async move {
        let session = cx.session()?;
        for refused in [
            session.rotate().await,
            session.sign_in("eve").await,
            session.sign_out().await,
        ] {
            cx.state().add(refused.unwrap_err().to_string());
        }
        session.set(&AppSession::default()).await
    });
    let app = TestApp::new(handlers).await?;
    let cx = app.session().await?;
    cx.emit(welcome()).await?;
    app.run_until_idle().await?;
    let refused = notes.all();
    assert_eq!(refused.len(), 3);
    assert!(
        refused.iter().all(|text| text.contains("in a request")),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn s4_a_session_shows_no_id() -> Result<()> {
    let app = TestApp::new(App::new(Config::default())).await?;
    let cx = app.session().await?;
    let id = cx.session_id().unwrap().to_owned();
    let shown = format!("{:?} {:?} {cx:?}", cx.session()?, cx.send(told("x")));
    assert!(!shown.contains(&id), "{shown}");
    Ok(())
}
