//! What stands under `cfg` and behind `cfg_attr` in a crate that uses serde and nothing of ours: the JSON is that of one
//! build, with the features that are on.

mod common;

use std::collections::BTreeMap;

use buildamp_codegen::model::{At, TypeShape};
use buildamp_codegen::{Analysis, Input, analyse};

use common::{definition, package, quiet, told};

const MANIFEST: &str = r#"
    [package]
    name = "shapes"

    [features]
    default = ["std", "dep:extra", "weak?/std"]
    std = ["alloc"]
    alloc = []
    full = ["std", "heavy/io"]
    other = []

    [dependencies]
    serde = { version = "1", optional = true }
    heavy = { version = "1", optional = true }
    weak = { version = "1", optional = true }
    extra = { version = "1", optional = true }
"#;

fn read(manifest: &str, files: &[(&str, &str)], features: &[&str]) -> Analysis {
    let mut all = vec![("Cargo.toml", manifest), ("src/lib.rs", "pub mod models;")];
    all.extend(files);
    let dir = package(&all);
    let features = features
        .iter()
        .map(|name| ((*name).to_owned(), At::default()));
    analyse(&Input {
        root: dir.path().to_owned(),
        models: vec!["src/models".into()],
        features: features.collect(),
        ..Input::default()
    })
}

fn shared(text: &str, features: &[&str]) -> Analysis {
    read(MANIFEST, &[("src/models.rs", text)], features)
}

fn names(analysis: &Analysis) -> Vec<&str> {
    let mut names: Vec<&str> = analysis
        .definitions
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    names.sort_unstable();
    names
}

/// The keys of a struct, or the names of an enum's variants.
fn keys<'a>(analysis: &'a Analysis, name: &str) -> Vec<&'a str> {
    match &definition(analysis, name).shape {
        TypeShape::Record(record) => record.fields.iter().map(|it| it.key.as_str()).collect(),
        TypeShape::Enum(of) => of.variants.iter().map(|it| it.tag.as_str()).collect(),
        other => panic!("neither: {other:?}"),
    }
}

#[test]
fn h4_a_feature_is_on_by_default_by_what_brings_it_or_because_it_is_asked_for() {
    let text = r#"
        #[derive(Serialize)]
        pub struct A {
            #[cfg(feature = "std")] pub std: u8,
            #[cfg(feature = "alloc")] pub alloc: u8,
            #[cfg(feature = "full")] pub full: u8,
            #[cfg(feature = "heavy")] pub heavy: u8,
            #[cfg(feature = "weak")] pub weak: u8,
            #[cfg(feature = "extra")] pub extra: u8,
            #[cfg(feature = "nobody_has_it")] pub unknown: u8,
            #[cfg(feature = "serde")] pub serde: u8,
            #[cfg(all(feature = "std", not(any(test, feature = "full"))))] pub several: u8,
        }"#;
    let by_default = shared(text, &[]);
    assert_eq!(
        keys(quiet(&by_default), "A"),
        ["std", "alloc", "serde", "several"]
    );
    let full = shared(text, &["full"]);
    assert_eq!(
        keys(quiet(&full), "A"),
        ["std", "alloc", "full", "heavy", "serde"]
    );
}

