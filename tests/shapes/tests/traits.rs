//! Which traits a model gets by where it lies, and no more; and what its attribute says of an event.

use std::fmt::Debug;

use buildamp::{Event, Overflow, Priority, Retry, SseMessage};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shapes::models::{Colour, events, session, shared, sse};

/// What [`has`] finds where the bound does not hold.
trait Lacks {
    const HAS: bool = false;
}

impl<T> Lacks for T {}

/// Whether a type implements a trait: the inherent const, which exists only with the bound, goes before the trait's.
macro_rules! has {
    ($ty:ty : $($bound:tt)+) => {{
        struct Probe<T>(std::marker::PhantomData<T>);
        #[allow(dead_code)]
        impl<T: $($bound)+> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$ty>>::HAS
    }};
}

macro_rules! row {
    ($ty:ty) => {
        [
            has!($ty: Debug),
            has!($ty: Clone),
            has!($ty: Serialize),
            has!($ty: DeserializeOwned),
            has!($ty: Event),
            has!($ty: SseMessage),
            has!($ty: PartialEq),
            has!($ty: Default),
            has!($ty: Copy),
        ]
    };
}

#[test]
fn h14_h24_h32_each_folder_adds_exactly_its_row_of_the_table() {
    //           Debug Clone Ser   De    Event  Sse    and nothing else
    let event = [true, true, true, true, true, false, false, false, false];
    let message = [true, true, true, true, false, true, false, false, false];
    let session = [true, true, true, true, false, false, false, false, false];
    let plain = [true, true, true, true, false, false, false, false, false];

    assert_eq!(row!(events::scalars::Scalars), event);
    assert_eq!(row!(events::forms::Order), event);
    assert_eq!(row!(events::imports::parent::Child), event);
    assert_eq!(row!(sse::notice::Notice), message);
    assert_eq!(row!(sse::notice::Progress), message);
    assert_eq!(row!(sse::notice::Changed), message);
    assert_eq!(row!(sse::notice::Load), message);
    assert_eq!(row!(shared::Elsewhere), message);
    assert_eq!(row!(session::Session), session);
    assert_eq!(row!(session::Theme), session);
    assert_eq!(row!(session::Visit), plain);
    assert_eq!(row!(Colour), plain);
    assert_eq!(row!(shared::inner::Leaf), plain);
    assert_eq!(row!(shared::Page<u8>), plain);
    assert_eq!(row!(events::own::DataOnly), plain);
}

#[test]
fn h32_what_a_model_derives_or_implements_itself_is_kept() {
    let event = [true, true, true, true, true, false, false, false, false];

    assert_eq!(row!(events::own::Renamed), event);
    assert_eq!(row!(events::own::Step), event);
    assert_eq!(row!(events::own::OnlyDebug), event);
    assert_eq!(row!(events::own::OnlySerialize), event);
    assert_eq!(row!(events::own::Everything), event);
    assert_eq!(row!(events::own::OnlyKind), event);
    assert_eq!(row!(events::own::ByHand), event);
    assert_eq!(format!("{:?}", events::own::ByHand { a: 1 }), "by hand");
}

#[test]
fn h32_a_generic_model_needs_of_its_parameters_what_serdes_derives_need() {
    struct Bare;
    assert!(!has!(shared::Page<Bare>: Debug));
    assert!(!has!(shared::Page<Bare>: Clone));
    assert!(!has!(shared::Page<Bare>: Serialize));
    assert!(!has!(shared::Page<Bare>: DeserializeOwned));
}

#[test]
fn h7_an_event_knows_its_name_and_version() {
    assert_eq!(events::scalars::Scalars::TYPE, "scalars.scalars");
    assert_eq!(events::scalars::Scalars::VERSION, 1);
    assert_eq!(events::scalars::Scalars::PRIORITY, Priority::NORMAL);
    assert_eq!(events::scalars::Scalars::MAX_ATTEMPTS, None);
    assert_eq!(events::own::Everything::TYPE, "own.everything");
    assert_eq!(events::own::OnlyKind::TYPE, "own.only_kind");
    assert_eq!(sse::notice::Notice::TYPE, "notice.notice");
    assert_eq!(shared::Elsewhere::TYPE, "shared.elsewhere");
}

