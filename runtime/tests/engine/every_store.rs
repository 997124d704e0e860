//! What holds on every store, shown on each through the public interface.

use std::time::Duration;

use buildamp_runtime::{
    App, Attempt, BoxError, Config, Context, DeadReason, Delivery, Emission, Envelope, Event,
    EventFilter, EventSource, Operations, Priority, Result, SpecVersion, State, Tenancy, Tx,
    serde_json::value::RawValue, sqlx,
};
use serde::{Deserialize, Serialize};

use crate::support::{Cx, Notes, Placed, event, until};

/// Runs a test on an empty database of each kind.
async fn on_each(test: impl AsyncFn(Config) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let urls = [
        format!("sqlite:{}", folder.path().join("app.db").display()),
        "memory:".to_owned(),
        #[cfg(feature = "postgres")]
        servers::Postgres::shared().database(),
    ];
    for url in urls {
        println!("on {url}");
        let mut config = Config::default();
        config.store.url = url;
        config.retry.base = Duration::from_millis(1);
        config.retry.cap = Duration::from_millis(1);
        config.processor.poll = Duration::from_millis(20);
        test(config).await?;
    }
    Ok(())
}

const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Booked {
    room: String,
    seats: u32,
}

impl Event for Booked {
    const TYPE: &'static str = "desk.room.booked";
    const VERSION: u32 = 3;

    fn subject(&self) -> Option<String> {
        Some(format!("room/{}", self.room))
    }
}

/// Books a room on behalf of whoever asked, with all that an emit can say.
async fn plan(_: Placed, cx: Context) -> Result<()> {
    let room = "é 🦀".to_owned();
    let booked = Emission::new(Booked { room, seats: 12 })
        .schedule(Duration::from_millis(20))
        .priority(Priority::HIGH)
        .partition_key("floor/1")
        .source(EventSource::Service)
        .max_attempts(2);
    cx.emit(booked).await.map(drop)
}

/// What an operator reads is all of it: the event as it was emitted, whoever it came from, and what became of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b1_s19_all_that_is_known_of_an_event_and_its_delivery_is_read_back() -> Result<()> {
    on_each(async |mut config| {
        config.tenancy = Tenancy::Many;
        "desk".clone_into(&mut config.application);
        let app =
            App::new(config)
                .on("plan", plan)
                .on("book", |_: Booked, cx: Context| async move {
                    Err::<(), BoxError>(format!("no room at attempt {}", cx.attempt()).into())
                });
        // Events reach the consumers that are on record.
        app.consumers().await?;
        let cx = app.context().with_tenant("acme").with_actor("user/7");
        let cx = cx.with_session("Ada's").with_traceparent(TRACE);
        let asked = cx.emit(Placed { number: 1 }).await?;
        app.run_until_empty().await?;

        let operations = app.operations();
        let mut booked = EventFilter::default();
        booked.event_type = Some(Booked::TYPE.to_owned());
        let found = operations.events(&booked, None, 9).await?.items;
        let [found] = found.as_slice() else {
            panic!("{found:?}")
        };
        let (event, deliveries) = operations.event(found.id).await?;
        let data = r#"{"room":"é 🦀","seats":12}"#.to_owned();
        let whole = Envelope {
            specversion: SpecVersion::V1,
            id: found.id,
            source: "/buildamp/desk/service".to_owned(),
            event_type: "desk.room.booked".to_owned(),
            schema_version: 3,
            subject: Some("room/é 🦀".to_owned()),
            time: found.time,
            tenant: "acme".to_owned(),
            actor: Some("user/7".to_owned()),
            session_id: Some("Ada's".to_owned()),
            correlation_id: asked.into(),
            causation_id: Some(asked),
            traceparent: Some(TRACE.to_owned()),
            partition_key: Some("floor/1".to_owned()),
            erased_at: None,
            data: RawValue::from_string(data).expect("JSON"),
        };
        assert_eq!((&event, found), (&whole, &whole));

        let [became] = deliveries.as_slice() else {
            panic!("{deliveries:?}")
        };
        let (id, run_at) = (became.delivery.id, became.delivery.run_at);
        let delivery = Delivery {
            id,
            event: event.id,
            event_type: event.event_type,
            consumer: "book".to_owned(),
            state: State::Dead,
            run_at,
            priority: -10,
            attempt: 2,
            max_attempts: 2,
            dead_reason: Some(DeadReason::Exhausted),
            error: Some("no room at attempt 2".to_owned()),
            erased_at: None,
            worker: None,
        };
        assert_eq!(became.delivery, delivery);
        let [first, second] = became.attempts.as_slice() else {
            panic!("{:?}", became.attempts)
        };
        for (number, attempt) in [(1, first), (2, second)] {
            let failed = Attempt {
                number,
                started_at: attempt.started_at,
                finished_at: attempt.finished_at,
                outcome: "failed".to_owned(),
                error: Some(format!("no room at attempt {number}")),
                worker: attempt.worker.clone(),
            };
            assert_eq!(*attempt, failed);
            let worker = attempt.worker.as_ref().map(ToString::to_string);
            assert_eq!(worker.as_deref(), Some(app.instance()));
        }
        let due = event.time + Duration::from_millis(20);
        let times = [
            due,
            first.started_at,
            first.finished_at,
            second.started_at,
            second.finished_at,
        ];
        assert!(times.is_sorted(), "{times:?}");
        let waited = first.started_at..=second.started_at;
        assert!(waited.contains(&run_at), "{run_at} in {waited:?}");
        assert_eq!(
            operations.delivery(id).await?,
            (delivery, became.attempts.clone())
        );
        Ok(())
    })
    .await
}

