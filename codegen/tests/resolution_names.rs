//! Names lead where rustc would follow them: what shadows what, who sees what, and what a person is told.

mod common;

use common::{analyse_files, fields, quiet, told};

/// Analyses `src/models/here.rs` among other files; `mod.rs` has a line for each of them.
fn analysis(here: &str, others: &[(&str, &str)]) -> buildamp_codegen::Analysis {
    let paths: Vec<String> = others
        .iter()
        .map(|(name, _)| format!("src/models/{name}.rs"))
        .collect();
    let mut mods = "pub mod here;\n".to_owned();
    for (name, _) in others {
        mods.extend(["pub mod ", name, ";\n"]);
    }
    let mut files = vec![
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", &mods),
        ("src/models/here.rs", here),
    ];
    files.extend(
        paths
            .iter()
            .zip(others)
            .map(|(path, (_, text))| (path.as_str(), *text)),
    );
    analyse_files(&files)
}

fn shapes(here: &str, others: &[(&str, &str)]) -> Vec<String> {
    fields(quiet(&analysis(here, others)), "Subject")
}

fn mistakes(here: &str, others: &[(&str, &str)]) -> String {
    told(&analysis(here, others).problems)
}

#[test]
fn h41_use_trees_of_every_form() {
    let here = "
        use crate::models::{self, deep::{self as far, inner::{self, One, Two as Second, r#type::{self as kind, *}}}};
        use {super::deep::inner::Three, self::own::{Four, *}};
        use std::fmt::Debug as _;
        pub mod own { pub struct Four; pub struct Five; }
        pub struct Subject {
            pub a: models::deep::Zero, pub b: far::Zero, pub c: inner::One, pub d: One, pub e: Second, pub f: kind::Raw,
            pub g: Raw, pub h: Three, pub i: Four, pub j: Five, pub k: self::own::Five, pub l: r#own::r#Five,
            pub m: crate::models::here::own::Four, pub n: self::super::deep::Zero,
        }";
    let deep = "pub struct Zero;
        pub mod inner { pub struct One; pub struct Two; pub struct Three; pub mod r#type { pub struct Raw; } }";
    assert_eq!(
        shapes(here, &[("deep", deep)]),
        [
            "deep.Zero",
            "deep.Zero",
            "deep.One",
            "deep.One",
            "deep.Two",
            "deep.Raw",
            "deep.Raw",
            "deep.Three",
            "here.Four",
            "here.Five",
            "here.Five",
            "here.Five",
            "here.Four",
            "deep.Zero",
        ]
    );
}

#[test]
fn h41_re_exports_through_several_modules_and_globs() {
    let here = "use crate::models::front::*;
        pub struct Subject { pub a: Kept, pub b: Named, pub c: nested::Deep, pub d: super::front::nested::Deep }";
    let others = [
        (
            "front",
            "pub use super::middle::*; pub use super::back as nested;",
        ),
        ("middle", "pub use super::back::{Kept, Old as Named};"),
        ("back", "pub struct Kept; pub struct Old; pub struct Deep;"),
    ];
    assert_eq!(
        shapes(here, &others),
        ["back.Kept", "back.Old", "back.Deep", "back.Deep"]
    );
}

#[test]
fn h41_a_glob_takes_along_what_it_may_see() {
    // `Time` and `Hidden` of `other` are its own affair; `Shown` of `shown` is seen because `here::below` is below `here`.
    let here = "use super::other::*; use super::clock::*;
        use super::clock::Tick as Shown;
        pub mod below { use super::*; pub struct Inside { pub a: Shown } }
        pub struct Subject { pub a: Time, pub b: Hidden, pub c: Open }";
    let others = [
        (
            "other",
            "use super::clock::Tick as Time; struct Hidden; pub(crate) struct Open; mod deep { pub(super) struct Open; }",
        ),
        (
            "clock",
            "pub struct Tick; pub type Time = String; pub struct Hidden;",
        ),
    ];
    let found = analysis(here, &others);
    let told = told(&found.problems);
    assert!(!told.contains("BA0008"), "{told}");
    let shapes = fields(&found, "Subject");
    assert_eq!(shapes, ["text", "clock.Hidden", "other.Open"]);
    assert_eq!(fields(&found, "Inside"), ["clock.Tick"]);
}

#[test]
fn h41_an_import_by_name_beats_a_glob_and_a_declaration_beats_both() {
    let here = "use super::one::*; use super::two::Both; use super::one::Own as _;
        pub struct Own; pub struct Subject { pub a: Both, pub b: Own }";
    let others = [
        ("one", "pub struct Both; pub struct Own;"),
        ("two", "pub struct Both;"),
    ];
    assert_eq!(shapes(here, &others), ["two.Both", "here.Own"]);
}

#[test]
fn h41_one_thing_through_two_globs_is_no_ambiguity_and_two_things_are() {
    let others = [
        ("one", "pub struct Same; pub struct Differs;"),
        ("two", "pub use super::one::Same; pub struct Differs;"),
    ];
    let same = "use super::one::*; use super::two::*; pub struct Subject { pub a: Same }";
    assert_eq!(shapes(same, &others), ["one.Same"]);
    let unused = "use super::one::*; use super::two::*; pub struct Subject { pub a: String }";
    assert_eq!(shapes(unused, &others), ["text"]);
    let told = mistakes(
        "use super::one::*;\nuse super::two::*;\npub struct Subject { pub a: Differs }",
        &others,
    );
    assert_eq!(
        told,
        "BA0008 src/models/here.rs:3:29-3:36\n  \
         `Differs` may be two types: `use super::one::*` and `use super::two::*` both bring one in\n  \
         help: name the one that is meant: `use super::one::Differs;`\n"
    );
}

#[test]
fn h41_names_of_the_prelude_are_free_to_take() {
    let here = "use super::taken::*;
        pub struct Vec; pub type Result<T> = std::result::Result<T, u8>; type Box<T> = Option<T>;
        use std::u8; use std::str; use std::collections::hash_map as map;
        pub struct Subject {
            pub a: Vec, pub b: Result<bool>, pub c: Box<u8>, pub d: u8, pub e: map::HashMap<std::string::String, u8>, pub f: String,
            pub g: ::std::string::String, pub h: std::vec::Vec<u8>,
        }";
    let others = [("taken", "pub enum String { A }")];
    assert_eq!(
        shapes(here, &others),
        [
            "here.Vec",
            "Result(bool, u8)",
            "?u8",
            "u8",
            "{text: u8}",
            "taken.String",
            "text",
            "[u8]"
        ]
    );
}

#[test]
fn h41_the_crate_by_its_own_name_and_other_crates_by_another() {
    let files = [
        (
            "src/lib.rs",
            "extern crate self as shop; extern crate serde_json as json; extern crate alloc; pub mod models;",
        ),
        ("src/models/mod.rs", "pub mod here; pub mod other;"),
        ("src/models/other.rs", "pub struct Other;"),
        (
            "src/models/here.rs",
            "use shop::models::other::Other as Renamed; use json::Value;
             pub struct Subject {
                pub a: ::shop::models::other::Other, pub b: Renamed, pub c: Value, pub d: json::Value,
                pub e: alloc::string::String,
             }",
        ),
    ];
    let found = analyse_files(&files);
    assert_eq!(
        fields(quiet(&found), "Subject"),
        ["other.Other", "other.Other", "any", "any", "text"]
    );
}

#[test]
fn h13_path_attributes_inside_inline_modules() {
    let files = [
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "pub mod flat; pub mod inline { #[path = \"odd.rs\"] pub mod moved; #[path = \"a\"] pub mod b { pub mod c; } }",
        ),
        ("src/models/inline/odd.rs", "pub struct Moved;"),
        ("src/models/inline/a/c.rs", "pub struct Below;"),
        (
            "src/models/flat.rs",
            "pub mod inline { #[path = \"odd.rs\"] pub mod moved; } #[path = \"flat_two.rs\"] pub mod two;
             use super::inline::{moved as m, b};
             pub struct Subject { pub a: m::Moved, pub b: b::c::Below, pub c: inline::moved::Deep, pub d: two::Two }",
        ),
        ("src/models/flat/inline/odd.rs", "pub struct Deep;"),
        ("src/models/flat_two.rs", "pub struct Two;"),
    ];
    let found = analyse_files(&files);
    assert_eq!(
        fields(quiet(&found), "Subject"),
        [
            "inline/odd.Moved",
            "inline/a/c.Below",
            "flat/inline/odd.Deep",
            "flat_two.Two"
        ]
    );
}

#[test]
fn h41_what_only_tests_have_is_in_nobodys_way() {
    let here = "#[cfg(test)] use super::fake::Thing; #[cfg(not(test))] use super::real::Thing;
        #[cfg(test)] const N: usize = 1; #[cfg(test)] type Alias = u8; pub type Alias = bool;
        #[cfg(test)] pub trait Other {} use super::real::Other;
        pub struct Subject { pub a: Thing, pub b: Alias, pub c: Other }";
    let others = [
        ("fake", "pub struct Thing;"),
        ("real", "pub struct Thing; pub struct Other;"),
    ];
    assert_eq!(shapes(here, &others), ["real.Thing", "bool", "real.Other"]);
}

#[test]
fn h41_aliases_of_aliases_with_parameters_and_defaults() {
    let here = "use super::kinds::{Pair, Twice, Plain};
        pub type Mine<A = bool> = Pair<A>;
        pub struct Page<T> { pub items: Vec<T> }
        pub type Pages<T = Plain> = Page<Page<T>>;
        pub struct Subject { pub a: Mine, pub b: Mine<u8>, pub c: Twice<String>, pub d: Pages, pub e: Pages<u8> }";
    let kinds =
        "pub struct Plain; pub type Pair<A, B = A> = (A, B); pub type Twice<T> = Pair<Option<T>>;";
    assert_eq!(
        shapes(here, &[("kinds", kinds)]),
        [
            "(bool, bool)",
            "(u8, u8)",
            "(?text, ?text)",
            "here.Page<here.Page<kinds.Plain>>",
            "here.Page<here.Page<u8>>"
        ]
    );
}

#[test]
fn h41_a_type_that_a_macro_writes_is_told_by_the_macros_name() {
    let others = [(
        "made",
        "macro_rules! id { ($name:ident) => { pub struct $name(pub u64); } }\nid!(UserId);",
    )];
    let expected = "`UserId` is written by a macro, and macros are not expanded: `id!` on line 2 of src/models/made.rs";
    for uses in ["use super::made::UserId;", "use super::made::*;"] {
        let told = mistakes(
            &format!("{uses} pub struct Subject {{ pub a: UserId }}"),
            &others,
        );
        assert!(told.contains(expected), "{told}");
        assert!(told.contains("help: write `UserId` out"), "{told}");
    }
    let told = mistakes("pub struct Subject { pub a: super::made::UserId }", &others);
    assert!(told.contains(expected), "{told}");
}

#[test]
fn h41_what_is_no_type_is_told_as_what_it_is() {
    let told = mistakes(
        "use super::other; use ext::*; pub trait Speaks {}
         pub struct Subject { pub a: other, pub b: Speaks, pub c: Unseen }",
        &[("other", "")],
    );
    assert!(told.contains("`other` is a module, and no type"), "{told}");
    assert!(told.contains("`Speaks` is a trait"), "{told}");
    assert!(
        told.contains("when `use ext::*` brings it in, name it in a `use` line of its own"),
        "{told}"
    );
    let told = mistakes(
        "pub struct Adress; pub struct Subject { pub a: Address }",
        &[],
    );
    assert!(told.contains("help: did you mean `Adress`?"), "{told}");
}

#[test]
fn h41_associated_types_are_known_to_the_compiler_alone() {
    let told = mistakes(
        "pub struct Subject<T> { pub a: <u8 as Iterator>::Item, pub b: T::Item, pub c: Option<T> }",
        &[],
    );
    assert_eq!(told.matches("associated type").count(), 2, "{told}");
    assert!(told.contains("write the type itself"), "{told}");
}

#[test]
fn h41_what_is_refused_where_it_is_declared_leaves_no_dangling_name() {
    let found = analysis(
        "pub struct Holder { pub a: super::bad::Bad, pub b: Option<Good> } pub struct Good { pub c: bool }",
        &[("bad", "pub struct Bad { pub p: *const u8 }")],
    );
    assert!(!found.problems.is_empty());
    let mut names: Vec<&str> = found
        .definitions
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    names.sort_unstable();
    assert!(names.contains(&"Good"), "{names:?}");
    assert!(!names.contains(&"Bad"), "{names:?}");
}

#[test]
fn h41_a_parameter_that_only_some_builds_have_is_refused() {
    let told = mistakes(
        "pub struct Page<#[cfg(unix)] T: Copy, #[cfg(not(unix))] T> { pub items: Vec<T> }",
        &[],
    );
    assert!(told.contains("`#[cfg(unix)]` on a parameter"), "{told}");
    assert!(
        told.contains("`#[cfg(not(unix))]` on a parameter"),
        "{told}"
    );
}
