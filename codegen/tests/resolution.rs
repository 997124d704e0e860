//! Names lead where rustc would follow them.

mod common;

use common::{analyse_files, fields, quiet, told};

/// The shapes of the fields of `Subject` in `src/models/here.rs`, among other files.
fn shapes(here: &str, others: &[(&str, &str)]) -> Vec<String> {
    fields(quiet(&analysis(here, others)), "Subject")
}

fn analysis(here: &str, others: &[(&str, &str)]) -> buildamp_codegen::Analysis {
    let mut files = vec![("src/models/here.rs", here)];
    files.extend(others);
    for usual in [
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod here;"),
    ] {
        if !others.iter().any(|(path, _)| *path == usual.0) {
            files.push(usual);
        }
    }
    analyse_files(&files)
}

#[test]
fn external_types_by_every_kind_of_use_line() {
    let here = "
        use std::collections::{self, BTreeMap as Sorted, hash_map::HashMap};
        use chrono::prelude::*;
        use uuid::{self as ids, Uuid};
        use ids::Uuid as Id;
        extern crate jiff as time;
        use {time::Timestamp, alloc::string::String as Text};
        pub struct Subject {
            pub a: collections::HashMap<Text, u8>, pub b: Sorted<String, u8>, pub c: HashMap<String, u8>,
            pub d: DateTime<Utc>, pub e: DateTime<FixedOffset>, pub f: ids::Uuid, pub g: Uuid, pub h: Id,
            pub i: Timestamp, pub j: ::chrono::DateTime<chrono::Local>, pub k: time::Timestamp,
        }";
    let (map, uuid, time) = ("{text: u8}", "uuid", "timestamp");
    assert_eq!(
        shapes(here, &[]),
        [
            map, map, map, time, time, uuid, uuid, uuid, time, time, time
        ]
    );
}

#[test]
fn globs_of_known_crates_bring_in_known_types_alone() {
    let here = "use std::collections::*; use uuid::*; use jiff::*; use chrono::*;
        pub struct Subject { pub a: HashMap<String, Uuid>, pub b: Timestamp, pub c: DateTime<Utc>, pub d: String }";
    assert_eq!(
        shapes(here, &[]),
        ["{text: uuid}", "timestamp", "timestamp", "text"]
    );
}

#[test]
fn a_type_of_ones_own_wins_over_the_prelude() {
    let here = "use super::other::*;
        pub struct String { pub own: bool }
        pub struct Subject { pub a: String, pub b: Option, pub c: std::string::String, pub d: Vec }
        use super::other::Vector as Vec;";
    let others = [
        ("src/models/mod.rs", "pub mod here;\npub mod other;"),
        (
            "src/models/other.rs",
            "pub struct Option(pub u8);\npub enum Vector { A }",
        ),
    ];
    assert_eq!(
        shapes(here, &others),
        ["here.String", "other.Option", "text", "other.Vector"]
    );
}

#[test]
fn paths_through_modules_and_re_exports() {
    let here = "
        use crate::models::facade::{Direct, Renamed as Again, deep::*};
        mod inner { pub use super::super::facade::Direct as FromInner; use super::Local; pub struct Holds { pub it: Local } }
        use self::inner::FromInner;
        pub struct Local;
        pub struct Subject {
            pub a: Direct, pub b: Again, pub c: Deepest, pub d: super::facade::deep::Deepest, pub e: self::Local,
            pub f: FromInner, pub g: crate::models::here::Local, pub h: crate::short::Direct, pub i: inner::Holds,
        }";
    let here = &here.replace("mod inner", "pub mod inner");
    let others = [
        ("src/lib.rs", "pub mod models;\npub mod short;"),
        ("src/short.rs", "pub use crate::models::facade::*;"),
        (
            "src/models/mod.rs",
            "pub mod facade;\npub mod here;\npub mod hidden;",
        ),
        (
            "src/models/facade.rs",
            "pub use super::hidden::{Direct, Other as Renamed};\npub mod deep { pub use crate::models::hidden::*; }",
        ),
        (
            "src/models/hidden.rs",
            "pub struct Direct;\npub struct Other;\npub struct Deepest;",
        ),
    ];
    assert_eq!(
        shapes(here, &others),
        [
            "hidden.Direct",
            "hidden.Other",
            "hidden.Deepest",
            "hidden.Deepest",
            "here.Local",
            "hidden.Direct",
            "here.Local",
            "hidden.Direct",
            "here.Holds"
        ]
    );
}