#[test]
fn h4_attributes_of_others_may_stand_under_any_condition() {
    let text = r#"
        #[cfg_attr(unix, derive(Queryable), diesel(table_name = a))]
        #[cfg_attr(feature = "full", derive(Queryable), ts(export))]
        #[cfg_attr(debug_assertions, derive(Debug, Clone))]
        #[derive(Serialize)]
        pub struct A { #[cfg_attr(windows, ts(type = "string"))] pub a: u8 }"#;
    assert_eq!(keys(quiet(&shared(text, &[])), "A"), ["a"]);
}

#[test]
fn h4_serdes_attributes_count_where_their_condition_holds() {
    let text = r#"
        #[derive(Serialize)]
        #[cfg_attr(feature = "std", serde(rename_all = "camelCase"))]
        #[cfg_attr(feature = "full", serde(rename_all = "UPPERCASE"))]
        pub struct A { pub a_b: u8, #[cfg_attr(not(feature = "std"), serde(rename = "x"))] pub c_d: u8 }"#;
    assert_eq!(keys(quiet(&shared(text, &[])), "A"), ["aB", "cD"]);
}

#[test]
fn h4_a_type_whose_derives_are_off_comes_out_as_where_they_are_on() {
    let text = r#"
        #[cfg_attr(all(feature = "other", unix), derive(Serialize, Deserialize), serde(rename_all = "camelCase"))]
        pub struct A {
            #[cfg_attr(feature = "other", serde(rename = "id"))] pub a_b: u8,
            #[cfg(not(feature = "other"))] pub gone: u8,
            #[cfg(unix)] pub c_d: u8,
        }
        pub struct Never { #[cfg(windows)] pub a: u8 }"#;
    let analysis = shared(text, &[]);
    assert_eq!(keys(quiet(&analysis), "A"), ["id", "cD"]);
    assert_eq!(names(&analysis), ["A"]);
}

#[test]
fn h41_of_two_with_one_name_the_one_that_is_there_counts() {
    let text = r#"
        #[cfg(feature = "full")] pub mod part { #[derive(Serialize)] pub struct P { pub full: u8 } }
        #[cfg(not(feature = "full"))] pub mod part { #[derive(Serialize)] pub struct P { pub small: u8 } }
        #[cfg(feature = "full")] use heavy::Id;
        #[cfg(not(feature = "full"))] type Id = u8;
        #[derive(Serialize)]
        pub struct A {
            #[cfg(feature = "full")] pub id: Vec<Id>,
            #[cfg(not(feature = "full"))] pub id: Id,
            pub part: part::P,
        }
        #[derive(Serialize)]
        pub enum E { A, #[cfg(feature = "full")] B, #[cfg(not(feature = "full"))] C }
        #[cfg(feature = "full")] impl Serialize for A {}
    "#;
    let analysis = shared(text, &[]);
    assert_eq!(keys(quiet(&analysis), "P"), ["small"]);
    assert_eq!(keys(&analysis, "E"), ["A", "C"]);
    assert_eq!(common::fields(&analysis, "A"), ["u8", "models.P"]);
}

#[test]
fn h41_a_file_that_is_off_is_not_missed_and_may_say_so_itself() {
    let files = [
        (
            "src/models/mod.rs",
            "#[cfg(feature = \"full\")] pub mod full;\npub mod inner;\n#[derive(Serialize)] pub struct A;",
        ),
        (
            "src/models/full.rs",
            "#[derive(Serialize)] pub struct Full { pub f: Unknown }",
        ),
        (
            "src/models/inner.rs",
            "#![cfg(feature = \"full\")]\n#[derive(Serialize)] pub struct Inner { pub f: Unknown }",
        ),
    ];
    assert_eq!(names(quiet(&read(MANIFEST, &files, &[]))), ["A"]);
}

#[test]
fn h41_of_the_arms_of_a_macro_the_one_that_is_there_counts() {
    let files = [
        (
            "src/models/mod.rs",
            "cfg_if::cfg_if! {
                if #[cfg(feature = \"full\")] { pub mod full; }
                else if #[cfg(feature = \"std\")] { #[derive(Serialize)] pub struct A; }
                else { #[derive(Serialize)] pub struct B; pub mod none; }
            }
            cfg_select! {
                all(feature = \"full\", unix) => { pub mod full_too; }
                _ => { cfg_select! { true => { pub mod inner; } unix => { pub mod full_too; } } }
            }",
        ),
        (
            "src/models/full.rs",
            "#[derive(Serialize)] pub struct Full { pub f: Unknown }",
        ),
        (
            "src/models/full_too.rs",
            "#[derive(Serialize)] pub struct Full { pub f: Unknown }",
        ),
        (
            "src/models/none.rs",
            "#[derive(Serialize)] pub struct None { pub f: Unknown }",
        ),
        (
            "src/models/inner.rs",
            "#[derive(Serialize)] pub struct Inner;",
        ),
    ];
    assert_eq!(names(quiet(&read(MANIFEST, &files, &[]))), ["A", "Inner"]);
}

#[test]
fn h4_what_serde_skips_may_stand_under_any_condition() {
    let text = "
        #[derive(Serialize, Deserialize)]
        pub struct A { pub a: u8, #[cfg(unix)] #[serde(skip)] pub fd: Fd }
        #[derive(Serialize, Deserialize)]
        pub enum E { A, #[cfg(unix)] #[serde(skip)] B }";
    let analysis = shared(text, &[]);
    assert_eq!(keys(quiet(&analysis), "A"), ["a"]);
    assert_eq!(keys(&analysis, "E"), ["A"]);
}

#[test]
fn h4_a_parameter_that_is_off_is_no_parameter() {
    let text = r#"
        #[derive(Serialize)]
        pub struct A<#[cfg(feature = "full")] T: Bound, #[cfg(not(feature = "full"))] T> { pub a: T }"#;
    let analysis = shared(text, &[]);
    assert_eq!(definition(quiet(&analysis), "A").params.len(), 1);
}

#[test]
fn h4_where_rust_code_is_generated_no_feature_is_on_or_off() {
    let manifest = MANIFEST.replace("serde =", "buildamp = \"0.1\"\n    serde =");
    let text = "#[derive(Serialize)] pub struct A { #[cfg(feature = \"std\")] pub a: u8 }";
    let analysis = read(&manifest, &[("src/models.rs", text)], &["std"]);
    let told = told(&analysis.problems);
    assert!(
        told.contains("`#[cfg(feature = \"std\")]` in a model: generated code is the same"),
        "{told}"
    );
}

#[test]
fn h4_what_only_its_own_code_knows_is_said_in_the_settings() {
    let text = r#"
        mod codec { pub fn list<'de, D>(d: D) {} }
        use codec::list;
        pub enum Never {}
        pub struct Hand { pub n: [u8; Self::LEN] }
        impl Serialize for Hand {}
        impl<'de> Deserialize<'de> for Hand {}
        #[derive(Serialize, Deserialize)]
        pub struct A {
            pub hand: Hand,
            #[serde(with = "codec")] pub all: u8,
            #[serde(deserialize_with = "list")] pub list: Vec<u8>,
            pub by_macro: Written,
        }"#;
    let dir = package(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "pub mod models;"),
        ("src/models.rs", text),
    ]);
    let mut input = Input {
        root: dir.path().to_owned(),
        models: vec!["src/models".into()],
        ..Input::default()
    };
    // Each problem gives the line that helps.
    let helps = analyse(&input).problems.into_iter().filter_map(|problem| {
        let (_, rest) = problem.help.split_once("`\"")?;
        Some((rest.split_once('"')?.0.to_owned(), "String".to_owned()))
    });
    input.types = helps.collect::<BTreeMap<_, _>>();
    let paths: Vec<&str> = input.types.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "shapes::models::Hand",
            "shapes::models::Written",
            "shapes::models::codec",
            "shapes::models::codec::list"
        ]
    );
    let analysis = analyse(&input);
    assert_eq!(
        common::fields(quiet(&analysis), "A"),
        ["models.Hand", "text", "[u8]", "text"]
    );
}

#[test]
fn h41_a_type_that_meets_serde_by_a_macro_alone_is_told_of_where_it_is_used() {
    let text =
        "pub struct Id(u8); implement_serde!(Id); #[derive(Serialize)] pub struct A { pub id: Id }";
    let analysis = shared(text, &[]);
    let told = told(&analysis.problems);
    assert!(
        told.contains("`Id` derives neither of serde's traits"),
        "{told}"
    );
    assert!(
        told.contains("`\"shapes::models::Id\" = \"String\"`"),
        "{told}"
    );
}
