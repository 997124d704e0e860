//! What an event comes from, and which process handled it.

use std::time::Duration;

use buildamp_runtime::{
    App, Config, Emission, Envelope, Event, EventFilter, EventSource, Expect, Metrics, Result,
    testing::TestApp,
};

use crate::support::{Cx, Notes, Paid, Placed, app, config, event, welcome};

event!(Missed { of: String } = "watch.missed");

async fn source_of<E: Event>(app: &TestApp<Notes>) -> Result<Option<EventSource>> {
    let envelopes = app.envelopes_of::<E>().await?;
    Ok(envelopes.last().and_then(Envelope::event_source))
}

/// What a handler emits is the application's own, whatever its event comes from.
#[tokio::test]
async fn b2_an_emission_says_what_it_comes_from_and_its_handlers_do_not_inherit_it() -> Result<()> {
    let app = app(&Notes::default()).on("pay", |placed: Placed, cx: Cx| async move {
        cx.emit(Paid {
            number: placed.number,
        })
        .await
        .map(drop)
    });
    let app = TestApp::new(app).await?;
    app.context().emit(Placed { number: 1 }).await?;
    app.run_until_idle().await?;
    assert_eq!(
        source_of::<Placed>(&app).await?,
        Some(EventSource::Internal)
    );
    for source in EventSource::ALL {
        let placed = Emission::new(Placed { number: 2 }).source(source);
        let mut tx = app.context().begin().await?;
        placed.emit(&mut tx).await?;
        tx.commit().await?;
        app.run_until_idle().await?;
        assert_eq!(source_of::<Placed>(&app).await?, Some(source));
        assert_eq!(source_of::<Paid>(&app).await?, Some(EventSource::Internal));
    }
    let mut cron = EventFilter::default();
    cron.source = Some("/buildamp/app/cron".to_owned());
    let operations = app.app().operations();
    assert_eq!(operations.events(&cron, None, 99).await?.items.len(), 1);
    Ok(())
}

/// Unless its event says something else.
#[cfg(feature = "cron")]
#[tokio::test]
async fn b2_a_tick_comes_from_a_cron() -> Result<()> {
    let paid = |_| Emission::new(Paid { number: 1 }).source(EventSource::Service);
    let app = app(&Notes::default())
        .cron("hourly", "0 * * * *", |_| Placed { number: 1 })
        .cron("hourly, too", "0 * * * *", paid);
    let app = TestApp::new(app).await?;
    app.advance(Duration::from_hours(1));
    app.run_until_idle().await?;
    assert_eq!(source_of::<Placed>(&app).await?, Some(EventSource::Cron));
    assert_eq!(source_of::<Paid>(&app).await?, Some(EventSource::Service));
    Ok(())
}

#[tokio::test]
async fn b2_what_tells_of_an_absence_comes_from_the_system() -> Result<()> {
    let orders = Expect::every(Duration::from_hours(1)).on::<Placed>();
    let app = app(&Notes::default()).expect("orders", orders, |missed| Missed { of: missed.name });
    let app = TestApp::new(app).await?;
    app.advance(Duration::from_hours(2));
    app.run_until_idle().await?;
    assert_eq!(source_of::<Missed>(&app).await?, Some(EventSource::System));
    Ok(())
}

/// Keeps what it is told as lines.
#[derive(Debug, Clone, Default)]
struct Told(Notes);

impl Metrics for Told {
    fn record_event_published(&self, source: &str, event_type: &str, count: u64) {
        self.0.add(format!("{event_type} {source} {count}"));
    }
}

#[tokio::test]
async fn b2_what_is_published_is_counted_by_what_it_comes_from() -> Result<()> {
    let told = Told::default();
    let app = TestApp::new(app(&Notes::default()).metrics(told.clone())).await?;
    let placed = |source| Emission::new(Placed { number: 1 }).source(source);
    let three = || {
        [
            placed(EventSource::Webhook),
            placed(EventSource::Internal),
            placed(EventSource::Webhook),
        ]
    };
    app.context().emit_all(three()).await?;
    let both = [
        "shop.order.placed /buildamp/app 1",
        "shop.order.placed /buildamp/app/webhook 2",
    ];
    assert_eq!(told.0.all(), both);
    let mut tx = app.context().begin().await?;
    tx.emit_all(three()).await?;
    tx.emit_all([welcome()]).await?;
    tx.commit().await?;
    let of = |source: &str| -> usize {
        let all = told.0.all();
        let of_it = all[2..].iter().filter_map(|line| {
            let (rest, count) = line.rsplit_once(' ')?;
            let count: usize = count.parse().ok()?;
            rest.ends_with(&format!(" {source}")).then_some(count)
        });
        of_it.sum()
    };
    assert_eq!((of("/buildamp/app"), of("/buildamp/app/webhook")), (2, 2));
    Ok(())
}

/// Whoever says nothing is never called what somebody else is.
#[test]
fn b6_an_instance_is_its_own_unless_the_configuration_names_it() {
    let [one, other] = [App::new(Config::default()), App::new(Config::default())];
    assert_ne!(one.instance(), other.instance());
    assert_eq!(one.instance(), one.instance());
    let number = std::process::id().to_string();
    let parts: Vec<&str> = one.instance().rsplitn(3, '-').collect();
    let [suffix, process, host] = parts[..] else {
        panic!("{}", one.instance());
    };
    assert_eq!(process, number);
    assert!(!host.is_empty(), "{}", one.instance());
    assert!(
        suffix.len() == 8 && suffix.bytes().all(|it| it.is_ascii_hexdigit()),
        "{suffix}"
    );
    let mut config = Config::default();
    config.instance = Some("web-1".to_owned());
    assert_eq!(App::new(config).instance(), "web-1");
}

/// Whoever looks at an attempt or at a consumer finds the instance.
#[tokio::test(flavor = "multi_thread")]
async fn b6_what_was_handled_says_in_which_instance() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut ran = Vec::new();
    for instance in ["web-1", "web-2"] {
        let mut config = config(&folder);
        config.instance = Some(instance.to_owned());
        let app = App::new(config).on("count", |_: Placed, _| async {
            Ok::<(), std::convert::Infallible>(())
        });
        let event = app.context().emit(Placed { number: 1 }).await?;
        app.run_until_empty().await?;
        ran.push(event);
        let consumer = app.consumers().await?.remove(0);
        let instances = consumer.workers.iter().map(ToString::to_string);
        assert!(instances.into_iter().any(|it| it == instance));
        for (event, instance) in ran.iter().zip(["web-1", "web-2"]) {
            let (_, deliveries) = app.operations().event(*event).await?;
            assert_eq!(deliveries[0].delivery.worker, None);
            let worker = deliveries[0].attempts[0].worker.as_ref();
            assert_eq!(worker.and_then(|it| it.instance.as_deref()), Some(instance));
        }
    }
    Ok(())
}
