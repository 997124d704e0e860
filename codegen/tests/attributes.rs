//! What is read of serde's attributes, and of those of `serde_with`, `serde_repr` and our own.

mod common;

use buildamp_codegen::model::{
    Body, DefaultValue, EcoString, Field, Int, Item, PerSide, SerdeContainer, SerdeField, Ty,
    Variant, With,
};
use buildamp_codegen::parse::{self, Builds, Home};
use buildamp_codegen::place::Place;
use buildamp_codegen::report::{self, Problem};

fn read(text: &str) -> (Vec<Item>, Vec<Problem>) {
    let home = Home {
        output: vec!["shared".to_owned()].into(),
        place: Place::default(),
    };
    let module = ["models".to_owned()];
    let (facts, problems) = parse::file(
        text,
        &"shared.rs".into(),
        &module,
        Some(&home),
        &Builds::All,
    )
    .expect("Rust");
    let items = facts.items.into_iter().map(|parsed| parsed.item);
    (items.collect(), problems)
}

/// Where the secrets of the event `Paid` are, beside types of its file.
fn secrets(text: &str) -> Vec<String> {
    let text = format!("#[buildamp(log_only)] {text}");
    let analysis = common::analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod events;"),
        ("src/models/events/mod.rs", &text),
    ]);
    assert!(analysis.problems.is_empty(), "{:#?}", analysis.problems);
    let mut items = analysis.model.items.iter();
    let paid = items.find(|item| item.ident == "Paid").expect("the event");
    paid.options.secrets.clone()
}

#[test]
fn secrets_are_found_wherever_they_lie() {
    let plain = "#[buildamp(plain)] #[buildamp::buildamp] pub";
    let card = format!(
        "{plain} struct Card {{ #[buildamp(secret)] pub number: String, pub name: String }}"
    );
    for (text, wanted) in [
        ("pub struct Paid { pub n: u8 }".to_owned(), &[][..]),
        (
            "pub struct Paid { #[buildamp(secret)] pub token: String, pub n: u8, #[buildamp(secret)] pub pin: Option<u32> }".to_owned(),
            &["pin", "token"],
        ),
        (
            format!("pub struct Paid {{ pub by: Option<Card>, pub all: Vec<Card>, pub map: std::collections::BTreeMap<String, Card>, pub two: (u8, Card) }} {card}"),
            &["all.*.number", "by.number", "map.*.number", "two.1.number"],
        ),
        (
            format!("pub enum Paid {{ Cash, ByCard(Card), Both {{ card: Card, #[buildamp(secret)] code: u32 }}, Pair(u8, #[buildamp(secret)] u8) }} {card}"),
            &["Both.card.number", "Both.code", "ByCard.number", "Pair.1"],
        ),
        (
            format!("#[derive(serde::Serialize, serde::Deserialize)] #[serde(tag = \"by\", rename_all = \"camelCase\")] pub enum Paid {{ ByCard(Card), #[serde(rename_all = \"camelCase\")] Wire {{ #[buildamp(secret)] full_iban: String }} }} {card}"),
            &["fullIban", "number"],
        ),
        (
            "#[derive(serde::Serialize, serde::Deserialize)] pub struct Paid { #[buildamp(secret)] #[serde(rename = \"a.*\", alias = \"b\")] pub a: u8 }".to_owned(),
            &["a~1~2", "b"],
        ),
        (
            format!("pub struct Paid(pub Sealed<Card>); {plain} struct Sealed<T> {{ pub of: T, pub more: Vec<T> }} {card}"),
            &["more.*.number", "of.number"],
        ),
        (
            format!("pub struct Paid {{ pub tree: Node }} {plain} struct Node {{ #[buildamp(secret)] pub key: String, pub next: Vec<Node> }}"),
            &["tree.**.key", "tree.key"],
        ),
        (format!("pub struct Paid(pub Token); {plain} struct Token(#[buildamp(secret)] pub String);"), &[""]),
    ] {
        assert_eq!(secrets(&text), wanted, "{text}");
    }
}

