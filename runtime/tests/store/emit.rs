//! Emitting: what is stored, what is refused, and whom it reaches.

use std::{
    collections::{BTreeMap, HashSet},
    time::{Duration, SystemTime},
};

use buildamp_runtime::{
    App, BoxError, Emission, Error, Event, KeyScope, ManualClock, Priority, Tenancy, Timestamp,
};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use crate::support::{Desk, Filed, Noted, noted};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn p2_p10_emit_stores_the_event_and_returns_its_id() {
    let desk = Desk::new();
    let app = desk
        .app()
        .clock(ManualClock::at(at("2026-01-01T00:00:00.123456789Z")));
    let id = app.context().emit(noted("a")).await.unwrap();
    assert_eq!(
        desk.read("SELECT id FROM buildamp_events").await,
        [id.to_string()]
    );
    assert_eq!(desk.read("SELECT type || ' ' || version || ' ' || subject || ' ' || partition_key FROM buildamp_events").await, [
        "desk.noted 1 note/a note/a"
    ]);
    assert_eq!(
        desk.read("SELECT source || ' ' || tenant || ' ' || data FROM buildamp_events")
            .await,
        [r#"/buildamp/app default {"text":"a"}"#]
    );
    assert_eq!(
        desk.read("SELECT correlation_id FROM buildamp_events")
            .await,
        [id.to_string()]
    );
    assert_eq!(
        desk.read("SELECT time FROM buildamp_events").await,
        ["1767225600123456"]
    );
    assert_eq!(
        desk.read("SELECT * FROM (SELECT count(*) FROM buildamp_deliveries)")
            .await,
        ["0"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn k6_concurrent_emits_of_one_key_make_one_event() {
    emit_at_once(|keyed| keyed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn k6_concurrent_emits_in_one_window_make_one_event() {
    // Whenever this runs, it is in the first.
    let window = Duration::from_hours(24 * 365 * 1000);
    emit_at_once(move |keyed| keyed.unique_for(window)).await;
}

async fn emit_at_once(as_wanted: impl Fn(Emission<Noted>) -> Emission<Noted>) {
    let desk = Desk::new();
    let apps: Vec<App> = (0..4).map(|_| desk.app()).collect();
    let emits = (0..64).map(|n| {
        let cx = apps[n % apps.len()].context();
        let keyed = as_wanted(Emission::new(noted(&n.to_string())).idempotency_key("once"));
        tokio::spawn(async move {
            if n % 2 == 0 {
                return cx.emit(keyed).await;
            }
            let mut tx = cx.begin().await?;
            let id = keyed.emit(&mut tx).await?;
            tx.commit().await.map(|()| id)
        })
    });
    let ids: HashSet<_> = join_all(emits)
        .await
        .into_iter()
        .map(|done| done.unwrap().unwrap())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(
        desk.read("SELECT id FROM buildamp_events").await,
        [ids.into_iter().next().unwrap().to_string()]
    );
}

#[tokio::test]
async fn k6_the_scope_of_a_key_is_the_type_or_the_tenant() {
    let desk = Desk::new();
    let cx = desk.app().context();
    let filed = || Filed {
        text: String::new(),
    };
    let of_type = cx
        .emit(Emission::new(noted("a")).idempotency_key("k"))
        .await
        .unwrap();
    assert_eq!(
        cx.emit(Emission::new(noted("b")).idempotency_key("k"))
            .await
            .unwrap(),
        of_type
    );
    assert_ne!(
        cx.emit(Emission::new(filed()).idempotency_key("k"))
            .await
            .unwrap(),
        of_type
    );
    let of_tenant = cx
        .emit(Emission::new(noted("c")).idempotency_key_in(KeyScope::Tenant, "k"))
        .await
        .unwrap();
    assert_ne!(of_tenant, of_type);
    assert_eq!(
        cx.emit(Emission::new(filed()).idempotency_key_in(KeyScope::Tenant, "k"))
            .await
            .unwrap(),
        of_tenant
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let cx = desk.app().context();
    let new = || Emission::new(noted("x"));
    let too_late = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
    let table = [
        (
            new().max_attempts(0),
            "`desk.noted` cannot be emitted: max_attempts is 0",
        ),
        (new().idempotency_key(""), "the idempotency key is empty"),
        (
            new().debounce("", Duration::from_secs(1)),
            "the key of `debounce` is empty",
        ),
        (
            new()
                .debounce("k", Duration::from_secs(1))
                .schedule(Duration::from_secs(1)),
            "both `debounce` and `schedule`",
        ),
        (
            new().unique_for(Duration::from_secs(1)),
            "and there is none: write `.idempotency_key(",
        ),
        (
            new()
                .idempotency_key("k")
                .unique_for(Duration::from_nanos(999)),
            "`unique_for` is shorter than a microsecond",
        ),
        (
            new().idempotency_key_in(KeyScope::Tenant, ""),
            "the idempotency key is empty",
        ),
        (
            new().schedule(Duration::MAX),
            "beyond what a timestamp can say",
        ),
        (
            new().schedule_at(too_late),
            "beyond what a timestamp can say",
        ),
    ];
    for (refused, wanted) in table {
        let mut tx = cx.begin().await.unwrap();
        let error = refused.clone().emit(&mut tx).await.unwrap_err();
        assert!(
            matches!(error, Error::InvalidEmit(_)) && error.to_string().contains(wanted),
            "{error}"
        );
        tx.commit().await.unwrap();
        // The good one before it is not stored either.
        assert!(cx.emit_all([new(), refused]).await.is_err());
    }
    assert_eq!(desk.texts().await.len(), 0);
}

/// JSON has no other keys than texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Unwritable(BTreeMap<Vec<u8>, u8>);

impl Event for Unwritable {
    const TYPE: &'static str = "desk.unwritable";
}

#[tokio::test]
async fn data_that_json_cannot_hold_is_refused() {
    let desk = Desk::new();
    let error = desk
        .app()
        .context()
        .emit(Unwritable([(vec![1], 1)].into()))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Serialize {
                event_type: "desk.unwritable",
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn s6_emit_all_stores_all_or_none() {
    let desk = Desk::new();
    let cx = desk.app().context();
    let ids = cx.emit_all(["a", "b", "c"].map(noted)).await.unwrap();
    assert_eq!(
        desk.read("SELECT id FROM buildamp_events").await,
        ids.iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    assert!(ids.is_sorted(), "ids ascend in the order of emitting");
    assert_eq!(cx.emit_all(Vec::<Noted>::new()).await.unwrap(), []);
    let broken = [
        Emission::new(noted("d")),
        Emission::new(noted("e")).max_attempts(0),
    ];
    assert!(cx.emit_all(broken).await.is_err());
    assert_eq!(desk.texts().await, ["a", "b", "c"]);
}

#[tokio::test]
async fn h37_tenancy_many_wants_a_tenant_and_single_stamps_its_own() {
    let desk = Desk::new();
    let mut config = desk.config();
    config.tenancy = Tenancy::Many;
    let cx = App::new(config).context();
    assert!(matches!(
        cx.emit(noted("x")).await,
        Err(Error::MissingTenant)
    ));
    assert!(matches!(
        cx.with_tenant("").emit(noted("x")).await,
        Err(Error::MissingTenant)
    ));
    cx.with_tenant("acme").emit(noted("a")).await.unwrap();
    let single = desk.app().context();
    assert_eq!(single.tenant(), Some("default"));
    single.with_tenant("acme").emit(noted("b")).await.unwrap();
    assert_eq!(
        desk.read("SELECT tenant FROM buildamp_events").await,
        ["acme", "default"]
    );
}

#[tokio::test]
async fn h34_h38_delay_priority_and_attempts_are_on_record() {
    let desk = Desk::new();
    let worker = desk
        .app()
        .on("desk", async |_: Noted, _| Ok::<_, BoxError>(()))
        .clock(ManualClock::at(at("2026-01-01T00:00:00Z")));
    let cx = worker.context();
    let plan = || Emission::new(noted("x"));
    let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_800_000_000_000_000_001);
    cx.emit(plan()).await.unwrap();
    cx.emit(
        plan()
            .schedule(Duration::from_mins(10))
            .priority(Priority::HIGH)
            .max_attempts(9),
    )
    .await
    .unwrap();
    cx.emit(plan().schedule_at(time)).await.unwrap();
    cx.emit(plan().schedule_at(SystemTime::UNIX_EPOCH))
        .await
        .unwrap();
    let found = desk
        .read("SELECT priority || ' ' || max_attempts || ' ' || run_at FROM buildamp_deliveries")
        .await;
    assert_eq!(
        found,
        [
            "0 5 1767225600000000",
            "-10 9 1767226200000000",
            // Not a nanosecond too early.
            "0 5 1800000000000001",
            "0 5 0",
        ]
    );
}

/// An emitter that links no handlers, before and after a new consumer joins.
#[tokio::test]
async fn a_web_only_emitter_reaches_the_consumers_of_other_processes() {
    let desk = Desk::new();
    let web = desk.app().context();
    web.emit(noted("before")).await.unwrap();
    let old = desk
        .app()
        .on("old", async |_: Noted, _| Ok::<_, BoxError>(()));
    assert_eq!(old.context().consumers().await.unwrap().len(), 1);
    web.emit(noted("one")).await.unwrap();
    let new = desk
        .app()
        .on("new", async |_: Noted, _| Ok::<_, BoxError>(()))
        .on("files", async |_: Filed, _| Ok::<_, BoxError>(()));
    let consumers = new.context().consumers().await.unwrap();
    assert_eq!(
        consumers
            .iter()
            .map(|c| (c.name.as_str(), c.live))
            .collect::<Vec<_>>(),
        [("files", true), ("new", true), ("old", true)]
    );
    web.emit(noted("two")).await.unwrap();
    let reached = "SELECT event.data ->> 'text' || ' ' || consumer.name
        FROM buildamp_deliveries AS delivery
        JOIN buildamp_events AS event ON event.seq = delivery.event_seq
        JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id";
    assert_eq!(desk.read(reached).await, ["one old", "two old", "two new"]);
}

#[tokio::test]
async fn s18_there_is_no_way_in_but_a_transaction_and_its_events_share_a_chain() {
    let desk = Desk::new();
    let cx = desk.app().context();
    let mut tx = cx.begin().await.unwrap();
    let first = Emission::new(noted("a")).emit(&mut tx).await.unwrap();
    tx.emit_all([noted("b")]).await.unwrap();
    tx.commit().await.unwrap();
    cx.emit(noted("c")).await.unwrap();
    let trace = cx.trace(first.into()).await.unwrap();
    let texts: Vec<String> = trace
        .events
        .iter()
        .map(|traced| traced.event.payload::<Noted>().unwrap().text)
        .collect();
    assert_eq!(texts, ["a", "b"]);
}
