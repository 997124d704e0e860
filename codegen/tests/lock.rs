//! The lock as text: whatever it says, it says so that it is read back as it was; and nothing breaks what it is.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use buildamp_codegen::Analysis;
use buildamp_codegen::config;
use buildamp_codegen::lock::{self, Event, Lock, Name, Type, Verdict};
use buildamp_codegen::model::{
    At, BuiltIn, Definition, EcoString, Enum, Flat, FlatOf, Int, Items, Key, Kind, Presence,
    Record, Shape, Side, Tagging, Text, TypeShape, VariantBody, WireField, WireNumber, WireVariant,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

/// Names as they come, and such as nobody would give.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z][a-z_]{0,6}",
        1 => select(vec!["type", "input", "null", "else", "closed", "variant", "any", "_", "=", "v2", "a\"b\\", "ö ", ""])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// The same as names are kept.
fn named() -> impl Strategy<Value = EcoString> {
    word().prop_map(EcoString::from)
}

fn int() -> impl Strategy<Value = Int> {
    select(Int::ALL.to_vec())
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        select(vec![
            Text::Any,
            Text::Char,
            Text::Uuid,
            Text::Timestamp,
            Text::Zoned,
            Text::Date,
            Text::Time,
            Text::DateTime,
            Text::Ipv4,
            Text::Ipv6,
            Text::Ip,
            Text::SocketV4,
            Text::SocketV6,
            Text::Socket,
            Text::Url,
            Text::Decimal,
            Text::Hex,
            Text::Base64,
        ]),
        int().prop_map(Text::Digits),
    ]
}

fn name() -> impl Strategy<Value = Name> {
    (vec(word(), 0..3), named()).prop_map(|(file, name)| Name {
        file: file.into(),
        name,
    })
}

/// A few names that definitions have and that they refer to.
fn familiar(index: usize) -> Name {
    const NAMES: [(&[&str], &str); 8] = [
        (&["a", "b"], "A"),
        (&["a"], "B"),
        (&[], "C"),
        (&["a", "b"], "AB"),
        (&["ü"], "D"),
        (&["no word"], "E"),
        (&["events", "mail-box"], "F"),
        (&["a"], "A"),
    ];
    let (file, name) = NAMES[index % NAMES.len()];
    let file: Vec<String> = file.iter().map(|it| (*it).to_owned()).collect();
    Name {
        file: file.into(),
        name: name.into(),
    }
}

