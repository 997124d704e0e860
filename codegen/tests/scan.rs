//! The module tree, as rustc follows it.

mod common;

use std::path::PathBuf;

use buildamp_codegen::place::Places;
use buildamp_codegen::report;
use buildamp_codegen::{Analysis, Input, analyse};

use common::{analyse_at, analyse_files, package, quiet, told};

fn names(analysis: &Analysis) -> Vec<String> {
    analysis
        .model
        .items
        .iter()
        .map(|item| [item.module.join("::"), item.ident.to_string()].join("::"))
        .collect()
}

fn analyse_dir(files: &[(&str, &str)], models: &str) -> Analysis {
    let dir = package(files);
    analyse(&Input {
        root: dir.path().to_owned(),
        models: vec![PathBuf::from(models)],
        handlers: None,
        places: Places::default(),
        ..Input::default()
    })
}

#[test]
fn h13_every_way_to_write_a_module() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models.rs",
            "pub mod flat; pub mod folder; pub mod inline { pub mod below; pub struct Inline; } #[path = \"models/odd/place.rs\"] pub mod moved; pub mod r#type;",
        ),
        ("src/models/flat.rs", "pub mod child; pub struct Flat;"),
        ("src/models/flat/child.rs", "pub struct Child;"),
        (
            "src/models/folder/mod.rs",
            "pub mod child; #[path = \"named.rs\"] pub mod other;",
        ),
        ("src/models/folder/child.rs", "pub struct Child;"),
        ("src/models/folder/named.rs", "pub struct Named;"),
        ("src/models/inline/below.rs", "pub struct Below;"),
        (
            "src/models/odd/place.rs",
            "pub mod beside; pub struct Moved;",
        ),
        ("src/models/odd/beside.rs", "pub struct Beside;"),
        ("src/models/type.rs", "pub struct Raw;"),
    ]);
    let mut found = names(quiet(&analysis));
    found.sort();
    assert_eq!(
        found,
        [
            "models::flat::Flat",
            "models::flat::child::Child",
            "models::folder::child::Child",
            "models::folder::other::Named",
            "models::inline::Inline",
            "models::inline::below::Below",
            "models::moved::Moved",
            "models::moved::beside::Beside",
            "models::r#type::Raw",
        ]
    );
}

#[test]
fn items_come_in_the_order_of_files_and_lines_whatever_the_mod_lines_say() {
    let files = |mods: &'static str| {
        let analysis = analyse_files(&[
            ("src/lib.rs", "pub mod models;"),
            ("src/models/mod.rs", mods),
            ("src/models/a.rs", "pub struct Z; pub struct Y;"),
            ("src/models/b.rs", "pub struct X;"),
        ]);
        names(quiet(&analysis))
    };
    assert_eq!(
        files("pub mod a;\npub mod b;"),
        ["models::a::Z", "models::a::Y", "models::b::X"]
    );
    assert_eq!(
        files("pub mod b;\npub mod a;"),
        files("pub mod a;\npub mod b;")
    );
}

#[test]
fn what_only_tests_have_is_left_out() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "pub mod a; #[cfg(test)] mod tests; #[cfg(all(unix, test))] mod more; #[cfg(test)] mod inline { struct X(char); }",
        ),
        (
            "src/models/a.rs",
            "pub struct A; #[cfg(test)] struct Fixture(char);",
        ),
        ("src/models/tests.rs", "mod deep; struct T(char);"),
        ("src/models/tests/deep.rs", "struct D(char);"),
        ("src/models/more/mod.rs", "struct M(char);"),
    ]);
    assert_eq!(names(quiet(&analysis)), ["models::a::A"]);
}

#[test]
fn the_models_may_be_a_crate_of_their_own() {
    let files = [
        ("core/src/lib.rs", "pub mod events;\npub struct Root;"),
        ("core/src/events/mod.rs", "pub mod email;"),
        (
            "core/src/events/email.rs",
            "pub struct Sent { root: crate::Root }",
        ),
        ("core/src/main.rs", "fn main() {}"),
        ("core/src/bin/tool.rs", "fn main() {}"),
    ];
    let analysis = analyse_dir(&files, "core/src");
    assert_eq!(
        told(&analysis.problems).lines().count(),
        3,
        "{}",
        told(&analysis.problems)
    );
    assert!(told(&analysis.problems).contains("field `root` of `Sent` is private"));
    assert_eq!(names(&analysis), ["events::email::Sent", "::Root"]);
    assert_eq!(
        analysis.model.items[0].durable.as_deref(),
        Some("email.sent")
    );
}

#[test]
fn models_deeper_in_the_crate_are_found_through_its_root() {
    let files = [
        ("src/main.rs", "mod domain;"),
        ("src/domain.rs", "pub mod shop;"),
        ("src/domain/shop/mod.rs", "pub mod models;"),
        ("src/domain/shop/models/mod.rs", "pub mod events;"),
        ("src/domain/shop/models/events/mod.rs", "pub struct Sold;"),
    ];
    let analysis = analyse_dir(&files, "src/domain/shop/models");
    assert_eq!(
        names(quiet(&analysis)),
        ["domain::shop::models::events::Sold"]
    );
    assert_eq!(analysis.model.items[0].durable.as_deref(), Some("sold"));
}

#[test]
fn models_without_a_crate_around_them_are_read_from_their_own_root() {
    let analysis = analyse_dir(
        &[
            ("dtos/mod.rs", "pub mod a;"),
            ("dtos/a.rs", "pub struct A;"),
        ],
        "dtos",
    );
    assert_eq!(names(quiet(&analysis)), ["dtos::a::A"]);
}

