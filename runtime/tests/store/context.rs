//! The context that an event is emitted in comes back in its handler.

use std::sync::{Arc, Mutex};

use buildamp_runtime::{App, BoxError, Config, Context, CorrelationId, State, testing::TestApp};

use crate::support::{Filed, Noted, noted};

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn correlation() -> CorrelationId {
    "11111111-2222-4333-8444-555555555555".parse().unwrap()
}

fn scoped<S>(cx: &Context<S>) -> Context<S> {
    cx.with_actor("user/7")
        .with_session("s3cret")
        .with_correlation(correlation())
        .with_traceparent(TRACE)
}

#[tokio::test]
async fn h23_h28_the_context_is_restored_and_children_inherit_it() {
    type Seen = Arc<Mutex<Vec<String>>>;
    let seen = Seen::default();
    let tell = |cx: &Context<Seen>| {
        let ids = (
            cx.event_id(),
            cx.causation_id(),
            cx.correlation_id(),
            cx.attempt(),
        );
        format!(
            "{:?} {:?} {:?} {:?} {ids:?}",
            cx.tenant(),
            cx.actor(),
            cx.session_id(),
            cx.traceparent()
        )
    };
    let app = App::new(Config::default())
        .state(Arc::clone(&seen))
        .on("first", move |noted: Noted, cx: Context<Seen>| async move {
            cx.state().lock().unwrap().push(tell(&cx));
            cx.emit(Filed { text: noted.text }).await.map(drop)
        })
        .on("second", move |_: Filed, cx: Context<Seen>| async move {
            cx.state().lock().unwrap().push(tell(&cx));
            Ok::<_, BoxError>(())
        });
    let app = TestApp::new(app).await.unwrap();
    let cx = scoped(&app.context());
    assert_eq!(
        (cx.attempt(), cx.event_id(), cx.causation_id()),
        (0, None, None)
    );
    let parent = cx.emit(noted("a")).await.unwrap();
    app.run_until_idle().await.unwrap();
    assert_eq!(app.errors().await.unwrap(), []);

    let trace = app.trace(correlation()).await.unwrap();
    let child = trace.events[1].event.id;
    let shown = |event, cause: Option<_>| {
        let ids = (Some(event), cause, Some(correlation()), 1);
        format!(
            "Some(\"default\") Some(\"user/7\") Some(\"s3cret\") {:?} {ids:?}",
            Some(TRACE)
        )
    };
    assert_eq!(
        *seen.lock().unwrap(),
        [shown(parent, None), shown(child, Some(parent))]
    );

    let tree: Vec<_> = trace
        .events
        .iter()
        .map(|t| (t.depth, t.event.id, t.event.causation_id))
        .collect();
    assert_eq!(tree, [(0, parent, None), (1, child, Some(parent))]);
    let delivered = &trace.events[0].deliveries[0];
    assert_eq!(
        (
            delivered.delivery.consumer.as_str(),
            delivered.delivery.state
        ),
        ("first", State::Succeeded)
    );
    assert_eq!(delivered.attempts.len(), 1);
    let printed = trace.to_string();
    assert!(
        printed.contains("desk.noted") && printed.contains("\n  ") && !printed.contains("s3cret"),
        "{printed}"
    );
}

#[tokio::test]
async fn s4_h8_a_session_is_stored_and_never_shown() {
    let desk = crate::support::Desk::new();
    let cx = scoped(&desk.app().context());
    cx.emit(noted("a")).await.unwrap();
    assert_eq!(
        desk.read("SELECT session_id FROM buildamp_events").await,
        ["s3cret"]
    );
    let shown = format!("{cx:?} {:?}", cx.trace(correlation()).await.unwrap());
    assert!(
        !shown.contains("s3cret") && shown.contains("[redacted]"),
        "{shown}"
    );
}

#[test]
fn a_context_that_is_narrowed_leaves_the_original_as_it_was() {
    let cx = App::new(Config::default()).context();
    let narrow = cx.with_actor("a");
    assert_eq!(
        (cx.actor(), narrow.actor(), narrow.with_actor("b").actor()),
        (None, Some("a"), Some("b"))
    );
}