#[test]
fn h4_h41_a_file_holds_any_number_of_events_and_an_enum_is_one_of_them() {
    assert_eq!(events::forms::Unit::TYPE, "forms.unit");
    assert_eq!(events::forms::Order::TYPE, "forms.order");
    let placed = serde_json::to_string(&events::forms::Order::Placed).unwrap();
    let moved = serde_json::to_string(&events::forms::Order::Moved(1, 2)).unwrap();
    assert_eq!(
        (placed.as_str(), moved.as_str()),
        (r#""Placed""#, r#"{"Moved":[1,2]}"#)
    );
}

#[test]
fn s1_an_event_takes_its_options_from_the_attribute() {
    let event = events::own::Options {
        email: "a@b".to_owned(),
    };
    assert_eq!(events::own::Options::TYPE, "pinned.name");
    assert_eq!(events::own::Options::VERSION, 2);
    assert_eq!(events::own::Options::PRIORITY, Priority::HIGH);
    assert_eq!(events::own::Options::MAX_ATTEMPTS, Some(3));
    assert_eq!(event.subject().as_deref(), Some("user/a@b"));
}

#[test]
fn h29_an_event_says_how_its_attempts_are_spaced() {
    let seconds = std::time::Duration::from_secs;
    assert!(events::own::Options::RETRY.is_none());
    assert!(matches!(
        events::own::Doubled::RETRY,
        Some(Retry::Exponential { base, cap }) if (base, cap) == (seconds(2), seconds(3600))
    ));
    assert!(matches!(
        events::own::Steady::RETRY,
        Some(Retry::Fixed(wait)) if wait == seconds(90)
    ));
    assert!(matches!(
        events::own::Spaced::RETRY,
        Some(Retry::With(wait)) if wait(3) == seconds(180)
    ));
}

#[test]
fn f8_an_event_says_how_long_an_attempt_may_take() {
    let longest = std::time::Duration::from_millis(60_500);
    assert_eq!(events::own::Doubled::TIMEOUT, Some(longest));
    assert_eq!(events::own::Options::TIMEOUT, None);
}

#[test]
fn h36_an_event_says_whether_its_session_is_told_how_it_fares() {
    let told = [
        events::own::Followed::PROGRESS,
        events::own::Options::PROGRESS,
    ];
    assert_eq!(told, [true, false]);
}

#[test]
fn h24_a_message_takes_its_policy_and_its_key_from_the_attribute() {
    use sse::notice::{Changed, Cursor, Load, Notice, Progress};

    assert_eq!(Notice::OVERFLOW, Overflow::Disconnect);
    assert_eq!(Cursor::OVERFLOW, Overflow::DropOldest);
    assert_eq!(Changed::OVERFLOW, Overflow::Disconnect);
    let (id, r#type) = (7, "text".to_owned());
    let changed = Changed { id, r#type };
    assert_eq!(changed.coalesce_key().as_deref(), Some("document/7/text"));
    assert_eq!(Load(1).coalesce_key().as_deref(), Some("load"));
    assert_eq!(Cursor { x: 0, y: 0 }.coalesce_key(), None);
    assert_eq!(Progress::Started.coalesce_key(), None);
}

#[test]
fn h22_an_event_begins_its_way_out_with_a_method() {
    let event = || events::own::Everything { a: 1 };
    let delay = std::time::Duration::from_mins(10);
    for emission in [
        event().schedule(delay),
        event().schedule_at(std::time::UNIX_EPOCH),
        event().priority(Priority::LOW),
        event().max_attempts(2),
        event().idempotency_key("once"),
        event().debounce("quiet", delay),
        event()
            .schedule(delay)
            .priority(Priority::HIGH)
            .max_attempts(1)
            .idempotency_key(String::from("once")),
    ] {
        assert!(format!("{emission:?}").contains("Everything"));
    }
}

#[test]
fn h32_a_model_that_borrows_reads_what_outlives_it_and_no_more_than_it_needs() {
    use shared::lent::{Cows, Lent, Where};

    assert!(has!(Cows<'static, 'static>: DeserializeOwned));
    assert!(has!(Lent<'static>: Deserialize<'static>));
    assert!(has!(Where<'static, 'static, u8>: Debug));

    let json = r#"{"name":"a","more":"b","text":"c"}"#.to_owned();
    let lent: Lent<'_> = serde_json::from_str(&json).unwrap();
    assert!(std::ptr::eq(lent.name, &raw const json[9..10]));
    assert_eq!((lent.more, lent.clone().text.as_ref()), (Some("b"), "c"));
}
