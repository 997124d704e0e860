//! What every generated file is: without effects where it is imported, and without `any`.

use std::process::Command;

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::{Options, Target, generate};
use serde_json::{Value, json};

use crate::tools::{Project, expect, fixture, home};

const CASES: [&str; 5] = [
    "requests",
    "first_event",
    "every_shape",
    "messages_of_one_name",
    "generics_and_recursion",
];

#[test]
fn h17_importing_every_file_on_a_server_does_nothing() {
    for case in ["requests", "first_event"] {
        for int64 in Int64::ALL {
            let folder = tempfile::tempdir().unwrap();
            let options = Options {
                int64,
                ..Options::default()
            };
            let project = Project::of(folder.path(), &fixture(case), &[Target::Ts], options);
            project.compile_typescript();
            let output = Command::new("node")
                .arg(home().join("plain.mjs"))
                .arg(folder.path().join("js"))
                .output()
                .unwrap();
            expect("node", &output);
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            let files = answer["files"].as_u64().unwrap();
            assert!(files > 6, "{files} files");
            assert_eq!(
                answer,
                json!({ "files": files, "touched": [], "added": [], "waits": false })
            );
        }
    }
}

#[test]
fn h17_nothing_that_is_generated_says_any() {
    let mut seen = 0;
    for case in CASES {
        let definitions = fixture(case);
        for int64 in Int64::ALL {
            let options = Options {
                int64,
                ..Options::default()
            };
            for file in generate(&definitions, &[Target::Ts], options) {
                for line in file.text.lines().map(str::trim) {
                    assert!(!says_any(line), "{case} {}: {line}", file.path);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "only {seen} files");
    for line in ["a: any;", "x as any", "(b: any[]) => {", "Map<string, any>"] {
        assert!(says_any(line), "{line}");
    }
}

/// Whether a line of code has the word, outside of comments and of texts in quotes. Keys that are called so have a quote
/// or stand first.
fn says_any(line: &str) -> bool {
    if ["//", "/*", "*"].iter().any(|it| line.starts_with(it)) {
        return false;
    }
    let code: String = line.split('"').step_by(2).collect();
    let code = code.strip_prefix("any").unwrap_or(&code);
    code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .any(|word| word == "any")
}
