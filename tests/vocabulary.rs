//! The words that events are made of, without the engine: identities and envelopes.

use buildamp::{CorrelationId, Envelope, Event, EventId, EventSource, SpecVersion};
use proptest::prelude::*;
use serde_json::{json, value::RawValue};

const ID: &str = "01a1fab2-f475-742f-a782-3c12d7065fed";

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, buildamp::BuildAmpEvent)]
#[buildamp::buildamp(subject = "order/{order_id}")]
struct OrderPlaced {
    order_id: u32,
}

fn envelope(data: &str) -> Envelope {
    Envelope {
        specversion: SpecVersion::V1,
        id: ID.parse().expect("an id"),
        source: "/buildamp/shop".into(),
        event_type: OrderPlaced::TYPE.into(),
        schema_version: OrderPlaced::VERSION,
        subject: OrderPlaced { order_id: 7 }.subject(),
        time: "2026-11-20T20:43:14.421466Z".parse().expect("a time"),
        tenant: "default".into(),
        actor: Some("user/1".into()),
        session_id: Some("a-secret-session".into()),
        correlation_id: ID.parse().expect("an id"),
        causation_id: None,
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
        partition_key: Some("order/7".into()),
        erased_at: None,
        data: RawValue::from_string(data.into()).expect("JSON"),
    }
}

#[test]
fn b2_an_envelope_says_what_it_comes_from() {
    for source in EventSource::ALL {
        let from = Envelope {
            source: source.uri("shop"),
            ..envelope("{}")
        };
        assert_eq!(from.event_source(), Some(source), "{}", from.source);
        assert_eq!(EventSource::named(source.name()), Some(source));
    }
    for (uri, source) in [
        ("/buildamp/cron", Some(EventSource::Internal)),
        ("/buildamp/cron/cron", Some(EventSource::Cron)),
        ("/buildamp/shop/internal", None),
        ("/buildamp/shop/Cron", None),
        ("/buildamp/shop/cron/", None),
        ("/buildamp/shop/", None),
        ("/buildamp//cron", None),
        ("/buildamp/", None),
        ("/buildamp", None),
        ("buildamp/shop", None),
        ("https://example.com/buildamp/shop", None),
        ("", None),
    ] {
        assert_eq!(EventSource::of(uri), source, "{uri:?}");
    }
    let time = "2026-11-20T20:43:14Z".parse().expect("a time");
    let id = ID.parse().expect("an id");
    let made = Envelope::from_event(&OrderPlaced { order_id: 7 }, id, time).expect("JSON");
    assert_eq!(made.event_source(), Some(EventSource::Internal));
}

#[test]
fn s1_a_derived_event_says_its_type_its_version_and_what_it_is_about() {
    assert_eq!(
        (OrderPlaced::TYPE, OrderPlaced::VERSION),
        ("order_placed", 1)
    );
    assert_eq!(
        OrderPlaced { order_id: 7 }.subject().as_deref(),
        Some("order/7")
    );
}

#[test]
fn s2_an_event_id_is_a_uuid_of_version_7_and_transparent_in_json() {
    let id: EventId = ID.parse().expect("an id");
    assert_eq!(serde_json::to_value(id).expect("JSON"), json!(ID));
    assert_eq!(
        serde_json::from_value::<EventId>(json!(ID)).expect("an id"),
        id
    );
    for wrong in [
        "",
        "evt_1",
        "00000000-0000-0000-0000-000000000000",
        "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
    ] {
        let error = wrong.parse::<EventId>().expect_err(wrong).to_string();
        assert_eq!(
            error,
            format!("`{wrong}` is not an event id (a UUID of version 7)")
        );
        assert!(
            serde_json::from_value::<EventId>(json!(wrong)).is_err(),
            "{wrong}"
        );
    }
    assert!(
        "00000000-0000-0000-0000-000000000000"
            .parse::<CorrelationId>()
            .is_err()
    );
}

#[test]
fn s3_an_envelope_is_a_cloud_event() {
    assert_eq!(
        serde_json::to_value(envelope(r#"{"order_id":7}"#)).expect("JSON"),
        json!({
            "specversion": "1.0",
            "id": ID,
            "source": "/buildamp/shop",
            "type": "order_placed",
            "dataversion": 1,
            "subject": "order/7",
            "time": "2026-11-20T20:43:14.421466Z",
            "tenant": "default",
            "actor": "user/1",
            "sessionid": "a-secret-session",
            "correlationid": ID,
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "partitionkey": "order/7",
            "data": {"order_id": 7},
        })
    );
    assert_eq!(
        envelope(r#"{"order_id":7}"#)
            .payload::<OrderPlaced>()
            .expect("an order")
            .order_id,
        7
    );
}

#[test]
fn s4_debug_shows_neither_the_session_nor_the_data() {
    let shown = format!("{:?}", envelope(r#"{"order_id":7,"card":"4242"}"#));
    assert!(
        !shown.contains("a-secret-session") && !shown.contains("4242"),
        "{shown}"
    );
    assert!(
        shown.contains("order/7") && shown.contains("[redacted]"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn s5_an_envelope_comes_back_from_json_as_it_was(
        source in ".*", tenant in ".*", subject in proptest::option::of(".*"), actor in proptest::option::of(".*"),
        number in any::<f64>().prop_filter("JSON has no such number", |number| number.is_finite()),
        large in any::<u64>(), text in ".*", micros in -62_135_596_800_000_000_i64..253_402_207_200_000_000,
    ) {
        let data = json!({ "number": number, "large": large, "text": text }).to_string();
        let event = Envelope {
            source, tenant, subject, actor,
            time: buildamp::Timestamp::from_microsecond(micros).expect("a time"),
            ..envelope(&data)
        };
        let json = serde_json::to_string(&event).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Envelope>(&json).expect("an envelope"), event);
    }
}

#[test]
fn s17_the_prelude_is_enough_for_an_ordinary_file() {
    use buildamp::prelude::*;

    fn takes<E: Event>(event: E) -> Emission<E> {
        Emission::new(event).priority(Priority::HIGH)
    }
    fn handler(attempts: u32, _cx: &Context, _tx: &mut Tx<'_>) -> Result<Settle, Fatal> {
        if attempts == 0 {
            Err(Fatal::new("nothing to try"))
        } else {
            Ok(Settle::Done)
        }
    }
    let _: fn(u32, &Context, &mut Tx<'_>) -> Result<Settle, Fatal> = handler;
    assert_eq!(
        takes(OrderPlaced { order_id: 7 }).options().priority,
        Some(Priority::HIGH)
    );
}