fn reference(args: Vec<Shape>) -> impl Strategy<Value = Shape> {
    let known = (0..8_usize).prop_map(familiar);
    (prop_oneof![name(), known], any::<bool>()).prop_map(move |(name, input)| Shape::Ref {
        file: name.file,
        name: name.name,
        side: if input { Side::Accepted } else { Side::Both },
        args: args.clone().into(),
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        select(vec![
            Shape::Any,
            Shape::Null,
            Shape::Bool,
            Shape::Float { null: false },
            Shape::Float { null: true },
            Shape::Param("T".into()),
            Shape::BuiltIn(BuiltIn::Duration, Vec::new()),
            Shape::BuiltIn(BuiltIn::SystemTime, Vec::new()),
        ]),
        int().prop_map(Shape::Int),
        int().prop_map(Shape::NonZero),
        text().prop_map(Shape::Text),
        reference(Vec::new()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let key = prop_oneof![
            text().prop_map(Key::Text),
            int().prop_map(Key::Int),
            Just(Key::Bool),
            reference(Vec::new()).prop_map(|it| Key::Tag(Box::new(it))),
        ];
        let of_one = select(vec![
            BuiltIn::Range,
            BuiltIn::RangeFrom,
            BuiltIn::RangeTo,
            BuiltIn::Bound,
        ]);
        prop_oneof![
            inner.clone().prop_map(|it| Shape::Option(Box::new(it))),
            inner.clone().prop_map(|it| Shape::List(Box::new(it))),
            (inner.clone(), 0..5_usize).prop_map(|(it, n)| Shape::Array(Box::new(it), n)),
            vec(inner.clone(), 1..4).prop_map(Shape::Tuple),
            (key, inner.clone()).prop_map(|(key, of)| Shape::Map {
                key,
                of: Box::new(of)
            }),
            (of_one, inner.clone()).prop_map(|(of, arg)| Shape::BuiltIn(of, vec![arg])),
            vec(inner.clone(), 2..3).prop_map(|args| Shape::BuiltIn(BuiltIn::Result, args)),
            vec(inner, 1..3).prop_flat_map(reference),
        ]
    })
}

fn field() -> impl Strategy<Value = WireField> {
    let presence = select(vec![Presence::Always, Presence::Optional, Presence::OrNull]);
    (named(), btree_set(named(), 0..2), shape(), presence).prop_map(
        |(key, aliases, shape, presence)| WireField {
            key,
            aliases: aliases.into_iter().collect(),
            name: EcoString::new(),
            shape: match presence {
                Presence::OrNull => Shape::Option(Box::new(shape)),
                Presence::Always | Presence::Optional | Presence::Required => shape,
            },
            presence,
            rules: buildamp_codegen::model::Rare::default(),
            docs: Vec::new().into(),
            deprecated: None,
        },
    )
}

fn flat() -> impl Strategy<Value = Flat> {
    let of = prop_oneof![
        shape().prop_map(FlatOf::Keys),
        shape().prop_map(|of| FlatOf::Variant {
            of,
            tags: Vec::new()
        }),
        shape().prop_map(|of| FlatOf::Rest {
            of,
            except: Vec::new()
        }),
    ];
    (of, any::<bool>()).prop_map(|(of, optional)| Flat {
        name: EcoString::new(),
        of,
        optional,
        docs: Vec::new().into(),
    })
}

fn record() -> impl Strategy<Value = Record> {
    let tag = proptest::option::weighted(0.2, (named(), named()));
    (tag, vec(field(), 0..4), vec(flat(), 0..2), any::<bool>()).prop_map(
        |(tag, mut fields, flat, closed)| {
            fields.sort_by(|a, b| a.key.cmp(&b.key));
            // Two with one key are refused before there is a lock.
            let mut taken: BTreeSet<EcoString> = tag.iter().map(|(key, _)| key.clone()).collect();
            fields.retain_mut(|field| {
                let is_first = taken.insert(field.key.clone());
                field.aliases.retain(|alias| taken.insert(alias.clone()));
                is_first
            });
            Record {
                tag,
                fields,
                flat,
                closed,
            }
        },
    )
}

fn items() -> impl Strategy<Value = Items> {
    (vec(shape(), 0..4), 0..5_usize).prop_map(|(shapes, required)| Items {
        required: required.min(shapes.len()),
        shapes,
    })
}

fn variant() -> impl Strategy<Value = WireVariant> {
    let body = prop_oneof![
        Just(VariantBody::Unit),
        shape().prop_map(VariantBody::Newtype),
        items().prop_map(VariantBody::Tuple),
        record().prop_map(VariantBody::Record),
    ];
    let aliases = btree_set(named(), 0..2);
    (named(), aliases, body, any::<bool>(), any::<bool>()).prop_map(
        |(tag, aliases, body, untagged, other)| WireVariant {
            tag,
            aliases: aliases.into_iter().collect(),
            name: EcoString::new(),
            body,
            untagged,
            other: other && !untagged,
            docs: Vec::new().into(),
            deprecated: None,
        },
    )
}

fn enumeration() -> impl Strategy<Value = Enum> {
    let tagging = prop_oneof![
        Just(Tagging::External),
        named().prop_map(|tag| Tagging::Internal { tag }),
        (named(), named()).prop_map(|(tag, content)| Tagging::Adjacent { tag, content }),
        Just(Tagging::Untagged),
    ];
    (tagging, vec(variant(), 0..4), any::<bool>()).prop_map(|(tagging, variants, closed)| Enum {
        tagging,
        variants,
        closed,
    })
}

fn type_shape() -> impl Strategy<Value = TypeShape> {
    let number = (any::<i128>(), any::<bool>()).prop_map(|(value, other)| WireNumber {
        value,
        name: EcoString::new(),
        other,
        docs: Vec::new().into(),
        deprecated: None,
    });
    prop_oneof![
        record().prop_map(TypeShape::Record),
        shape().prop_map(TypeShape::Newtype),
        items().prop_map(TypeShape::Tuple),
        Just(TypeShape::Unit),
        enumeration().prop_map(TypeShape::Enum),
        (int(), vec(number, 0..3)).prop_map(|(int, numbers)| TypeShape::Numbers(int, numbers)),
    ]
}

fn definition() -> impl Strategy<Value = Definition> {
    let kind = select(vec![Kind::Event, Kind::Sse, Kind::Session, Kind::Plain]);
    let docs = vec(any::<String>(), 0..2);
    (name(), word(), kind, type_shape(), any::<bool>(), docs).prop_map(
        |(name, durable, kind, shape, input, docs)| Definition {
            name: name.name,
            side: if input { Side::Accepted } else { Side::Both },
            file: name.file,
            kind,
            durable: kind.is_durable().then_some(durable),
            progress: false,
            route: None,
            docs: docs.into(),
            deprecated: None,
            params: if kind == Kind::Plain {
                vec!["T".into()]
            } else {
                Vec::new()
            },
            shape,
            at: At::default(),
        },
    )
}

fn models() -> impl Strategy<Value = Analysis> {
    vec(definition(), 0..6).prop_map(|definitions| Analysis {
        definitions,
        ..Analysis::default()
    })
}

/// Some that refer to each other, of which the first few are events, messages and sessions.
fn durable_models() -> impl Strategy<Value = Analysis> {
    (vec(definition(), 1..9), 0..4_usize).prop_map(|(mut definitions, durable)| {
        let kinds = [Kind::Event, Kind::Sse, Kind::Session];
        for (index, definition) in definitions.iter_mut().take(durable).enumerate() {
            definition.kind = kinds[index % kinds.len()];
            definition.durable = Some(format!("durable{index}"));
        }
        for (index, definition) in definitions.iter_mut().enumerate() {
            let Name { file, name } = familiar(index);
            (definition.file, definition.name) = (file, name);
        }
        Analysis {
            definitions,
            ..Analysis::default()
        }
    })
}

proptest! {
    #[test]
    fn a_lock_is_read_back_as_it_was_written(
        models in models(),
        consumers in btree_map(word(), word(), 0..3),
        events in btree_map(word(), (1..9_u32, any::<bool>(), name()), 0..3),
    ) {
        let mut lock = Lock::of(&models);
        lock.consumers = consumers;
        for (event, (version, upcast, of)) in events {
            lock.events.insert(event, Event { version, upcast, of });
        }
        let text = lock.text();
        prop_assert!(text.lines().skip(1).is_sorted(), "{}", text);
        prop_assert!(!text.contains('\r'));
        match Lock::read(&text, "schema.lock") {
            Ok(read) => prop_assert_eq!(read, lock, "{}", text),
            Err(problems) => prop_assert!(false, "{}\n{}", common::told(&problems), text),
        }
    }

    #[test]
    fn models_break_nothing_of_their_own(models in models()) {
        let standing = Lock::of(&models).text() + "# another text, so that the two are compared\n";
        let review = lock::review(&models, Some(&standing), "schema.lock", Verdict::Refused);
        prop_assert!(review.problems.is_empty(), "{}\n{}", common::told(&review.problems), standing);
    }

    #[test]
    fn h13_h24_a_part_of_two_locks_tells_what_all_of_them_tell(
        before in durable_models(),
        other in definition(),
        at in any::<prop::sample::Index>(),
        how in 0..3_u8,
    ) {
        let mut after = before.clone();
        let of = at.index(after.definitions.len());
        match how {
            0 => after.definitions[of].shape = other.shape,
            1 => after.definitions[of].name = other.name,
            _ => drop(after.definitions.remove(of)),
        }
        let standing = Lock::of(&before).text();
        // A line that is about no type has all of both compared.
        let whole = format!("{standing}wide a.A.a\n");
        let told = |standing: &str| {
            let review = lock::review(&after, Some(standing), "schema.lock", Verdict::Refused);
            common::told(&review.problems)
        };
        prop_assert_eq!(told(&standing), told(&whole), "{}", standing);
    }

    #[test]
    fn a_line_that_is_none_is_told_and_never_panics(line in ".*", at in 0..400_usize, models in models()) {
        let mut text = Lock::of(&models).text();
        let at = text.char_indices().map(|(index, _)| index).nth(at).unwrap_or(text.len());
        text.insert_str(at, &line);
        if let Err(problems) = Lock::read(&text, "schema.lock") {
            prop_assert_eq!(problems.len(), 1);
        }
    }
}

#[test]
fn docs_names_and_order_are_not_in_it() {
    let lock = |shared: &str| Lock::of(&common::analyse_shared(shared)).text();
    let one = lock(
        "/// A person.\npub struct P<A> {\n    /// Its name.\n    pub name: String,\n    pub of: A,\n}",
    );
    let two = lock("pub struct P<B> {\n    pub of: B,\n    pub name: String,\n}");
    assert_eq!(one, two);
    assert!(
        one.ends_with("\ntype shared.P<T> = { name: string, of: $T }\n"),
        "{one}"
    );
}

#[test]
fn generic_types_are_followed_into_their_arguments() {
    let files = |page: &str| {
        [
            ("src/lib.rs", "pub mod models;".to_owned()),
            ("src/models/mod.rs", "pub mod events;\npub mod page;".to_owned()),
            (
                "src/models/page.rs",
                format!("pub struct Page<T> {{ {page} }}\npub struct Row {{ pub id: u32 }}"),
            ),
            (
                "src/models/events/mod.rs",
                "use super::page::{Page, Row};\n#[buildamp(log_only)]\npub struct Listed {\n    pub rows: Page<Row>,\n}"
                    .to_owned(),
            ),
        ]
    };
    let analyse = |page: &str| {
        let files = files(page);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        common::analyse_files(&files)
    };
    let before = Lock::of(&analyse("pub items: Vec<T>")).text();
    let verdict = |page: &str| {
        let review = lock::review(
            &analyse(page),
            Some(&before),
            "schema.lock",
            Verdict::Refused,
        );
        review
            .problems
            .into_iter()
            .map(|problem| problem.what)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        verdict("pub items: Vec<T>, pub next: Option<T>"),
        Vec::<String>::new()
    );
    assert_eq!(
        verdict("pub items: T"),
        [
            "what is stored of `listed` cannot be read any more: it has page.Row[] at `items` where an object is read"
        ]
    );
}

#[test]
fn recursive_types_come_to_an_end() {
    let events = |tree: &str| {
        common::analyse_files(&[
            ("src/lib.rs", "pub mod models;"),
            ("src/models/mod.rs", "pub mod events;"),
            ("src/models/events/mod.rs", tree),
        ])
    };
    let before = Lock::of(&events(
        "#[buildamp(log_only)]\npub struct Tree {\n    pub value: u8,\n    pub children: Vec<Tree>,\n}",
    ))
    .text();
    let after = events(
        "#[buildamp(log_only)]\npub struct Tree {\n    pub value: u16,\n    pub weight: u8,\n    pub children: Vec<Box<Tree>>,\n}",
    );
    let review = lock::review(&after, Some(&before), "schema.lock", Verdict::Refused);
    let told: Vec<&str> = review
        .problems
        .iter()
        .map(|problem| problem.what.as_str())
        .collect();
    assert_eq!(
        told,
        ["what is stored of `tree` cannot be read any more: it has no `weight`"]
    );
}

#[test]
fn a_type_of_the_lock_is_public_data() {
    let of = Type {
        params: Vec::new(),
        shape: TypeShape::Newtype(Shape::Bool),
    };
    assert_eq!(of.to_string(), "bool");
}

#[test]
fn types_of_a_lock_that_are_nothing_but_themselves_come_to_an_end() {
    let models = common::analyse_shared("pub struct A { pub a: u8 }");
    for line in [
        "type shared.A = shared.A",
        "type shared.A = shared.A | null",
        "type shared.A = untagged _(shared.A) | _(shared.A) | _(string)",
        "type shared.A = untagged _(shared.B) | _(string)\ntype shared.B = shared.A | null",
        "type shared.A = { ...shared.A }",
    ] {
        // Of a lock that somebody has changed by hand it is enough to be done with it.
        let standing = format!("{line}\n");
        let review = lock::review(&models, Some(&standing), "schema.lock", Verdict::Open);
        let told = common::told(&review.problems);
        assert!(!told.contains("cannot be read:"), "{line}\n{told}");
    }
}

/// Nothing is stored under the name of an event, and nothing waits for a consumer, so nobody relies on either.
#[test]
fn h39_without_a_store_names_of_events_and_consumers_are_free() {
    let folder = common::package(&[
        ("src/lib.rs", "pub mod models; pub mod handlers;"),
        ("src/models/mod.rs", "pub mod events;"),
        (
            "src/models/events/mod.rs",
            "pub struct Ping { pub number: u32 }",
        ),
        (
            "src/handlers/mod.rs",
            "pub async fn ping(event: crate::models::events::Ping) -> Result<(), Failed> { Ok(()) }",
        ),
    ]);
    let locked = |settings: &str| {
        let (config, problems) = config::read(settings, Path::new("buildamp.toml"));
        assert!(problems.is_empty(), "{problems:?}");
        let analysis = common::analyse_with(folder.path(), config.places);
        assert!(analysis.problems.is_empty(), "{:?}", analysis.problems);
        lock::review(&analysis, None, "schema.lock", Verdict::Refused)
            .file
            .text
    };
    let stored = locked("");
    assert!(
        stored.contains("\nevent ping v1") && stored.contains("\nconsumer ping <- ping"),
        "{stored}"
    );
    let immediate = locked("[generate]\nevent_store = false");
    assert!(
        !immediate.contains("\nevent ") && !immediate.contains("\nconsumer "),
        "{immediate}"
    );
    assert!(immediate.contains("\ntype "), "{immediate}");
}
