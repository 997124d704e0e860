//! The wire rule, over the models of the crate `shapes`: what `serde_json` writes, TypeScript and Elm read and write
//! back; what serde refuses, they refuse.

use std::path::Path;

use buildamp_codegen::model::{Int, Shape};
use buildamp_codegen::{Analysis, Input, analyse, place::Places};
use serde_json::Value;
use shapes::{Sample, samples};

use crate::harness;
use crate::tools::{Case, assert_formatted};
use crate::values::{self, World};

/// What is expected of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// All three accept it and write an equal value.
    Equal,
    /// All three refuse it.
    Refused,
    /// A key is missing that serde fills with `None`: so does Elm; TypeScript, whose type has the key, refuses it.
    Absent,
}

#[test]
fn h3_what_serde_writes_and_refuses_typescript_and_elm_read_and_refuse() {
    let analysis = models();
    let world = World::of(&analysis.definitions);
    let samples = samples();
    let subjects: Vec<Shape> = samples.iter().map(subject).collect();

    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (subject, (sample, shape)) in samples.iter().zip(&subjects).enumerate() {
        for text in sample.values {
            let value: Value = serde_json::from_str(text).unwrap();
            let mut add = |text: String, expect: Expect| {
                cases.push(Case { subject, text });
                expected.push(expect);
            };
            add((*text).to_owned(), Expect::Equal);
            for mutation in world.mutations(shape, &value) {
                add(values::text(&mutation), Expect::Refused);
            }
            if let Some(absent) = world.without_an_option(shape, &value) {
                add(values::text(&absent), Expect::Absent);
            }
            if let Some(more) = world.with_an_unknown_key(shape, &value) {
                add(values::text(&more), Expect::Equal);
            }
        }
    }

    let folder = tempfile::tempdir().unwrap();
    let project = harness::project(folder.path(), &analysis.definitions, &subjects);
    project.compile_typescript();
    project.compile_elm();
    let answers = project.run(&cases);

    for (index, (case, expect)) in cases.iter().zip(&expected).enumerate() {
        let sample = &samples[case.subject];
        let told = format!(
            "{:?}: {} {} from {}",
            expect, sample.file, sample.name, case.text
        );
        let rust = (sample.model)(&case.text);
        let (ts, elm) = (
            &answers.ts[index],
            answers.elm.as_ref().map(|elm| &elm[index]),
        );

        assert_eq!(
            rust.is_ok(),
            *expect != Expect::Refused,
            "Rust: {told}: {rust:?}"
        );
        assert_eq!(ts.accepted, *expect == Expect::Equal, "TypeScript: {told}");
        if ts.accepted {
            assert_eq!(
                (sample.model)(&ts.written),
                rust,
                "TypeScript wrote {}: {told}",
                ts.written
            );
        }
        if let Some(elm) = elm {
            assert_eq!(
                elm.accepted,
                *expect != Expect::Refused,
                "Elm: {told}: {}",
                elm.written
            );
            if elm.accepted {
                assert_eq!(
                    (sample.model)(&elm.written),
                    rust,
                    "Elm wrote {}: {told}",
                    elm.written
                );
            }
        }
    }
    let refused = expected
        .iter()
        .filter(|expect| **expect == Expect::Refused)
        .count();
    assert!(
        refused > 1_000,
        "only {refused} mutations: the test looks past its subject"
    );
}

#[test]
fn h3_the_output_of_every_accepted_shape_is_formatted() {
    let folder = tempfile::tempdir().unwrap();
    crate::tools::Project::new(folder.path(), &models().definitions);
    assert_formatted(folder.path());
}

fn models() -> Analysis {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let models = vec![root.join("src/models")];
    let analysis = analyse(&Input {
        root,
        models,
        handlers: None,
        places: Places::default(),
    });
    assert!(analysis.problems.is_empty(), "{:#?}", analysis.problems);
    analysis
}

/// The type of a sample, with its arguments.
fn subject(sample: &Sample) -> Shape {
    let argument = |text: &str| match text.trim() {
        "u8" => Some(Shape::Int(Int::U8)),
        "u32" => Some(Shape::Int(Int::U32)),
        "String" => Some(Shape::String),
        text if text.is_empty() || text.parse::<usize>().is_ok() => None,
        other => panic!("teach this test the argument `{other}`"),
    };
    Shape::Ref {
        file: sample.file.split('/').map(str::to_owned).collect(),
        name: sample.name.trim_start_matches("r#").to_owned(),
        args: sample.arguments.split(',').filter_map(argument).collect(),
    }
}
