//! Generated TypeScript and Elm before their own compilers, formatters and engines.

mod built_in;
mod client;
mod golden;
mod harness;
mod int64;
mod matches;
mod messages;
mod mutations;
mod optimistic;
mod oracle;
mod package;
mod parse;
mod plain;
mod ports;
mod random;
mod requests;
mod shipped;
mod size;
mod stream;
mod tanstack;
mod tools;
mod values;
mod wire;

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{Options, Target};
use buildamp_codegen::model::{Definition, Shape};
use oracle::Verdict;
use random::{Dice, Wanted};
use serde_json::Value;
use tools::{Case, Project, assert_formatted, assert_typescript_formatted};
use values::World;

#[test]
fn h3_definitions_at_random_compile_and_are_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let mut projects = Vec::new();
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let count = 1 + dice.below(24);
        let definitions = random::definitions(&mut dice, count, Wanted::Types);
        projects.push(Project::new(
            &folder.path().join(format!("seed{seed}")),
            &definitions,
        ));
    }
    assert_formatted(folder.path());
    for project in &projects {
        project.compile_typescript();
        project.compile_elm();
    }
}

#[test]
fn h3_typescript_and_elm_accept_and_refuse_the_same_values_of_definitions_at_random() {
    let mut accepted = 0;
    let mut refused = 0;
    let mut wrong = Vec::new();
    for seed in 100..112 {
        let mut dice = Dice::new(seed);
        let definitions = random::definitions(&mut dice, 20, Wanted::Values);
        let world = World::of(&definitions);
        let subjects: Vec<Shape> = definitions.iter().map(of_booleans).collect();
        let mut cases = Vec::new();
        let mut expected = Vec::new();
        for (subject, shape) in subjects.iter().enumerate() {
            let is_exact = world.is_exact(shape);
            for _ in 0..4 {
                let Some(value) = world.example(&mut dice, shape, 6) else {
                    break;
                };
                let mut add = |value: &Value, written: bool| {
                    let verdict = world.judge(shape, value);
                    assert!(
                        !written || verdict == Verdict::Accepted,
                        "seed {seed}: the oracle refuses {value} for {:#?}",
                        definitions[subject]
                    );
                    cases.push(Case {
                        subject,
                        text: values::text(value),
                    });
                    expected.push((verdict, written && is_exact));
                };
                add(&value, true);
                let near = mutations::near(&value);
                for _ in 0..near.len().min(200) {
                    add(dice.pick(&near), false);
                }
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let project = harness::project(folder.path(), &definitions, &subjects);
        project.compile_typescript();
        project.compile_elm();
        let answers = project.run(&cases);
        for (language, least, answers) in [
            ("TypeScript", Verdict::Accepted, Some(&answers.ts)),
            ("Elm", Verdict::Absent, answers.elm.as_ref()),
        ] {
            for ((case, (verdict, exact)), answer) in cases
                .iter()
                .zip(&expected)
                .zip(answers.into_iter().flatten())
            {
                let subject = &definitions[case.subject];
                let (file, name) = (subject.file.join("/"), &subject.name);
                if answer.accepted != (*verdict >= least) {
                    wrong.push(format!(
                        "seed {seed}: {language} and {} for {file} {name} {:?}: {verdict:?}, {}",
                        case.text, subject.side, answer.written
                    ));
                } else if *exact && !answer.equal {
                    wrong.push(format!(
                        "seed {seed}: {language} wrote {} for {}, a {file} {name} {:?}",
                        answer.written, case.text, subject.side
                    ));
                }
            }
        }
        let taken = |verdict: Verdict| expected.iter().filter(|(it, _)| *it == verdict).count();
        accepted += taken(Verdict::Accepted);
        refused += taken(Verdict::Refused);
    }
    assert!(
        wrong.is_empty(),
        "{}: {}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    assert!(
        accepted > 300 && refused > 5_000,
        "only {accepted} values and {refused} mutations"
    );
}

#[test]
fn s62_definitions_at_random_are_as_sound_with_other_integers() {
    for int64 in [Int64::BigInt, Int64::String] {
        let mut written = 0;
        for seed in 200..203 {
            let mut dice = Dice::new(seed);
            let definitions = random::definitions(&mut dice, 20, Wanted::Values);
            let world = World::of(&definitions);
            let subjects: Vec<Shape> = definitions.iter().map(of_booleans).collect();
            let mut cases = Vec::new();
            for (subject, shape) in subjects.iter().enumerate() {
                let values = (0..8).map_while(|_| world.example(&mut dice, shape, 6));
                cases.extend(values.map(|value| Case {
                    subject,
                    text: values::text(&value),
                }));
            }
            let folder = tempfile::tempdir().unwrap();
            let all = harness::with_cases(&definitions, &subjects);
            let project = Project::of(
                folder.path(),
                &all,
                &[Target::Ts],
                Options {
                    int64,
                    ..Options::default()
                },
            );
            assert_typescript_formatted(folder.path());
            project.compile_typescript();
            for (case, answer) in cases.iter().zip(project.run(&cases).ts) {
                // A text that is as good a number is told from it where models are read.
                let is_exact = int64 == Int64::BigInt && world.is_exact(&subjects[case.subject]);
                assert!(
                    answer.accepted && (answer.equal || !is_exact),
                    "seed {seed}: {int64:?} wrote {:?} for {}, a {}",
                    answer.written,
                    case.text,
                    definitions[case.subject].name
                );
                written += 1;
            }
        }
        assert!(written > 150, "only {written} values");
    }
}

/// A definition with a type argument that is in every language.
fn of_booleans(definition: &Definition) -> Shape {
    Shape::Ref {
        file: definition.file.clone(),
        name: definition.name.clone(),
        side: definition.side,
        args: definition.params.iter().map(|_| Shape::Bool).collect(),
    }
}
