//! What an event carries along, and what ties a chain of them together.

use std::convert::Infallible;

use buildamp_runtime::{CorrelationId, Result, testing::TestApp};

use crate::support::{Cx, Notes, Paid, Placed, Welcome, app, welcome};

#[tokio::test]
async fn h23_s4_the_context_of_the_emit_is_restored_in_the_handler() -> Result<()> {
    let notes = Notes::default();
    let app = TestApp::new(app(&notes).on("mail", |_: Welcome, cx: Cx| async move {
        let (session, trace) = (
            cx.session_id().map(str::to_owned),
            cx.traceparent().map(str::to_owned),
        );
        cx.state().add(format!(
            "{:?} {:?} {session:?} {trace:?}",
            cx.tenant(),
            cx.actor()
        ));
        cx.state()
            .add(format!("{:?} {:?}", cx.correlation_id(), cx.causation_id()));
        Ok::<_, Infallible>(())
    }))
    .await?;
    let correlation: CorrelationId = "0199d3a0-0000-4000-8000-000000000001".parse().unwrap();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let cx = app
        .context()
        .with_actor("ada")
        .with_session("s3cret")
        .with_traceparent(trace);
    let cx = cx.with_correlation(correlation);
    cx.emit(welcome()).await?;
    let app = app.restart().await?;
    app.run_until_idle().await?;
    let expected = [
        format!("Some(\"default\") Some(\"ada\") Some(\"s3cret\") Some({trace:?})"),
        format!("Some({correlation}) None"),
    ];
    assert_eq!(notes.all(), expected);
    let envelope = app.envelopes_of::<Welcome>().await?.remove(0);
    assert_eq!(envelope.session_id.as_deref(), Some("s3cret"));
    assert!(
        !format!("{envelope:?} {cx:?}").contains("s3cret"),
        "a session never shows in Debug"
    );
    Ok(())
}

#[tokio::test]
async fn h28_a_chain_inherits_its_correlation_and_each_event_names_its_cause() -> Result<()> {
    let pay = |placed: Placed, cx: Cx| async move {
        cx.emit(Paid {
            number: placed.number,
        })
        .await
        .map(drop)
    };
    let thank = |_: Paid, cx: Cx| async move { cx.emit(welcome()).await.map(drop) };
    let app = TestApp::new(app(&Notes::default()).on("pay", pay).on("thank", thank)).await?;
    let cx = app.context().with_actor("ada").with_session("s1");
    let placed = cx.emit(Placed { number: 1 }).await?;
    let other = cx.emit(Placed { number: 2 }).await?;
    assert_eq!(app.run_until_idle().await?, 4);

    let events = app.published_events().await?;
    assert_eq!(events.len(), 6);
    let chain: Vec<_> = events
        .iter()
        .filter(|event| event.correlation_id == placed.into())
        .collect();
    let types: Vec<_> = chain
        .iter()
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(
        types,
        ["shop.order.placed", "shop.order.paid", "email.welcome"]
    );
    let causes: Vec<_> = chain.iter().map(|event| event.causation_id).collect();
    assert_eq!(causes, [None, Some(placed), Some(chain[1].id)]);
    assert!(
        chain
            .iter()
            .all(|event| event.actor.as_deref() == Some("ada"))
    );
    assert!(
        chain
            .iter()
            .all(|event| event.session_id.as_deref() == Some("s1"))
    );

    let trace = app.trace(placed.into()).await?;
    let tree: Vec<_> = trace
        .events
        .iter()
        .map(|one| (one.depth, one.event.event_type.as_str()))
        .collect();
    assert_eq!(
        tree,
        [
            (0, "shop.order.placed"),
            (1, "shop.order.paid"),
            (2, "email.welcome")
        ]
    );
    let consumers: Vec<_> = trace
        .events
        .iter()
        .flat_map(|one| &one.deliveries)
        .collect();
    assert_eq!(consumers.len(), 2, "nobody handles the last one");
    assert!(consumers.iter().all(|one| one.attempts.len() == 1));
    assert_eq!(app.trace(other.into()).await?.events.len(), 3);
    Ok(())
}
