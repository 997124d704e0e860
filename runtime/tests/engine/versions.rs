//! Events that were stored in an older version of their type, or in a newer one.

use std::{convert::Infallible, sync::Arc, time::Duration};

use buildamp_runtime::{
    App, BoxError, DeadReason, Envelope, Event, IntoUpcast as _, ManualClock, PayloadError, Result,
    State, Timestamp, Upcast, serde_json::Value,
};
use serde::{Deserialize, Serialize};

use crate::support::{Cx, Notes, config, event, story, until};

/// What the first release stored.
mod first {
    super::event!(
        Placed {
            number: u32,
            customer: String
        } = "shop.placed"
    );
}

/// What the third one knows under the same name.
mod third {
    use super::{BoxError, Deserialize, Event, Serialize, Upcast, Value, upcast};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Placed {
        pub number: String,
        pub buyer: Buyer,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Buyer {
        pub name: String,
    }

    impl Event for Placed {
        const TYPE: &'static str = "shop.placed";
        const VERSION: u32 = 3;
        const UPCAST: Option<Upcast> = Some(|version, data| -> Result<Value, BoxError> {
            use buildamp_runtime::IntoUpcast as _;
            upcast(version, &data).into_upcast()
        });
    }
}

/// From any older version to the third.
fn upcast(version: u32, data: &Value) -> Result<Value, String> {
    match version {
        1 | 2 => Ok(serde_json::json!({
            "number": format!("{version}-{}", data["number"]),
            "buyer": { "name": data["customer"].as_str().filter(|name| !name.is_empty()).ok_or("nobody bought it")? },
        })),
        other => Err(format!("there was no version {other}")),
    }
}

fn placed(number: u32, customer: &str) -> first::Placed {
    first::Placed {
        number,
        customer: customer.to_owned(),
    }
}

fn on(folder: &tempfile::TempDir, notes: &Notes) -> App<Notes> {
    App::new(config(folder)).state(notes.clone())
}

fn with_first(folder: &tempfile::TempDir, notes: &Notes) -> App<Notes> {
    on(folder, notes).on("pack", |placed: first::Placed, cx: Cx| async move {
        cx.state().add(format!("first: {placed:?}"));
        Ok::<_, Infallible>(())
    })
}

fn with_third(folder: &tempfile::TempDir, notes: &Notes) -> App<Notes> {
    on(folder, notes).on("pack", |placed: third::Placed, cx: Cx| async move {
        cx.state()
            .add(format!("{} for {}", placed.number, placed.buyer.name));
        Ok::<_, Infallible>(())
    })
}

#[tokio::test]
async fn s62_what_version_1_stored_is_handled_as_version_3_after_a_restart() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let stored = {
        let old = with_first(&folder, &notes);
        old.context().emit(placed(7, "Ada")).await?
    };

    let new = with_third(&folder, &notes);
    new.run_until_empty().await?;
    assert_eq!(notes.all(), ["1-7 for Ada"]);
    assert_eq!(
        story(&new, stored).await?,
        [(State::Succeeded, vec!["succeeded".to_owned()])]
    );

    // What is stored stays what it was; whoever reads it later reads it the same way.
    let trace = new.trace(stored.into()).await?;
    let event = &trace.events[0].event;
    assert_eq!(event.schema_version, 1);
    assert_eq!(event.payload::<first::Placed>().unwrap(), placed(7, "Ada"));
    assert_eq!(
        event.payload_as::<third::Placed>().unwrap().buyer.name,
        "Ada"
    );

    // A new one is stored in the new version and needs no upcaster.
    let event = event.payload_as::<third::Placed>().unwrap();
    new.context().emit(event).await?;
    new.run_until_empty().await?;
    assert_eq!(notes.all(), ["1-7 for Ada", "1-7 for Ada"]);
    Ok(())
}

#[tokio::test]
async fn s62_older_data_without_an_upcaster_is_read_as_it_is() -> Result<()> {
    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct Placed {
        number: u32,
        #[serde(default)]
        gift: bool,
    }

    impl Event for Placed {
        const TYPE: &'static str = "shop.placed";
        const VERSION: u32 = 2;
    }

    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    with_first(&folder, &notes)
        .context()
        .emit(placed(7, "Ada"))
        .await?;
    let new = on(&folder, &notes).on("pack", |placed: Placed, cx: Cx| async move {
        cx.state().add(format!("{} {}", placed.number, placed.gift));
        Ok::<_, Infallible>(())
    });
    new.run_until_empty().await?;
    assert_eq!(notes.all(), ["7 false"]);
    Ok(())
}