event!(Noticed {} = "desk.noticed");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Said {
    text: String,
    number: Option<i64>,
    parts: Vec<(bool, f64)>,
}

impl Event for Said {
    const TYPE: &'static str = "desk.said";
}

/// A struct that says nothing of where it belongs is emitted whatever is in it, and all else is filled in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_an_emit_fills_in_all_that_the_plain_struct_does_not_say() -> Result<()> {
    on_each(async |config| {
        let max_attempts = config.processor.max_attempts;
        let app = App::new(config).on("hear", |_: Noticed, _: Context| async {
            Ok::<_, BoxError>(())
        });
        app.consumers().await?;
        let cx = app.context();
        let before = cx.now();
        let id = cx.emit(Noticed {}).await?;
        let after = cx.now();
        let (event, deliveries) = app.operations().event(id).await?;
        // In microseconds, as it is stored.
        let micros = before.as_microsecond()..=after.as_microsecond();
        assert!(micros.contains(&event.time.as_microsecond()), "{event:?}");
        assert_eq!(id.as_uuid().get_version_num(), 7);
        let by_itself = Envelope {
            source: "/buildamp/app".to_owned(),
            partition_key: None,
            ..Envelope::from_event(&Noticed {}, id, event.time).expect("JSON")
        };
        assert_eq!(event, by_itself);
        let delivery = &deliveries[0].delivery;
        assert_eq!(
            (delivery.state, delivery.run_at, delivery.attempt),
            (State::Pending, event.time, 0)
        );
        assert_eq!(
            (delivery.priority, delivery.max_attempts),
            (0, max_attempts)
        );

        let long = "long ".repeat(100_000);
        for text in ["", "\0 \u{feff} \" \\ '); --", "é 🦀 \u{202e}", &long] {
            for number in [None, Some(0), Some(i64::MIN), Some(i64::MAX)] {
                let said = Said {
                    text: text.to_owned(),
                    number,
                    parts: vec![(true, f64::MIN), (false, 5e-324)],
                };
                let id = cx.emit(said.clone()).await?;
                let (event, deliveries) = app.operations().event(id).await?;
                assert_eq!(event.payload_as::<Said>().expect("its shape"), said);
                assert_eq!(deliveries, [], "nobody listens, and it is stored");
            }
        }
        Ok(())
    })
    .await
}