#[test]
fn models_that_the_crates_root_does_not_name() {
    let files = [
        ("src/lib.rs", ""),
        ("src/models/mod.rs", "pub mod a;"),
        ("src/models/a.rs", "pub struct A { pub c: dyn X }"),
    ];
    let analysis = analyse_files(&files);
    let told = told(&analysis.problems);
    assert!(told.contains("BA0002 src/models/mod.rs:1:1"), "{told}");
    assert!(
        told.contains("help: write `pub mod models;` in src/lib.rs\n"),
        "{told}"
    );
    let told = common::told(
        &analyse_files(&[
            ("src/lib.rs", ""),
            ("src/models/events/a.rs", "pub struct A;"),
        ])
        .problems,
    );
    let help = "write `pub mod models;` in src/lib.rs and `pub mod events;` in src/models/mod.rs and `pub mod a;` in src/models/events/mod.rs";
    assert!(told.contains(help), "{told}");
}

#[test]
fn h13_a_file_that_does_not_parse_is_one_problem_and_hides_no_other_file() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod a;\npub mod b;"),
        (
            "src/models/a.rs",
            "pub struct A {\n    pub ä: u8,\n    pub x: ???,\n}\n",
        ),
        ("src/models/a/child.rs", "pub struct Child;"),
        ("src/models/b.rs", "pub struct B;"),
    ]);
    assert_eq!(
        told(&analysis.problems).lines().next(),
        Some("BA0001 src/models/a.rs:3:12-3:13")
    );
    assert_eq!(analysis.problems.len(), 1);
    assert_eq!(names(&analysis), ["models::b::B"]);
    assert!(analysis.sources["src/models/a.rs"].contains("???"));
}

#[test]
fn columns_count_characters_and_a_byte_order_mark_is_none() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "\u{feff}pub struct Ä { /* äöü */ pub x: *const u8 }",
        ),
    ]);
    assert_eq!(
        told(&analysis.problems).lines().next(),
        Some("BA0007 src/models/mod.rs:1:33-1:42")
    );
    assert!(analysis.sources["src/models/mod.rs"].starts_with("pub"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_are_told_and_others_are_followed() {
    let dir = package(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod linked;"),
        ("elsewhere/mod.rs", "pub struct Linked;"),
    ]);
    std::os::unix::fs::symlink(
        dir.path().join("elsewhere"),
        dir.path().join("src/models/linked"),
    )
    .unwrap();
    assert_eq!(
        names(quiet(&analyse_at(dir.path()))),
        ["models::linked::Linked"]
    );
    std::os::unix::fs::symlink(
        dir.path().join("src/models"),
        dir.path().join("src/models/again"),
    )
    .unwrap();
    let problems = analyse_at(dir.path()).problems;
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [report::UNREADABLE], "{}", told(&problems));
}

#[test]
fn a_module_that_names_itself_as_its_child_ends() {
    let analysis = analyse_files(&[
        ("src/lib.rs", "pub mod models;"),
        (
            "src/models/mod.rs",
            "#[path = \"mod.rs\"] pub mod again; #[path = \"../lib.rs\"] pub mod top; pub struct A;",
        ),
    ]);
    assert_eq!(names(&analysis), ["models::A"]);
}

#[test]
fn inputs_are_the_files_and_folders_whose_change_matters() {
    let dir = package(&[
        ("src/lib.rs", "pub mod models; pub mod unrelated;"),
        ("src/unrelated.rs", "this is not even Rust"),
        ("src/models/mod.rs", "pub mod a;"),
        ("src/models/a.rs", "pub struct A;"),
    ]);
    let analysis = analyse_at(dir.path());
    let shown: Vec<String> = quiet(&analysis)
        .inputs
        .iter()
        .map(|path| {
            path.strip_prefix(dir.path())
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(
        shown,
        [
            "src/lib.rs",
            "src/models",
            "src/models/a.rs",
            "src/models/mod.rs"
        ]
    );
}

/// Cuts a model off at every character, and in every place puts in characters that open and close things.
#[test]
fn no_text_makes_it_panic() {
    let text = "use a::{self as b, *};\n#[buildamp(subject = \"x/{ä}\", type)]\n#[serde(rename(a = \"b\"), tag)]\npub enum Ä<'a, T: B = C> { #[serde(rename_all = \"x\")] A { r#type: &'a [T; N * 2] }, B(), C((u8,), fn() -> u8) }\nimpl<T> D for Ä<T> {}\n#[path = \"\"] mod x;\nconst N: usize = M;\nconst M: usize = N;\ntype A<T> = A<T>;\n";
    let mut variants = Vec::new();
    for (at, _) in text.char_indices() {
        variants.push(text[..at].to_owned());
        variants.extend(
            ["(", "}", "\"", "#[buildamp]", "::", "<"]
                .map(|more| format!("{}{more}{}", &text[..at], &text[at..])),
        );
    }
    let numbers: Vec<usize> = (0..variants.len()).collect();
    let mods = common::lines(&numbers, |n| format!("pub mod v{n};"));
    let paths: Vec<String> = (0..variants.len())
        .map(|n| format!("src/models/v{n}.rs"))
        .collect();
    let mut files = vec![
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", mods.as_str()),
    ];
    files.extend(
        paths
            .iter()
            .zip(&variants)
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    assert!(analyse_files(&files).problems.len() > variants.len() / 2);
}
