//! Requests in Elm: whatever they are called and however their modules lie to each other, what is written compiles, and
//! nothing in it is idle.

use std::fs;
use std::path::Path;

use buildamp_codegen::emit::{Options, Target};
use buildamp_codegen::model::Definition;

use crate::tools::{Project, expect, fixture, models, tool};

/// Names that a function may not have, or that something else has.
const CLASHES: &str = r#"
use buildamp::buildamp;

#[buildamp(path = "value")]
pub struct ValueReq { pub value: u8, pub text: Option<String> }
pub struct ValueRes { pub value: String }

#[buildamp(path = "main")]
pub struct MainReq { pub identity: u8 }
pub struct MainRes { pub t0: (u8, u8, u8, u8), pub same: serde_json::Value }

#[buildamp(path = "identity")]
pub struct IdentityReq { pub tuples: Vec<(u8, u8, u8, u8)> }
pub struct IdentityRes {}

#[buildamp(path = "t0")]
pub struct T0Req { pub list: Vec<u8> }
pub struct T0Res(pub u8, pub u8, pub u8, pub u8);

#[buildamp(path = "tuple")]
pub struct TupleReq {}
pub struct TupleRes {}

#[buildamp(path = "type")]
pub struct TypeReq { #[buildamp(Required)] pub r#type: String }
pub struct TypeRes {}

#[buildamp(path = "encode")]
pub struct EncodeTypeResReq { pub list: List }
pub struct EncodeTypeResRes { pub list: List }

#[buildamp(path = "validate")]
pub struct ValidateTypeReqReq { #[buildamp(MaxLength(2))] pub maybe: Vec<Maybe> }
pub struct ValidateTypeReqRes { pub carried: Carried }

pub struct List { pub of: Option<u8> }
pub struct Maybe { pub of: Option<List> }
pub enum Carried { Some { text: u8, value_: u8, ask: u8 } }

#[buildamp(path = "text", query)]
pub struct TextReq { #[buildamp(MinLength(1))] pub text: String }
pub struct TextRes { pub text: Carried }
"#;

/// Two modules that use each other, and newtypes on the way to rules.
const CIRCLE: [(&str, &str); 4] = [
    (
        "mod.rs",
        "pub mod api { pub mod one; pub mod other; }\npub mod held;\n",
    ),
    (
        "api/one.rs",
        r#"
use buildamp::buildamp;
use super::other::Other;

#[buildamp(path = "one")]
pub struct OneReq { pub other: Other }
pub struct OneRes {}

#[buildamp]
pub struct One { #[buildamp(Required, Pattern = r"\bno\b|yes")] pub text: String, pub other: Option<Box<Other>> }
"#,
    ),
    (
        "api/other.rs",
        r#"
use buildamp::buildamp;
use std::collections::BTreeMap;
use super::one::One;
use super::super::held::{Held, Line, Lines};

#[buildamp(path = "other")]
pub struct OtherReq { pub one: One, pub held: Vec<Held>, pub lines: Lines, pub by_name: BTreeMap<String, Option<Line>> }
/// What answers it.
pub struct OtherRes { pub one: One }

#[buildamp]
pub struct Other {
    #[buildamp(Trim)]
    pub text: String,
    #[buildamp(Range(min = -1.5, max = 1e20))]
    pub number: f64,
    #[buildamp(Range(-9007199254740993..=9223372036854775807))]
    pub wide: i64,
    #[buildamp(Pattern = r"(?:[^a-z\s]{12,40}[A-Z]|one of many words|another of the many words|\\\.\*){1,3}.*")]
    pub long: Option<String>,
    pub one: Option<Box<One>>,
}
"#,
    ),
    (
        "held.rs",
        r"
use buildamp::buildamp;

pub struct Held(pub Line);
pub struct Lines(pub Option<Vec<Held>>);

#[buildamp]
pub struct Line { #[buildamp(Required, MaxLength(3))] pub words: Vec<String> }
",
    ),
];

fn clashes() -> Vec<Definition> {
    let root = "pub mod api { pub mod all; }\n";
    models(&[("mod.rs", root), ("api/all.rs", CLASHES)])
}

/// The Elm of the definitions, as elm-format prints it, compiled where Elm is here.
fn written(folder: &Path, definitions: &[Definition]) {
    let project = Project::of(folder, definitions, &[Target::Elm], Options::default());
    let mut format = tool("elm-format");
    let format = format.arg("--validate").arg(folder.join("elm"));
    expect("elm-format --validate", &format.output().unwrap());
    project.compile_elm();
}

#[test]
fn h17_h18_requests_with_any_names_and_modules_in_circles_are_elm() {
    for definitions in [clashes(), models(&CIRCLE)] {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &definitions);
    }
}

#[test]
fn h18_a_pattern_that_elm_has_no_function_for_is_said_to_be_the_servers() {
    let folder = tempfile::tempdir().unwrap();
    Project::of(
        folder.path(),
        &models(&CIRCLE),
        &[Target::Elm],
        Options::default(),
    );
    let text = fs::read_to_string(folder.path().join("elm/BuildAmp/Api/One.elm")).unwrap();
    let doc = "The pattern of text is looked at by the server alone.";
    assert!(text.contains(doc), "{text}");
}

const FORGED: &str = r#"module Forged exposing (forged)

import BuildAmp.Api.Comments as Comments


forged : Comments.SubmitCommentReq
forged =
    { text = "a", mail = Nothing, stars = Nothing, author = "eve" }
"#;

#[test]
fn h19_what_the_server_injects_is_no_field_in_elm() {
    let folder = tempfile::tempdir().unwrap();
    let definitions = fixture("requests");
    let project = Project::of(
        folder.path(),
        &definitions,
        &[Target::Elm],
        Options::default(),
    );
    if project.compile_elm() {
        project.write("elm/Forged.elm", FORGED);
        let told = project.refused_elm("Forged");
        assert!(told.contains("{ author : String"), "{told}");
    }
}

/// What elm-review's rules against unused names and against `Debug` look for, as far as words alone tell it.
#[test]
fn nothing_that_is_generated_for_elm_is_idle() {
    let mut wrong = Vec::new();
    let cases = ["requests", "first_event", "generics_and_recursion", "names"].map(fixture);
    for definitions in cases.into_iter().chain([clashes(), models(&CIRCLE)]) {
        let files =
            buildamp_codegen::emit::generate(&definitions, &[Target::Elm], Options::default());
        for file in files.iter().filter(|file| file.text.contains("\nmodule ")) {
            wrong.extend(idle(&file.text).map(|name| format!("{}: {name}", file.path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let planted = "module A exposing (b)\n\nimport C as D\nimport E exposing (f)\n\n\nb : ()\nb used unused =\n    used\n\n\n\
                   g : ()\ng =\n    Debug.log\n";
    let found: Vec<&str> = idle(planted).collect();
    assert_eq!(found, ["D", "f", "g", "unused", "Debug"]);
}

/// Names that a module of Elm imports, declares or takes, and does not use; and `Debug`.
fn idle(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let count = move |text: &str, name: &str| {
        text.split(|c| !is_part(c))
            .filter(|word| *word == name)
            .count()
    };
    let words = move |text| str::split(text, move |c| !is_part(c)).filter(|word| !word.is_empty());
    let imports = text.lines().filter_map(|line| line.strip_prefix("import "));
    let imports = imports.flat_map(move |line| {
        let exposed = line.split_once(" exposing ").map_or("", |(_, names)| names);
        let module = line.split(" exposing ").next().unwrap_or_default();
        let local = words(module).next_back();
        // What is only asked for its names has no other use.
        local
            .filter(|_| exposed.is_empty())
            .into_iter()
            .chain(words(exposed))
    });
    let declared = text.lines().filter_map(|line| line.split_once(" : "));
    let declared = declared.map(|(name, _)| name);
    let declared =
        declared.filter(move |name| words(name).eq([*name]) && !name.starts_with("port"));
    // An import or an exposed name stands twice where it is used; what is neither, three times.
    let header = text.split("\nimport ").next().unwrap_or_default();
    let idle = imports.filter(move |name| count(text, name) < 2);
    let idle =
        idle.chain(declared.filter(move |name| count(header, name) == 0 && count(text, name) < 3));
    let functions = text.split("\n\n\n").flat_map(move |declaration| {
        let head = declaration.lines().find(|line| {
            line.ends_with(" =") && !line.starts_with([' ', '-', '{']) && !line.starts_with("type ")
        });
        let parameters = head.into_iter().flat_map(move |head| words(head).skip(1));
        let parameters = parameters.filter(|name| name.starts_with(char::is_lowercase));
        parameters.filter(move |name| count(declaration, name) < 2)
    });
    let debug = (count(text, "Debug") > 0).then_some("Debug");
    idle.chain(functions).chain(debug)
}