/// The first item of a text without a mistake.
fn item(text: &str) -> Item {
    let (mut items, problems) = read(text);
    assert!(problems.is_empty(), "{problems:#?}");
    items.remove(0)
}

fn field(attributes: &str, ty: &str) -> Field {
    let text = format!("#[derive(Serialize, Deserialize)] struct S {{ {attributes} f: {ty} }}");
    item(&text).body.fields().next().expect("a field").clone()
}

fn serde(attributes: &str) -> SerdeField {
    (*field(attributes, "Option<u8>").serde).clone()
}

fn variant(attributes: &str) -> Variant {
    let text = format!("#[derive(Serialize, Deserialize)] enum E {{ {attributes} V(u8) }}");
    match item(&text).body {
        Body::Enum(mut variants) => variants.remove(0),
        Body::Struct(_) => unreachable!("an enum"),
    }
}

fn container(attributes: &str, rest: &str) -> SerdeContainer {
    let text = format!("#[derive(Serialize, Deserialize)] {attributes} {rest}");
    (*item(&text).serde).clone()
}

/// What is told of one struct, each as `what | help`.
fn told(text: &str) -> Vec<String> {
    let (_, problems) = read(&format!("#[derive(Serialize, Deserialize)]\n{text}"));
    let told = problems
        .into_iter()
        .map(|it| format!("{} | {}", it.what, it.help));
    told.collect()
}

fn both(name: &str) -> PerSide<Option<EcoString>> {
    PerSide {
        written: Some(name.into()),
        accepted: Some(name.into()),
    }
}