#[tokio::test]
async fn s62_what_an_upcaster_refuses_is_tried_again_then_dead_and_can_be_replayed() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let stored = {
        let old = with_first(&folder, &notes);
        let emission = buildamp_runtime::Emission::new(placed(7, "")).max_attempts(1);
        old.context().emit(emission).await?
    };
    let new = with_third(&folder, &notes);
    new.run_until_empty().await?;
    let trace = new.trace(stored.into()).await?;
    let delivery = &trace.events[0].deliveries[0];
    assert_eq!(delivery.delivery.state, State::Dead);
    assert_eq!(delivery.delivery.dead_reason, Some(DeadReason::Undecodable));
    assert_eq!(
        delivery.attempts[0].error.as_deref(),
        Some("the upcaster of `shop.placed` refuses data of version 1: nobody bought it")
    );
    assert_eq!(new.replay(stored).await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s62_a_newer_version_is_handed_on_without_charge_until_a_newer_worker_has_it() -> Result<()>
{
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let new = || with_third(&folder, &notes).clock(Arc::clone(&clock));
    let stored = new()
        .context()
        .emit(
            buildamp_runtime::Emission::new(third::Placed {
                number: "9".to_owned(),
                buyer: third::Buyer {
                    name: "Ada".to_owned(),
                },
            })
            .max_attempts(1),
        )
        .await?;

    // In a rolling deploy the release before is still at work.
    let old = with_first(&folder, &notes).clock(Arc::clone(&clock));
    let running = tokio::spawn(old.worker());
    until(|| async { story(&old, stored).await.unwrap()[0].1.len() == 1 }).await;
    old.handle().shutdown();
    running.await.unwrap()?;
    let trace = old.trace(stored.into()).await?;
    let delivery = &trace.events[0].deliveries[0];
    assert_eq!(delivery.delivery.state, State::Pending);
    assert_eq!(
        (
            delivery.attempts[0].outcome.as_str(),
            delivery.attempts[0].error.as_deref()
        ),
        (
            "released",
            Some(
                "the data of `shop.placed` is of version 3, and this build knows versions up to 1"
            )
        )
    );
    assert_eq!(notes.len(), 0);

    clock.advance(Duration::from_secs(2));
    let new = new();
    new.run_until_empty().await?;
    assert_eq!(notes.all(), ["9 for Ada"]);
    Ok(())
}

/// A variant that came later is no damage: whoever knows it is to have the event.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f12_a_variant_that_is_not_known_is_handed_on_without_charge() -> Result<()> {
    #[derive(Debug, Clone, Serialize, Deserialize)]
    enum Paid {
        Card,
        Coins,
    }
    #[derive(Debug, Clone, Serialize, Deserialize)]
    enum PaidBefore {
        Card,
    }
    impl Event for Paid {
        const TYPE: &'static str = "shop.paid";
    }
    impl Event for PaidBefore {
        const TYPE: &'static str = "shop.paid";
    }

    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let new = || {
        let app = on(&folder, &notes).on("book", |paid: Paid, cx: Cx| async move {
            cx.state().add(format!("{paid:?}"));
            Ok::<_, Infallible>(())
        });
        app.clock(Arc::clone(&clock))
    };
    let old = on(&folder, &notes).on("book", |paid: PaidBefore, cx: Cx| async move {
        cx.state().add(format!("before: {paid:?}"));
        Ok::<_, Infallible>(())
    });
    let old = old.clock(Arc::clone(&clock));
    let once = buildamp_runtime::Emission::new(Paid::Coins).max_attempts(1);
    let stored = new().context().emit(once).await?;
    new().context().emit(Paid::Card).await?;

    let running = tokio::spawn(old.worker());
    until(|| async { story(&old, stored).await.unwrap()[0].1 == ["released"] }).await;
    until(|| async { notes.len() == 1 }).await;
    old.handle().shutdown();
    running.await.unwrap()?;
    clock.advance(Duration::from_secs(2));
    new().run_until_empty().await?;
    assert_eq!(notes.all(), ["before: Card", "Coins"]);
    Ok(())
}

#[test]
fn s3_s62_an_envelope_gives_the_event_of_this_build_or_says_why_not() {
    let id = "01a1fab2-f475-742f-a782-3c12d7065fed".parse().unwrap();
    let old = Envelope::from_event(&placed(7, "Ada"), id, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(
        (old.event_type.as_str(), old.schema_version),
        ("shop.placed", 1)
    );
    assert_eq!(old.payload_as::<first::Placed>().unwrap(), placed(7, "Ada"));
    assert_eq!(old.payload_as::<third::Placed>().unwrap().number, "1-7");

    let new = old.payload_as::<third::Placed>().unwrap();
    let new = Envelope::from_event(&new, id, Timestamp::UNIX_EPOCH).unwrap();
    let refusals = [
        new.payload_as::<first::Placed>().unwrap_err(),
        new.payload_as::<crate::support::Paid>().unwrap_err(),
        Envelope {
            schema_version: 0,
            ..old.clone()
        }
        .payload_as::<third::Placed>()
        .unwrap_err(),
        Envelope {
            schema_version: 3,
            ..old
        }
        .payload_as::<third::Placed>()
        .unwrap_err(),
    ];
    assert!(matches!(
        refusals[0],
        PayloadError::Newer {
            known: 1,
            found: 3,
            ..
        }
    ));
    let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "the data of `shop.placed` is of version 3, and this build knows versions up to 1",
            "the event is `shop.placed`, not `shop.order.paid`",
            "the upcaster of `shop.placed` refuses data of version 0: there was no version 0",
            "the data of `shop.placed` does not fit its type: invalid type: integer `7`, expected a string at line 1 column 11",
        ]
    );
}

#[test]
fn s62_an_upcaster_may_return_the_value_alone() {
    let value = serde_json::json!({ "a": 1 });
    assert_eq!(value.clone().into_upcast().unwrap(), value);
    assert_eq!(
        Ok::<_, Infallible>(value.clone()).into_upcast().unwrap(),
        value
    );
    let refused: Result<Value, &str> = Err("no");
    assert_eq!(refused.into_upcast().unwrap_err().to_string(), "no");
}
