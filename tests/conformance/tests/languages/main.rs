//! Every idea before the languages: what serde wrote is what TypeScript and Elm read and write back, and what serde
//! refuses they refuse.
//!
//! `IDEA=map cargo test -p conformance` tries the ideas with `map` in their names. `BLESS=1` writes `wrote.json` and the
//! expected files anew; read the difference before you keep it.

mod cases;
#[path = "../../../targets/harness.rs"]
mod harness;
mod literals;
mod recorded;
mod schemas;
mod study;
#[expect(
    dead_code,
    reason = "shared with the tests of the targets, which need more of it"
)]
#[path = "../../../targets/tools.rs"]
mod tools;
mod types;

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::{env, fs};

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{Options, Target};
use buildamp_codegen::model::Definition;
use conformance::{IDEAS, Idea};

use cases::Cases;
use study::Study;
use tools::{Project, assert_formatted, assert_typescript_formatted};

#[test]
fn h3_what_serde_writes_and_refuses_typescript_and_elm_read_and_refuse() {
    // It stays, so that one can look at what was compiled.
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance");
    let _ = fs::remove_dir_all(&scratch);
    let (studies, mut wrong) = studies(&scratch, Int64::Number);
    let definitions = definitions(&studies);
    let cases = Cases::of(&studies, Int64::Number);

    let folder = scratch.join("generated");
    let project = harness::project(&folder, &definitions, &cases.shapes);
    for study in &studies {
        wrong.extend(recorded::drift(study, &folder));
    }
    wrong.extend(attempt(|| assert_formatted(&folder)));
    project.write("ts/literals.ts", &literals::module(&studies, &cases));
    project.write("ts/guards.ts", &cases.guards());
    wrong.extend(attempt(|| project.compile_typescript()));
    wrong.extend(attempt(|| {
        project.compile_elm();
    }));
    wrong.extend(cases.judge(&project).0);
    assert_right(&wrong, &studies);
    if env::var_os("IDEA").is_none() {
        assert!(IDEAS.len() >= 150, "only {} ideas", IDEAS.len());
    }
}

/// As data of events in an AsyncAPI document.
#[test]
fn h33_what_serde_writes_the_schemas_of_a_document_accept() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance-schemas");
    let _ = fs::remove_dir_all(&scratch);
    let (studies, mut wrong) = studies(&scratch, Int64::Number);
    let cases = Cases::of(&studies, Int64::Number);
    wrong.extend(schemas::judge(&scratch, &definitions(&studies), &cases));
    assert_right(&wrong, &studies);
}

#[test]
fn s62_integers_of_64_bits_are_exact_as_bigints() {
    exact(Int64::BigInt);
}

#[test]
fn s62_integers_of_64_bits_are_exact_as_strings() {
    exact(Int64::String);
}

/// All ideas with another type for wide integers: every value that serde writes is read, is of the type that TypeScript
/// says it is, and is written back.
fn exact(int64: Int64) {
    let name = format!("conformance-{}", int64.name());
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&scratch);
    let (studies, mut wrong) = studies(&scratch, int64);
    let cases = Cases::of(&studies, int64);
    let definitions = harness::with_cases(&definitions(&studies), &cases.shapes);

    let folder = scratch.join("generated");
    let project = Project::of(
        &folder,
        &definitions,
        &[Target::Ts],
        Options {
            int64,
            ..Options::default()
        },
    );
    for study in &studies {
        wrong.extend(recorded::drift_under(int64, study, &folder));
    }
    wrong.extend(attempt(|| assert_typescript_formatted(&folder)));
    project.write("ts/guards.ts", &cases.guards());
    wrong.extend(attempt(|| project.compile_typescript()));
    let (misjudged, values) = cases.judge(&project);
    wrong.extend(misjudged);
    project.write("ts/values.ts", &values);
    wrong.extend(attempt(|| project.compile_typescript()));
    assert_right(&wrong, &studies);
}

fn assert_right(wrong: &[String], studies: &[Study]) {
    assert!(
        wrong.is_empty(),
        "{} wrong of {} ideas\n\n{}",
        wrong.len(),
        studies.len(),
        wrong.join("\n\n")
    );
}

/// The ideas as the generator sees them, and what is wrong with the others.
fn studies(scratch: &Path, int64: Int64) -> (Vec<Study>, Vec<String>) {
    let (mut studies, mut wrong) = (Vec::new(), Vec::new());
    for idea in chosen() {
        match Study::of(idea, &scratch.join("crates"), int64) {
            Ok(study) => studies.push(study),
            Err(problems) => wrong.push(format!("{}: {problems}", idea.name)),
        }
    }
    (studies, wrong)
}

fn definitions(studies: &[Study]) -> Vec<Definition> {
    let all = studies.iter().flat_map(|study| &study.definitions);
    all.cloned().collect()
}

/// What a step says when it fails, so that the others are taken all the same.
fn attempt(step: impl FnOnce()) -> Option<String> {
    let failed = panic::catch_unwind(AssertUnwindSafe(step)).err()?;
    Some(failed.downcast_ref::<String>().cloned().unwrap_or_default())
}

/// All ideas, or those that `IDEA` names.
fn chosen() -> impl Iterator<Item = &'static Idea> {
    let wanted = env::var("IDEA").unwrap_or_default();
    IDEAS.iter().filter(move |idea| idea.name.contains(&wanted))
}
