//! Each folder of `tests/diagnostics` is one mistake, with everything that a person is told of it in `problems.txt`.
//! `UPDATE=1` writes those files anew.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use buildamp_codegen::config;
use buildamp_codegen::lock::{self, Verdict};
use buildamp_codegen::report::{self, Code, Problem};
use buildamp_codegen::{Input, analyse};

use common::told;

fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics");
    let entries = std::fs::read_dir(all).expect("the fixtures");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// Everything that `generate` for all targets would tell.
fn problems(root: &Path) -> Vec<Problem> {
    let text = std::fs::read_to_string(root.join("buildamp.toml")).unwrap_or_default();
    let (config, mut problems) = config::read(&text, Path::new("buildamp.toml"));
    let analysis = analyse(&Input {
        root: root.to_owned(),
        models: config.models,
        handlers: config.handlers,
        places: config.places,
        types: config.types,
        int64: config.int64,
        targets: config.targets,
        features: config.features,
        ..Input::default()
    });
    let shown = format!("generated/{}", lock::FILE);
    let standing = std::fs::read_to_string(root.join(&shown)).ok();
    let review = lock::review(&analysis, standing.as_deref(), &shown, Verdict::Refused);
    problems.extend(review.problems);
    report::sort(&mut problems);
    problems
}

#[test]
fn each_mistake_is_told_as_pinned() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let pinned = folder.join("problems.txt");
        let found = told(&problems(&folder));
        assert_ne!(found, "", "{} shows no mistake", folder.display());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&pinned, &found).expect("problems.txt");
        }
        let expected = std::fs::read_to_string(&pinned).unwrap_or_default();
        if found != expected {
            wrong.push(format!(
                "{}\n--- expected\n{expected}--- found\n{found}",
                folder.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_broken_by_some_fixture_and_every_code_has_a_rule() {
    let told: BTreeSet<Code> = folders()
        .iter()
        .flat_map(|folder| problems(folder))
        .map(|it| it.code)
        .collect();
    let rules: BTreeSet<Code> = report::RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(told, rules);
}

#[test]
fn every_rule_can_be_explained_by_its_code() {
    for rule in report::RULES {
        assert_eq!(report::rule(&rule.code.to_string()), Some(rule));
        assert!(
            !rule.title.ends_with('.'),
            "a title is half a sentence: {}",
            rule.title
        );
        assert!(rule.explanation.len() > rule.title.len(), "{}", rule.code);
    }
    assert_eq!(report::rule("BA9999"), None);
    assert_eq!(report::rule("nonsense"), None);
}

#[test]
fn problems_stand_in_the_order_of_their_places_and_once() {
    for folder in folders() {
        let problems = problems(&folder);
        assert!(
            problems.is_sorted_by(|a, b| (&a.at, &a.code, &a.what) < (&b.at, &b.code, &b.what))
        );
    }
}
