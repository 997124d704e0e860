//! Golden files: `tests/golden/<case>/` holds models and, side by side, what every language gets from them.
//!
//! `UPDATE_GOLDEN=1 cargo test --test targets golden` writes them anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use buildamp_codegen::emit::{File, Options, Target, generate};
use buildamp_codegen::output::{self, Status};

use crate::tools::{Project, assert_formatted, fixture};

#[test]
fn h43_golden_cases() {
    let mut drift = Vec::new();
    for case in cases() {
        let definitions = fixture(&case.file_name().unwrap().to_string_lossy());

        // The preludes are the same everywhere; their own files are what to read.
        let prelude = |file: &File| {
            let name = file.path.rsplit('/').next().unwrap_or_default();
            name.starts_with("buildamp-")
                || (name.starts_with("BuildAmp") && name != "BuildAmp.elm")
        };
        let mut files = generate(&definitions, &Target::ALL, Options::default());
        files.retain(|file| !prelude(file));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            output::write(&case, &files, &Target::ALL).unwrap();
        }
        let changes = output::check(&case, &files, &Target::ALL).unwrap();
        drift.extend(
            changes
                .into_iter()
                .filter(|change| change.status != Status::Unchanged)
                .map(|change| {
                    let (before, after) = (
                        change.before.unwrap_or_default(),
                        change.after.unwrap_or_default(),
                    );
                    format!(
                        "{}/{}: {:?}\n--- golden\n{before}\n+++ now\n{after}",
                        case.display(),
                        change.path,
                        change.status
                    )
                }),
        );

        let folder = tempfile::tempdir().unwrap();
        let project = Project::new(folder.path(), &definitions);
        assert_formatted(folder.path());
        project.compile_typescript();
        project.compile_elm();
    }
    assert!(drift.is_empty(), "{}", drift.join("\n\n"));
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() > 4, "the golden cases are gone");
    cases
}