fn path(ty: &Ty) -> String {
    match ty {
        Ty::Path { segments, args, .. } if args.is_empty() => segments.join("::"),
        Ty::Path { segments, args, .. } => {
            let args: Vec<String> = args.iter().map(path).collect();
            format!("{}<{}>", segments.join("::"), args.join(", "))
        }
        Ty::Other { text, .. } => text.clone(),
        Ty::Array { of, len, .. } => format!("[{}; {len}]", path(of)),
        Ty::Reference(of, _) => format!("&{}", path(of)),
        Ty::Slice(of, _) => format!("[{}]", path(of)),
        Ty::Tuple(types, _) => {
            format!(
                "({})",
                types.iter().map(path).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn with(what: Option<&buildamp_codegen::model::SerdeWith>) -> String {
    match what.map(|it| &it.what) {
        None => "none".to_owned(),
        Some(With::Module(ty)) => format!("module {}", path(ty)),
        Some(With::Function(function)) => format!("function {function}"),
        Some(With::As(ty)) => format!("as {}", path(ty)),
    }
}

#[test]
fn h3_rename_takes_any_text_in_any_spelling() {
    for (written, name) in [
        (r#"#[serde(rename = "firstName")]"#, "firstName"),
        (r#"#[serde(rename = "firstName",)]"#, "firstName"),
        (r#"#[serde()] #[serde(rename = "a")] #[serde()]"#, "a"),
        (r#"# [ serde ( rename="a" ) ]"#, "a"),
        (
            r#"#[serde(rename = "a \"quote\" \\ and \u{1F600}\n")]"#,
            "a \"quote\" \\ and \u{1F600}\n",
        ),
        (
            r##"#[serde(rename = r#"raw "\" text"#)]"##,
            "raw \"\\\" text",
        ),
        (r#"#[serde(rename = "*/ --}> `")]"#, "*/ --}> `"),
        (r#"#[serde(rename = "")]"#, ""),
        (
            "#[serde(rename = \"over \\\n            two lines\")]",
            "over two lines",
        ),
        (
            r#"#[serde(rename(serialize = "a", deserialize = "a"))]"#,
            "a",
        ),
        (
            r#"#[serde(rename(serialize = "a"), rename(deserialize = "a"))]"#,
            "a",
        ),
        (r#"#[serde(default)] #[serde(rename = "a")]"#, "a"),
    ] {
        assert_eq!(serde(written).rename, both(name), "{written}");
        assert_eq!(serde(written).aliases, [""; 0], "{written}");
    }
}

#[test]
fn h3_rename_is_split_by_direction_and_further_names_are_aliases() {
    let read = serde(
        r#"#[serde(rename(deserialize = "c", serialize = "a", deserialize = "b",), alias = "d")] #[serde(alias = "e")]"#,
    );
    assert_eq!(read.rename.written.as_deref(), Some("a"));
    assert_eq!(read.rename.accepted.as_deref(), Some("c"));
    assert_eq!(read.aliases, ["b", "d", "e"]);

    let one = serde(r#"#[serde(rename(serialize = "only"))]"#);
    assert_eq!(one.rename.written.as_deref(), Some("only"));
    assert_eq!(one.rename.accepted, None);

    let of_variant = variant(r#"#[serde(rename(deserialize = "x", deserialize = "y"))]"#).serde;
    assert_eq!(of_variant.rename.written, None);
    assert_eq!(of_variant.rename.accepted.as_deref(), Some("x"));
    assert_eq!(of_variant.aliases, ["y"]);
}

#[test]
fn h3_cases_are_serdes_and_split_too() {
    let read = container(
        r#"#[serde(rename_all(serialize = "SCREAMING-KEBAB-CASE", deserialize = "snake_case"), rename_all_fields = "camelCase")]"#,
        "enum E { V { a: u8 } }",
    );
    assert_eq!(
        read.rename_all.written.as_deref(),
        Some("SCREAMING-KEBAB-CASE")
    );
    assert_eq!(read.rename_all.accepted.as_deref(), Some("snake_case"));
    assert_eq!(read.rename_all_fields, both("camelCase"));
    assert_eq!(
        variant(r#"#[serde(rename_all = "kebab-case")]"#)
            .serde
            .rename_all,
        both("kebab-case")
    );
    assert_eq!(
        told(r#"#[serde(rename_all = "camel_case")] struct S { a: u8 }"#),
        ["serde has no case `camel_case` | did you mean `rename_all = \"camelCase\"`?"]
    );
    assert_eq!(
        told(r#"#[serde(rename_all_fields(deserialize = "nonsense"))] enum S { A { a: u8 } }"#)
            .len(),
        1
    );
}

#[test]
fn h3_tags_and_flags_of_a_type() {
    let read = container(
        r#"#[serde(tag = "t", content = "c")] #[serde(deny_unknown_fields, rename = "Other",)]"#,
        "enum E { A }",
    );
    assert_eq!(
        (read.tag.as_deref(), read.content.as_deref()),
        (Some("t"), Some("c"))
    );
    assert!(read.any && read.deny_unknown_fields && !read.untagged && !read.transparent);
    assert_eq!(read.rename, both("Other"));
    assert!(container("#[serde(untagged)]", "enum E { A }").untagged);
    assert!(container("#[serde(transparent)]", "struct S { a: u8 }").transparent);
    assert!(container("#[serde(remote = \"other::Type\")]", "struct S { a: u8 }").remote);
    assert!(!container("", "struct S { a: u8 }").any);
}

#[test]
fn h3_defaults_say_whether_a_function_gives_them() {
    assert_eq!(
        serde("#[serde(default)]").default,
        Some(DefaultValue::Trait)
    );
    assert_eq!(
        serde("#[serde(default = \"one\")]").default,
        Some(DefaultValue::Function)
    );
    assert_eq!(
        container("#[serde(default)]", "struct S { a: u8 }").default,
        Some(DefaultValue::Trait)
    );
    assert_eq!(
        container("#[serde(default = \"S::new\")]", "struct S { a: u8 }").default,
        Some(DefaultValue::Function)
    );
}

#[test]
fn h3_types_in_strings_are_read_as_types_at_the_string() {
    let read = container(
        "\n#[serde(try_from = \"Vec< (String, [u8; 4]) >\", into = \"crate::Raw<'static, &'static str>\")]",
        "struct S { a: u8 }",
    );
    let from = read.from.expect("from");
    assert_eq!(path(&from), "Vec<(String, [u8; 4])>");
    let at = parse::ty_place(&from);
    assert_eq!((at.line, at.column, at.end_column), (2, 20, 46));
    assert_eq!(path(&read.into.expect("into")), "crate::Raw<&str>");
    assert_eq!(
        path(
            &container("#[serde(from = \"String\")]", "struct S(String);")
                .from
                .expect("from")
        ),
        "String"
    );
    assert_eq!(
        told("#[serde(into = \"Vec<\")] struct S { a: u8 }"),
        ["serde's `into` names no type: \"Vec<\" | write #[serde(into = \"String\")]"]
    );
}

#[test]
fn h3_what_is_skipped_is_skipped_in_its_direction() {
    let skip = |attributes: &str| {
        let skip = serde(attributes).skip;
        (skip.written, skip.accepted)
    };
    assert_eq!(skip("#[serde(skip)]"), (true, true));
    assert_eq!(skip("#[serde(skip_serializing)]"), (true, false));
    assert_eq!(skip("#[serde(skip_deserializing)]"), (false, true));
    assert_eq!(
        skip("#[serde(skip_deserializing, skip_serializing)]"),
        (true, true)
    );
    assert_eq!(
        serde("#[serde(skip_serializing_if = \"Option :: is_none\")]")
            .skip_serializing_if
            .as_deref(),
        Some("Option::is_none")
    );
    let of_variant = variant("#[serde(skip_serializing, other, untagged)]");
    let of_variant = &of_variant.serde;
    assert!(
        of_variant.skip.written
            && !of_variant.skip.accepted
            && of_variant.other
            && of_variant.untagged
    );
    assert!(serde("#[serde(flatten)]").flatten);
}

#[test]
fn h3_modules_functions_and_types_that_write_in_its_place() {
    let sides = |attributes: &str| {
        let sides = serde(attributes).with;
        (
            with(sides.written.as_deref()),
            with(sides.accepted.as_deref()),
        )
    };
    let same = |text: &str| (text.to_owned(), text.to_owned());
    assert_eq!(
        sides("#[serde(with = \"chrono::serde::ts_seconds\")]"),
        same("module chrono::serde::ts_seconds")
    );
    assert_eq!(
        sides("#[serde(with = \"As::<DisplayFromStr>\")]"),
        same("module As<DisplayFromStr>")
    );
    assert_eq!(
        sides("#[serde(serialize_with = \"a::b\", deserialize_with = \"c :: d\")]"),
        ("function a::b".to_owned(), "function c::d".to_owned())
    );
    assert_eq!(
        sides("#[serde(serialize_with = \"a\")]"),
        ("function a".to_owned(), "none".to_owned())
    );
    assert_eq!(
        sides("#[serde_as(as = \"Vec<DisplayFromStr>\")]"),
        same("as Vec<DisplayFromStr>")
    );
    assert_eq!(
        sides("#[serde_as(as = \"HashMap<_, DisplayFromStr>\")]"),
        same("as HashMap<_, DisplayFromStr>")
    );
    assert_eq!(
        sides("#[serde_as(deserialize_as = \"A\", serialize_as = \"B\")]"),
        ("as B".to_owned(), "as A".to_owned())
    );
}

#[test]
fn h3_serde_as_reads_a_missing_option_as_serde_with_does() {
    let default = |attributes: &str, ty: &str| field(attributes, ty).serde.default;
    let trait_of = Some(DefaultValue::Trait);
    assert_eq!(
        default("#[serde_as(as = \"Option<A>\")]", "Option<u8>"),
        trait_of
    );
    assert_eq!(
        default(
            "#[serde_as(deserialize_as = \"std::option::Option<A>\")]",
            "Option<u8>"
        ),
        trait_of
    );
    assert_eq!(
        default("#[serde_as(as = \"Option<A>\", no_default)]", "Option<u8>"),
        None
    );
    assert_eq!(default("#[serde_as(as = \"A\")]", "Option<u8>"), None);
    assert_eq!(
        default("#[serde_as(serialize_as = \"Option<A>\")]", "Option<u8>"),
        None
    );
    assert_eq!(
        default("#[serde_as(as = \"Option<A>\")]", "Maybe<u8>"),
        None
    );
    let function = Some(DefaultValue::Function);
    assert_eq!(
        default(
            "#[serde(default = \"f\")] #[serde_as(as = \"Option<A>\")]",
            "Option<u8>"
        ),
        function
    );
}

#[test]
fn h3_skip_serializing_none_is_on_every_option_but_those_that_are_always_written() {
    for attribute in [
        "#[skip_serializing_none]",
        "#[serde_with::skip_serializing_none]",
    ] {
        let item = item(&format!(
            "{attribute} #[derive(Serialize, Deserialize)] struct S {{
                a: Option<u8>,
                b: std::option::Option<u8>,
                #[serialize_always] c: Option<u8>,
                #[serde(skip_serializing_if = \"gone\")] d: Option<u8>,
                e: Vec<u8>,
            }}"
        ));
        assert!(item.serde.any);
        let skips: Vec<Option<&str>> = item
            .body
            .fields()
            .map(|field| field.serde.skip_serializing_if.as_deref())
            .collect();
        let none = Some("Option::is_none");
        assert_eq!(skips, [none, none, None, Some("gone"), None]);
    }
}

#[test]
fn h3_attributes_that_do_not_touch_the_wire_are_accepted() {
    let item = item(
        r#"#[derive(Serialize, Deserialize)]
        #[serde(bound = "T: Clone", crate = "other::serde", expecting = "a thing")]
        #[serde(bound(serialize = "T: Clone", deserialize = "T: Clone"))]
        struct S<'a, T> {
            #[serde(borrow, bound(serialize = ""))] a: Cow<'a, str>,
            #[serde(borrow = "'a", getter = "T::get")] b: T,
        }"#,
    );
    assert_eq!(item.body.fields().count(), 2);
}

#[test]
fn h4_what_serde_does_not_know_is_told_with_the_nearest() {
    assert_eq!(
        told("struct S { #[serde(renam = \"a\")] a: u8 }"),
        [
            "serde has no attribute `renam` | did you mean `rename`? write #[serde(rename = \"firstName\")]"
        ]
    );
    assert_eq!(
        told("struct S { #[serde(rename_all = \"camelCase\")] a: u8 }"),
        [
            "serde's `rename_all` does not apply to a field | remove it; it stands on a type or a variant"
        ]
    );
    assert_eq!(
        told("struct S { #[serde(rename)] a: u8 }"),
        [
            "serde's `rename` takes a string, or one for each direction: `(serialize = \"a\", deserialize = \"b\")` | \
          write #[serde(rename = \"firstName\")]"
        ]
    );
    assert_eq!(
        told("struct S { #[serde(flatten = \"yes\")] a: u8 }"),
        ["serde's `flatten` takes no value | write #[serde(flatten)]"]
    );
    assert_eq!(
        told("#[serde(variant_identifier)] enum S { A }"),
        [
            "serde's `variant_identifier` makes the enum a helper of another type's `Deserialize` | \
          move it out of the models folder: it has no JSON of its own"
        ]
    );
    assert_eq!(told("#[serde(rename \"a\")] struct S { a: u8 }").len(), 1);
    assert_eq!(told("#[serde(rename = a + b)] struct S { a: u8 }").len(), 1);
    assert_eq!(
        told("#[serde(rename(serialize = 3))] struct S { a: u8 }").len(),
        1
    );
    assert_eq!(
        told("#[serde(rename(written = \"a\"))] struct S { a: u8 }").len(),
        1
    );
    assert_eq!(told("#[serde] struct S { a: u8 }").len(), 1);
    assert_eq!(told("struct S { #[serde_as(as = \"<\")] a: u8 }").len(), 1);
}

#[test]
fn h3_enums_of_numbers_know_their_type_and_their_numbers() {
    let item = item(
        "#[derive(serde_repr::Serialize_repr, serde_repr::Deserialize_repr)]
        #[repr(align(4), i16)]
        enum E { A = -3, #[serde(other)] B, C = 1 << 4 }",
    );
    assert_eq!(item.serde.repr, Some(Int::I16));
    assert!(item.has.serialize && item.has.deserialize);
    let Body::Enum(variants) = item.body else {
        unreachable!("an enum")
    };
    let numbers: Vec<Option<&str>> = variants
        .iter()
        .map(|it| it.discriminant.as_deref())
        .collect();
    assert_eq!(numbers, [Some("-3"), None, Some("1 << 4")]);
    assert!(variants[1].serde.other);

    let (_, problems) = read("#[derive(Serialize_repr)] #[repr(u8)] enum E { A }");
    assert_eq!(
        problems[0].help,
        "derive `serde_repr::Deserialize_repr` too"
    );
    let (_, problems) = read("#[derive(Serialize_repr, Deserialize_repr)] enum E { A }");
    assert_eq!(problems[0].help, "write `#[repr(u8)]` above it");
    assert_eq!(item_of_usize().serde.repr, Some(Int::U64));
}

fn item_of_usize() -> Item {
    item("#[derive(Serialize_repr, Deserialize_repr)] #[repr(usize)] enum E { A }")
}

#[test]
fn h4_a_stated_shape_stands_on_types_fields_and_variants() {
    let item = item(
        "#[buildamp(shape = \"Vec<String>\")]
        struct S { #[buildamp(shape = \"i64\")] a: Money, b: u8 }",
    );
    assert_eq!(
        item.stated.as_deref().map(path).as_deref(),
        Some("Vec<String>")
    );
    let stated: Vec<Option<String>> = item
        .body
        .fields()
        .map(|it| it.stated.as_deref().map(path))
        .collect();
    assert_eq!(stated, [Some("i64".to_owned()), None]);
    assert_eq!(
        variant("#[buildamp(shape = \"String\")]")
            .stated
            .as_deref()
            .map(path)
            .as_deref(),
        Some("String")
    );
    for wrong in ["shape", "shape = 3", "shape = \"Vec<\"", "shape = \"\""] {
        let told = told(&format!("struct S {{ #[buildamp({wrong})] a: u8 }}"));
        assert_eq!(told.len(), 1, "{wrong}: {told:?}");
    }
}

#[test]
fn h4_deprecated_is_carried_with_its_note() {
    let item = item(
        "#[deprecated] enum E {
            #[deprecated = \"use B\"] A,
            #[deprecated(since = \"1\", note = \"use C\")] B,
            #[deprecated(since = \"1\")] C,
            D,
        }",
    );
    assert_eq!(item.deprecated.as_deref(), Some(""));
    let Body::Enum(variants) = item.body else {
        unreachable!("an enum")
    };
    let notes: Vec<Option<&str>> = variants.iter().map(|it| it.deprecated.as_deref()).collect();
    assert_eq!(notes, [Some("use B"), Some("use C"), Some(""), None]);
}

#[test]
fn h3_what_holds_whenever_the_derives_do_counts_as_if_it_stood_alone() {
    let item = item(
        "#[cfg_attr(feature = \"serde\", derive(Serialize, Deserialize), serde(rename_all = \"camelCase\"))]
        #[cfg_attr(feature = \"ts\", derive(TS), ts(export))]
        #[cfg_attr(docsrs, doc(cfg(all())))]
        #[cfg_attr(test, derive(PartialEq))]
        #[cfg_attr(feature = \"debug\", derive(Debug))]
        struct S {
            #[cfg_attr(feature = \"serde\", serde(rename = \"b\"))]
            #[cfg_attr(feature = \"schema\", schemars(skip))]
            a: u8,
        }",
    );
    assert_eq!(item.serde.rename_all, both("camelCase"));
    assert!(item.has.serialize && item.has.deserialize && item.has.debug);
    assert_eq!(
        item.body.fields().next().expect("a").serde.rename,
        both("b")
    );
}

#[test]
fn h4_a_condition_under_which_the_json_would_differ_is_told() {
    for text in [
        "#[cfg_attr(feature = \"b\", serde(rename_all = \"camelCase\"))] struct S { a: u8 }",
        "#[cfg_attr(feature = \"b\", serde_as)] struct S { a: u8 }",
        "struct S { #[cfg_attr(feature = \"b\", serde(rename = \"b\"))] a: u8 }",
        "struct S { #[cfg(unix)] a: u8 }",
        "enum S { #[cfg_attr(not(unix), cfg(windows))] A }",
    ] {
        let (_, problems) = read(&format!("#[derive(Serialize, Deserialize)]\n{text}"));
        let codes: Vec<report::Code> = problems.iter().map(|it| it.code).collect();
        assert_eq!(codes, [report::CFG], "{text}");
    }
    let (_, problems) = read(
        "#[cfg_attr(feature = \"a\", derive(Serialize, Deserialize))]
        #[cfg_attr(feature = \"b\", serde(rename_all = \"camelCase\"))]
        struct S { a: u8 }",
    );
    assert_eq!(
        problems
            .iter()
            .map(|it| it.help.as_str())
            .collect::<Vec<_>>(),
        [
            "write the condition of its derives, `feature = \"a\"`, or none, or move what depends on it out of the models folder"
        ]
    );
}

#[test]
fn what_was_read_of_a_file_survives_being_stored() {
    let home = Home {
        output: vec!["shared".to_owned()].into(),
        place: Place::default(),
    };
    let text = "use a::b as c; pub mod d { pub type E<T = u8> = Vec<T>; }
        #[derive(Serialize, Deserialize)] #[serde(tag = \"t\", from = \"X\")] #[buildamp(shape = \"u8\")]
        pub enum F<'a, T: Clone> { #[serde(with = \"m\")] A(&'a [T; 3]), B { x: Option<(u8,)> } = 3 }
        impl Serialize for F {}
        #[buildamp(consumer = \"n\", on = 3)] pub async fn g(e: F, cx: &Cx) -> Result<()> {}";
    let (facts, _) =
        parse::file(text, &"a.rs".into(), &[], Some(&home), &Builds::All).expect("Rust");
    let stored = serde_json::to_string(&facts).expect("JSON");
    let back: parse::Facts = serde_json::from_str(&stored).expect("the same");
    assert_eq!(back, facts);
}

/// syn reads what Rust does not have, and printing what was written for it would end in a panic.
#[test]
fn h3_forms_that_rust_has_not_are_refused() {
    for (text, what) in [
        (
            "enum E<_> { A { a: u8 } }",
            "`_` is no name for a type parameter | give it one, `T`",
        ),
        (
            "struct S<T: [const] Clone> { a: T }",
            "`[const] Clone` is no bound that stable Rust has | write the trait alone, or take the bound away",
        ),
        (
            "struct S<T> where T: Copy + [const] Clone { a: T }",
            "`[const] Clone` is no bound that stable Rust has | write the trait alone, or take the bound away",
        ),
        (
            "struct S { _: u8 }",
            "`_` is no name for a field, so it has no key on the wire | give it one",
        ),
    ] {
        assert_eq!(told(text), [what], "{text}");
    }
}
