//! The wire rule, over the models of the crate `shapes`: what `serde_json` writes, TypeScript and Elm read and write
//! back; what serde refuses, they refuse.

use std::path::Path;

use buildamp_codegen::model::{Definition, Int, Shape, Side, Text};
use buildamp_codegen::{Analysis, Input, analyse, report};
use serde_json::Value;
use shapes::{Sample, samples};

use crate::harness;
use crate::mutations;
use crate::oracle::Verdict;
use crate::tools::{Case, assert_formatted};
use crate::values::{self, World};

#[test]
fn h3_what_serde_writes_and_refuses_typescript_and_elm_read_and_refuse() {
    let analysis = models();
    let world = World::of(&analysis.definitions);
    let samples = samples();
    let subjects: Vec<Shape> = samples
        .iter()
        .map(|sample| subject(&analysis.definitions, sample))
        .collect();

    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (subject, (sample, shape)) in samples.iter().zip(&subjects).enumerate() {
        for text in sample.values {
            let value: Value = serde_json::from_str(text).unwrap();
            let mut add = |text: String, verdict: Verdict| {
                cases.push(Case { subject, text });
                expected.push(verdict);
            };
            add((*text).to_owned(), Verdict::Accepted);
            for other in mutations::near(&value) {
                // Serde reads the text of a key that it ignores; nobody else is shown it.
                // A number beyond 2^64 it reads as one with a fraction.
                let text = values::text(&other);
                if !text.contains(r#""\ud83d":"#) && !text.contains("e+") {
                    add(values::text(&other), world.judge(shape, &other));
                }
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

        // Rust reads a struct from an array too, and a variant without fields from an object.
        if *expect == Verdict::Refused && rust.is_ok() {
            assert!(
                case.text.contains('[') || case.text.contains(":null"),
                "Rust: {told}: {rust:?}"
            );
        } else {
            assert_eq!(
                rust.is_ok(),
                *expect != Verdict::Refused,
                "Rust: {told}: {rust:?}"
            );
        }
        assert_eq!(
            ts.accepted,
            *expect == Verdict::Accepted,
            "TypeScript: {told}"
        );
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
                *expect != Verdict::Refused,
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
        .filter(|expect| **expect == Verdict::Refused)
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

pub fn models() -> Analysis {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let models = vec![root.join("src/models")];
    let analysis = analyse(&Input {
        root,
        models,
        ..Input::default()
    });
    assert!(
        !report::any_error(&analysis.problems),
        "{:#?}",
        analysis.problems
    );
    analysis
}

/// The type of a sample, with its arguments.
fn subject(definitions: &[Definition], sample: &Sample) -> Shape {
    let argument = |text: &str| match text.trim() {
        "u8" => Some(Shape::Int(Int::U8)),
        "u32" => Some(Shape::Int(Int::U32)),
        "String" => Some(Shape::Text(Text::Any)),
        text if text.is_empty() || text.parse::<usize>().is_ok() => None,
        other => panic!("teach this test the argument `{other}`"),
    };
    let file: Vec<String> = sample.file.split('/').map(str::to_owned).collect();
    let name = sample.name.trim_start_matches("r#");
    // What is refused is told by what is accepted; all that is written is accepted too.
    let is_split = definitions
        .iter()
        .any(|it| *it.file == file && it.name == name && it.side == Side::Accepted);
    Shape::Ref {
        file: file.into(),
        name: name.into(),
        side: if is_split { Side::Accepted } else { Side::Both },
        args: sample.arguments.split(',').filter_map(argument).collect(),
    }
}
