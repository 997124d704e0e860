//! What is counted and measured.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use buildamp_runtime::{
    App, Emission, EventQueue, Fatal, Metrics, Processed, Result, Settle, testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app, config, until};

const SOURCE: &str = "/buildamp/app";

/// What somebody was told, in order.
#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn add(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Metrics for Told {
    fn record_event_published(&self, source: &str, event_type: &str, count: u64) {
        assert_eq!(source, SOURCE);
        self.add(format!("published {event_type} {count}"));
    }

    fn record_delivery_lag(&self, source: &str, event_type: &str, lag: Duration) {
        assert_eq!(source, SOURCE);
        self.add(format!("lag {event_type} {lag:?}"));
    }

    fn record_event_processed(
        &self,
        source: &str,
        event_type: &str,
        status: Processed,
        _took: Duration,
    ) {
        assert_eq!(source, SOURCE);
        self.add(format!("processed {event_type} {}", status.name()));
    }

    fn update_event_queue_size(&self, queue: &EventQueue) {
        self.add(format!("queue {} {}", queue.size, queue.dead));
    }
}

pub(crate) async fn counted(placed: Placed, _: Cx) -> Result<Settle, Fatal> {
    match placed.number {
        0 => Ok(Settle::Done),
        1 => Ok(Settle::Cancel),
        2 => Err(Fatal::new("no")),
        _ => panic!("it fails"),
    }
}

/// An event counts as published once it is committed, and each attempt by how it ended.
#[tokio::test]
async fn b38_an_implementation_of_metrics_is_told() -> Result<()> {
    let told = Told::default();
    let app = app(&Notes::default())
        .on("count", counted)
        .on("pay", |paid: Paid, cx: Cx| async move {
            cx.emit_all((0..paid.number).map(|number| Placed { number }))
                .await?;
            Ok::<_, buildamp_runtime::Error>(())
        })
        .metrics(told.clone());
    let app = TestApp::new(app).await?;
    let cx = app.context();
    let mut undone = cx.begin().await?;
    undone.emit_all([Placed { number: 7 }]).await?;
    undone.rollback().await?;
    let mut done = cx.begin().await?;
    done.emit_all([Placed { number: 0 }, Placed { number: 1 }])
        .await?;
    assert_eq!(told.all(), [""; 0], "nothing is committed yet");
    done.commit().await?;
    assert_eq!(told.all(), ["published shop.order.placed 2"]);
    let known = || Emission::new(Placed { number: 2 }).idempotency_key("two");
    cx.emit(known()).await?;
    cx.emit(known()).await?;
    app.advance(Duration::from_secs(3));
    app.run_until_idle().await?;
    assert_eq!(
        told.all()[1..],
        [
            "published shop.order.placed 1",
            "lag shop.order.placed 3s",
            "processed shop.order.placed succeeded",
            "lag shop.order.placed 3s",
            "processed shop.order.placed cancelled",
            "lag shop.order.placed 3s",
            "processed shop.order.placed dead",
        ]
    );
    cx.emit(Placed { number: 3 }).await?;
    app.run_until_idle().await?;
    app.advance(Duration::from_secs(1));
    app.run_until_idle().await?;
    assert_eq!(
        told.all()[8..],
        [
            "published shop.order.placed 1",
            "lag shop.order.placed 0ns",
            "processed shop.order.placed retrying",
            "processed shop.order.placed retrying",
        ],
        "a retry has no lag"
    );
    cx.emit(Paid { number: 1 }).await?;
    app.run_until_idle().await?;
    let from_a_handler = [
        "published shop.order.paid 1",
        "lag shop.order.paid 0ns",
        "published shop.order.placed 1",
        "processed shop.order.paid succeeded",
    ];
    assert_eq!(told.all()[12..16], from_a_handler);
    Ok(())
}

/// A worker tells of the queue, and one that panics stops nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k20_a_worker_tells_how_the_queue_stands() -> Result<()> {
    #[derive(Debug)]
    struct Broken(Told);
    impl Metrics for Broken {
        fn record_event_processed(&self, _: &str, _: &str, _: Processed, _: Duration) {
            self.0.add("processed".to_owned());
            panic!("it cannot");
        }

        fn update_event_queue_size(&self, queue: &EventQueue) {
            self.0.update_event_queue_size(queue);
        }
    }
    let (folder, told) = (tempfile::tempdir()?, Told::default());
    let app = App::new(config(&folder))
        .state(Notes::default())
        .on("count", counted)
        .metrics(Broken(told.clone()));
    app.context().emit(Placed { number: 2 }).await?;
    let worker = tokio::spawn(app.worker());
    until(|| async { told.all().iter().any(|one| one.starts_with("queue ")) }).await;
    for _ in 0..20 {
        app.context().emit(Placed { number: 0 }).await?;
    }
    until(|| async { told.all().iter().filter(|one| *one == "processed").count() == 21 }).await;
    app.handle().shutdown();
    worker.await.unwrap()
}
