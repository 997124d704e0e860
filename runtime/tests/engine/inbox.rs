//! What comes from outside by messages of which more than one copy may arrive.

use std::{io, time::Duration};

use buildamp_runtime::{
    App, Config, Error, Handlers, IntoOutcome as _, Keep, Result, Tenancy, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app};

const DAY: Duration = Duration::from_hours(24);

/// Orders arrive by messages, several of each; the first attempt at each order fails.
fn shop(notes: &Notes) -> App<Notes> {
    let handlers = Handlers::new().on("pay", |placed: Placed, cx: Cx, tx| {
        Box::pin(async move { pay(&placed, &cx, tx).await.into_outcome() })
    });
    app(notes).handlers(handlers)
}

async fn pay(
    placed: &Placed,
    cx: &Cx,
    tx: &mut buildamp_runtime::Tx<'_>,
) -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let number = placed.number;
    let is_new = tx.receive("pay", &format!("order/{number}")).await?;
    cx.state().add(if is_new { "new" } else { "known" });
    if is_new {
        tx.emit_all([Paid { number }]).await?;
    }
    if is_new && cx.attempt() == 1 {
        return Err(io::Error::other("the bank is closed").into());
    }
    Ok(())
}

#[tokio::test]
async fn s27_a_copy_is_skipped_and_what_failed_is_new_again() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(shop(&notes)).await?;
    let placed = Placed { number: 7 };
    app.context().emit(placed.clone()).await?;
    app.run_until_idle().await?;
    assert_eq!(app.events_of_type::<Paid>().await?, []);
    app.advance(DAY);
    app.run_until_idle().await?;
    app.context().emit(placed).await?;
    app.run_until_idle().await?;
    assert_eq!(notes.all(), ["new", "new", "known"]);
    assert_eq!(app.events_of_type::<Paid>().await?, [Paid { number: 7 }]);
    Ok(())
}

#[tokio::test]
async fn s24_a_message_is_known_for_a_month_or_as_the_configuration_says() -> Result<()> {
    for (inbox, is_new) in [
        (None, [false, true]),
        (Some(Keep::For(DAY)), [true, true]),
        (Some(Keep::Forever), [false, false]),
    ] {
        let mut config = Config::default();
        if let Some(inbox) = inbox {
            config.retention.inbox = inbox;
        }
        let app = TestApp::new(App::new(config)).await?;
        let receive = async || -> Result<bool> {
            let mut tx = app.context().begin().await?;
            let is_new = tx.receive("pay", "evt_1").await?;
            tx.commit().await?;
            Ok(is_new)
        };
        assert!(receive().await?);
        let received_at = app.context().now();
        let mut seen = [true; 2];
        for (days, is_new) in [29, 2].into_iter().zip(&mut seen) {
            app.advance(days * DAY);
            app.purge().await?;
            let known = app
                .app()
                .operations()
                .received("default", "pay", "evt_1")
                .await?;
            *is_new = receive().await?;
            assert_eq!(known.is_none(), *is_new);
            assert!(known.is_none_or(|at| at == received_at));
        }
        assert_eq!(seen, is_new, "{inbox:?}");
    }
    Ok(())
}

#[tokio::test]
async fn s25_each_tenant_has_an_inbox_of_its_own() -> Result<()> {
    let mut config = Config::default();
    config.tenancy = Tenancy::Many;
    let app = TestApp::new(App::new(config)).await?;
    for tenant in ["one", "two"] {
        let mut tx = app.context().with_tenant(tenant).begin().await?;
        assert!(tx.receive("pay", "evt_1").await?);
        assert!(
            !tx.receive("pay", "evt_1").await?,
            "in one transaction, too"
        );
        tx.commit().await?;
    }
    let nobodys = app.context().begin().await;
    let refused = match nobodys {
        Ok(mut tx) => tx.receive("pay", "evt_1").await.map(drop),
        Err(error) => Err(error),
    };
    assert!(matches!(refused, Err(Error::MissingTenant)), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn s24_what_is_no_message_is_refused_and_the_transaction_goes_on() -> Result<()> {
    let app = TestApp::new(App::new(Config::default())).await?;
    let mut tx = app.context().begin().await?;
    let long = "x".repeat(1025);
    for (consumer, message, why) in [
        ("", "evt_1", "the consumer's name is empty"),
        ("pay", "", "the message's id is empty"),
        (
            "pay",
            &*long,
            "the message's id is longer than 1024 bytes: take a hash of it",
        ),
        (
            "pay",
            "a\0",
            "the message's id has a NUL character in it, which no database stores",
        ),
    ] {
        let refused = tx.receive(consumer, message).await.unwrap_err();
        assert!(matches!(refused, Error::InvalidMessage(_)));
        assert_eq!(refused.to_string(), why);
    }
    assert!(tx.receive("pay", &long[..1024]).await?);
    tx.commit().await?;
    Ok(())
}
