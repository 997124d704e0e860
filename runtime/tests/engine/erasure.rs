//! What is erased of events at somebody's request.

use std::fs;

use buildamp_runtime::{
    App, Config, DeliveryAction, DeliveryFilter, ErasureKind, ErasureScope, Error, Fatal, Outcome,
    PayloadError, Result, Tenancy,
};
use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};

use crate::support::{Welcome, config, welcome};

const WHO: &str = "ada@example.com";

/// An application whose mails come back, with the address in the error.
fn office(config: Config) -> App {
    App::new(config).on("mail", |mail: Welcome, _| async move {
        Outcome::Err(Fatal::new(format!("no mailbox {}", mail.email)).into())
    })
}

#[tokio::test]
async fn p7_what_is_erased_is_nowhere_in_the_file_and_runs_no_more() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = office(config(&folder));
    app.consumers().await?;
    let id = app.context().with_actor(WHO).emit(welcome()).await?;
    let kept = app.context().with_actor("bob").emit(welcome()).await?;
    app.run_until_empty().await?;
    let files = || {
        let files = fs::read_dir(folder.path()).unwrap();
        let files = files.flat_map(|file| fs::read(file.unwrap().path()).unwrap());
        let bytes: Vec<u8> = files.collect();
        let found = bytes
            .windows(WHO.len())
            .filter(|part| *part == WHO.as_bytes());
        found.count()
    };
    assert_ne!(files(), 0);

    let operations = app.operations();
    let ada = ErasureScope::actor(WHO);
    let would = operations.erasable(&ada).await?;
    assert_eq!((would.events, would.deliveries), (1, 1));
    let erasure = operations
        .erase(&ada, "she asked for it", Some("dpo"))
        .await?;
    assert_eq!((erasure.events, erasure.deliveries), (1, 1));
    assert!(erasure.finished_at.is_some());
    let (event, deliveries) = operations.event(id).await?;
    assert_eq!((event.data.get(), &event.actor), ("null", &None));
    let refused = event.payload_as::<Welcome>().unwrap_err();
    assert!(matches!(refused, PayloadError::Erased { .. }), "{refused}");
    assert!(
        refused
            .to_string()
            .contains("`email.welcome` was erased at ")
    );
    let attempt = &deliveries[0].attempts[0];
    assert_eq!(attempt.error.as_deref(), Some("[erased]"));

    // Neither by its number nor by its event; of all that are dead it is none.
    let delivery = [deliveries[0].delivery.id];
    for refused in [
        operations
            .act(DeliveryAction::Replay, &delivery)
            .await
            .unwrap_err(),
        operations.replay_event(id).await.unwrap_err(),
    ] {
        let Error::WrongState(why) = refused else {
            panic!("{refused}");
        };
        assert!(why.contains("was erased at"), "{why}");
    }
    let (of_bob, _) = operations.event(kept).await?;
    assert_eq!(of_bob.payload_as::<Welcome>().unwrap(), welcome());
    let all = DeliveryFilter::default();
    assert_eq!(
        operations.act_on_all(DeliveryAction::Replay, &all).await?,
        1
    );

    // Nobody is named any more, and what the other one had goes as well.
    let found = operations.erasures(Some(&ada), None, 9).await?;
    assert_eq!(found.items, [erasure]);
    operations
        .erase(&ErasureScope::event(kept), "a mistake", None)
        .await?;
    assert_eq!(files(), 0);
    let all = operations.erasures(None, None, 1).await?;
    assert_eq!(
        (all.items[0].kind, all.items[0].event, all.next.is_some()),
        (ErasureKind::Event, Some(kept), true)
    );
    Ok(())
}

#[tokio::test]
async fn p7_who_and_why_has_to_be_said() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = office(config(&folder));
    let operations = app.operations();
    let ada = ErasureScope::actor(WHO);
    let refused = operations.erase(&ada, "  ", None).await.unwrap_err();
    assert!(matches!(refused, Error::InvalidErase(_)), "{refused}");
    assert!(refused.to_string().contains("no reason"), "{refused}");
    let unknown = ErasureScope::event("01990000-0000-7000-8000-000000000000".parse().unwrap());
    let refused = operations.erase(&unknown, "why", None).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound(_)), "{refused}");
    assert_eq!(operations.erasures(None, None, 9).await?.items, []);

    let folder = tempfile::tempdir()?;
    let mut many = config(&folder);
    many.tenancy = Tenancy::Many;
    let app = office(many);
    let (a, b) = (
        app.context().with_tenant("a"),
        app.context().with_tenant("b"),
    );
    for cx in [&a, &b] {
        cx.with_actor(WHO).emit(welcome()).await?;
    }
    let operations = app.operations();
    let refused = operations.erase(&ada, "why", None).await.unwrap_err();
    assert!(refused.to_string().contains("no tenant"), "{refused}");
    let of_a = operations
        .erase(&ada.clone().tenant("a"), "why", None)
        .await?;
    assert_eq!((of_a.events, of_a.tenant.as_deref()), (1, Some("a")));
    assert_eq!(operations.erasable(&ada.tenant("b")).await?.events, 1);
    Ok(())
}

#[tokio::test]
async fn p7_nothing_else_changes_an_event_or_the_record_of_an_erasure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let app = office(config.clone());
    app.context().with_actor(WHO).emit(welcome()).await?;
    let operations = app.operations();
    let ada = ErasureScope::actor(WHO);
    operations.erase(&ada, "she asked for it", None).await?;
    app.context().with_actor(WHO).emit(welcome()).await?;
    let path = config.store.url.trim_start_matches("sqlite:");
    let file = SqliteConnectOptions::new().filename(path);
    let mut stranger = file.connect().await.unwrap();
    // Also for whoever has found out how events are erased.
    for refused in [
        "UPDATE buildamp_events SET data = 'null', erased_at = 1",
        "BEGIN; INSERT INTO buildamp_erasing SELECT seq FROM buildamp_events;
            UPDATE buildamp_events SET data = '{}', erased_at = 1",
        "INSERT INTO buildamp_erasing SELECT seq FROM buildamp_events WHERE true ON CONFLICT DO NOTHING;
            UPDATE buildamp_events SET data = 'null', erased_at = 1, type = 'other'",
        "UPDATE buildamp_events SET data = 'null', erased_at = 1, actor = 'eve'",
        "UPDATE buildamp_erasures SET reason = 'other'",
        "UPDATE buildamp_erasures SET events = 9",
        "INSERT OR REPLACE INTO buildamp_erasures SELECT * FROM buildamp_erasures",
        "DELETE FROM buildamp_erasures",
    ] {
        let error = sqlx::raw_sql(refused).execute(&mut stranger).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{refused}: {error}");
    }
    Ok(())
}