#[test]
fn aliases_with_parameters_also_private_and_outside_the_models() {
    let here = "
        use crate::kinds::{Id, Maybe};
        type Many<T> = Vec<T>;
        type Lookup<K = String, V = Many<Id>> = std::collections::HashMap<K, V>;
        pub struct Subject { pub a: Many<Maybe<bool>>, pub b: Lookup, pub c: Lookup<String, u8>, pub d: Id }";
    let others = [
        ("src/lib.rs", "mod kinds;\npub mod models;"),
        (
            "src/kinds.rs",
            "pub type Id = uuid::Uuid;\npub type Maybe<T> = Option<T>;",
        ),
    ];
    assert_eq!(
        shapes(here, &others),
        ["[?bool]", "{text: [uuid]}", "{text: u8}", "uuid"]
    );
}

#[test]
fn lengths_are_numbers_consts_and_simple_arithmetic() {
    let here = "
        use crate::limits::{self, MAX as MOST};
        const HALF: usize = MOST / 2;
        pub struct Subject {
            pub a: [u8; 0x10], pub b: [u8; HALF], pub c: [u8; limits::MAX - 1], pub d: [u8; { HALF * (2 + 1_usize) }],
            pub e: [u8; crate::limits::SMALL as usize],
        }";
    let others = [
        ("src/lib.rs", "mod limits;\npub mod models;"),
        (
            "src/limits.rs",
            "pub const MAX: usize = 8;\npub const SMALL: u8 = 3;",
        ),
    ];
    let lengths = ["[u8; 16]", "[u8; 4]", "[u8; 7]", "[u8; 12]", "[u8; 3]"];
    assert_eq!(shapes(here, &others), lengths);
}

#[test]
fn circles_of_globs_uses_and_aliases_end() {
    let here = "use super::other::*; pub type A = B; pub type B = A;
        pub struct Subject { pub a: Missing, pub b: A, pub c: Found }";
    let others = [
        (
            "src/models/mod.rs",
            "pub mod here;\npub mod other;\npub use here::*;\npub use other::*;",
        ),
        (
            "src/models/other.rs",
            "pub use super::here::*;\npub use super::*;\npub use super::x as x;\npub struct Found;",
        ),
    ];
    let told = told(&analysis(here, &others).problems);
    assert!(told.contains("no type `Missing` can be found"), "{told}");
    assert!(!told.contains("Found"), "{told}");
}

#[test]
fn many_modules_that_glob_each_other_are_searched_in_time() {
    let count = 40;
    let names: Vec<String> = (0..count).map(|n| format!("m{n}")).collect();
    let globs = common::lines(&names, |name| format!("pub use super::{name}::*;"));
    let mods = common::lines(&names, |name| format!("pub mod {name};"));
    let files: Vec<(String, String)> = names
        .iter()
        .map(|name| (format!("src/models/{name}.rs"), globs.clone()))
        .collect();
    let root = format!("pub mod here;\n{mods}");
    let mut others: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    others.push(("src/models/mod.rs", &root));
    let found = analysis(
        "use super::m0::*; pub struct Subject { pub a: Nowhere }",
        &others,
    );
    assert!(told(&found.problems).contains("no type `Nowhere`"));
}

#[test]
fn a_name_that_may_be_in_a_file_that_does_not_parse_is_no_second_mistake() {
    let others = [
        ("src/models/mod.rs", "pub mod broken;\npub mod here;"),
        ("src/models/broken.rs", "pub struct Part {"),
    ];
    let named = analysis(
        "use super::broken::Part; pub struct Subject { pub a: Part, pub b: super::broken::deep::B }",
        &others,
    );
    let globbed = analysis(
        "use super::broken::*; pub struct Subject { pub a: Part, pub b: String, pub c: *const u8 }",
        &others,
    );
    assert!(told(&named.problems).starts_with("BA0001 src/models/broken.rs:1:"));
    assert_eq!(named.problems.len(), 1, "{}", told(&named.problems));
    assert!(told(&globbed.problems).contains("`*const u8` has no form"));
    assert_eq!(globbed.problems.len(), 2, "{}", told(&globbed.problems));
    let elsewhere = analysis("pub struct Subject { pub a: Part }", &others);
    assert!(told(&elsewhere.problems).contains("no type `Part` can be found"));
}

#[test]
fn what_was_told_where_it_is_declared_is_not_told_where_it_is_used() {
    let found = analysis(
        "pub enum Never {}\npub struct Subject { pub a: Never, pub b: Option<Never> }",
        &[],
    );
    assert_eq!(found.problems.len(), 1, "{}", told(&found.problems));
}