/// The application's own statement, whichever database it is for.
async fn own(tx: &mut Tx<'_>, sql: &'static str) -> Result<()> {
    #[cfg(feature = "postgres")]
    if let Ok(on) = tx.postgres() {
        sqlx::raw_sql(sql).execute(on).await?;
        return Ok(());
    }
    sqlx::raw_sql(sql).execute(tx.sqlite()?).await?;
    Ok(())
}

/// The outbox is the rows that the emit writes into the caller's transaction: there with what the caller wrote or not at all, and
/// handed on from there by a worker that comes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s20_the_outbox_commits_with_the_caller_and_is_carried_out_afterwards() -> Result<()> {
    on_each(async |config| {
        let notes = Notes::default();
        let app = App::new(config).state(notes.clone()).on(
            "placed",
            |placed: Placed, cx: Cx| async move {
                cx.state().add(placed.number);
                match cx.attempt() {
                    1 => Err::<(), BoxError>("the broker is away".into()),
                    _ => Ok(()),
                }
            },
        );
        app.consumers().await?;
        let cx = app.context();
        let mut tx = cx.begin().await?;
        own(&mut tx, "CREATE TABLE orders (number integer PRIMARY KEY)").await?;
        tx.commit().await?;
        let table = [
            (1, "INSERT INTO orders VALUES (1)", true),
            (2, "INSERT INTO orders VALUES (2)", false),
            (3, "INSERT INTO orders VALUES (3)", true),
        ];
        for (number, insert, is_kept) in table {
            let mut tx = cx.begin().await?;
            own(&mut tx, insert).await?;
            Emission::new(Placed { number }).emit(&mut tx).await?;
            if is_kept {
                tx.commit().await?;
            } else {
                tx.rollback().await?;
            }
        }
        let stats = app.operations().stats().await?;
        assert_eq!((stats.events, stats.deliveries.pending), (2, 2));
        for (_, insert, is_kept) in table {
            let mut tx = cx.begin().await?;
            assert_eq!(own(&mut tx, insert).await.is_err(), is_kept, "{insert}");
            tx.rollback().await?;
        }
        assert_eq!(notes.len(), 0);

        app.run_until_empty().await?;
        let mut carried = notes.all();
        carried.sort();
        assert_eq!(
            carried,
            ["1", "1", "3", "3"],
            "each once more, as it failed"
        );
        let stats = app.operations().stats().await?;
        assert_eq!(stats.deliveries.succeeded, 2);
        Ok(())
    })
    .await
}

/// From another process, too, where the store is shared.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b9_stats_say_how_much_there_is() -> Result<()> {
    on_each(async |config| {
        let app = App::new(config.clone())
            .on("placed", |placed: Placed, _: Context| async move {
                match placed.number {
                    0 => Ok(()),
                    _ => Err(buildamp_runtime::Fatal::new("no")),
                }
            })
            .on("hear", |_: Noticed, _: Context| async {
                Ok::<_, BoxError>(())
            });
        let operations = app.operations();
        let before = operations.stats().await?;
        assert_eq!(
            (before.events, before.consumers, before.workers),
            (0, 2, 1),
            "with the store an application makes its consumers known"
        );
        let running = tokio::spawn(app.worker());
        let cx = app.context();
        cx.emit_all([0, 0, 1].map(|number| Placed { number }))
            .await?;
        cx.emit(Emission::new(Noticed {}).schedule(Duration::from_hours(1)))
            .await?;
        until(|| async {
            let deliveries = operations.stats().await.expect("stats").deliveries;
            deliveries.succeeded + deliveries.dead == 3
        })
        .await;
        let elsewhere = if config.store.url == "memory:" {
            operations.clone()
        } else {
            Operations::attach(config).await?
        };
        let stats = elsewhere.stats().await?;
        assert_eq!((stats.events, stats.consumers, stats.workers), (4, 2, 1));
        let of = State::ALL.map(|state| stats.deliveries.of(state));
        assert_eq!(of, [1, 0, 0, 2, 1, 0], "{stats:?}");
        app.handle().shutdown();
        running.await.expect("no panic")
    })
    .await
}
