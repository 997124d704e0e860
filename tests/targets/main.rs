//! Generated TypeScript and Elm before their own compilers, formatters and engines.

mod built_in;
mod golden;
mod harness;
mod messages;
mod mutations;
mod ports;
mod random;
mod shipped;
mod stream;
mod tools;
mod values;
mod wire;

use buildamp_codegen::model::Shape;
use random::Dice;
use tools::{Case, Project, assert_formatted};
use values::World;

#[test]
fn h3_definitions_at_random_compile_and_are_formatted() {
    let folder = tempfile::tempdir().unwrap();
    let mut projects = Vec::new();
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let count = 1 + dice.below(24);
        let definitions = random::definitions(&mut dice, count);
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
    for seed in 100..112 {
        let mut dice = Dice::new(seed);
        let definitions = random::definitions(&mut dice, 20);
        let world = World::of(&definitions);
        let subjects: Vec<Shape> = definitions
            .iter()
            .map(|definition| Shape::Ref {
                file: definition.file.clone(),
                name: definition.name.clone(),
                args: definition.params.iter().map(|_| Shape::Bool).collect(),
            })
            .collect();
        let mut cases = Vec::new();
        let mut expected = Vec::new();
        for (subject, shape) in subjects.iter().enumerate() {
            for _ in 0..4 {
                let Some(value) = world.example(&mut dice, shape, 6) else {
                    break;
                };
                cases.push(Case {
                    subject,
                    text: values::text(&value),
                });
                expected.push(true);
                for mutation in world.mutations(shape, &value).iter().take(200) {
                    cases.push(Case {
                        subject,
                        text: values::text(mutation),
                    });
                    expected.push(false);
                }
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let project = harness::project(folder.path(), &definitions, &subjects);
        project.compile_typescript();
        project.compile_elm();
        let answers = project.run(&cases);
        for (language, answers) in [
            ("TypeScript", Some(&answers.ts)),
            ("Elm", answers.elm.as_ref()),
        ] {
            for ((case, expected), answer) in cases
                .iter()
                .zip(&expected)
                .zip(answers.into_iter().flatten())
            {
                let subject = &definitions[case.subject];
                let verdict = if *expected { "accept" } else { "refuse" };
                let (file, name) = (subject.file.join("/"), &subject.name);
                assert_eq!(
                    answer.accepted, *expected,
                    "seed {seed}: {language} has to {verdict} {} for {file} {name}: {}\n{subject:#?}",
                    case.text, answer.written
                );
                assert!(
                    !expected || answer.equal,
                    "seed {seed}: {language} wrote {} for {}, a {file} {name}",
                    answer.written,
                    case.text
                );
            }
        }
        accepted += expected.iter().filter(|expected| **expected).count();
        refused += expected.iter().filter(|expected| !**expected).count();
    }
    assert!(
        accepted > 300 && refused > 5_000,
        "only {accepted} values and {refused} mutations"
    );
}
