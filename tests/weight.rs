//! What each feature set pulls in, by name. A crate that comes or goes shows up as a diff of the snapshot, so nobody
//! pays for a dependency that nobody noticed.

use std::{collections::BTreeSet, process::Command};

/// The crates of a package at run time: without build scripts' and macros' own dependencies.
fn crates(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args([
            "--package",
            package,
            "--no-default-features",
            "--features",
            &features.join(","),
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("cargo prints UTF-8")
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty() && *name != package)
        .map(str::to_owned)
        .collect()
}

fn listing(package: &str, features: &[&str]) -> String {
    let crates = crates(package, features);
    let names: Vec<_> = crates.iter().map(String::as_str).collect();
    format!("{} crates\n{}", names.len(), names.join("\n"))
}

#[test]
fn vocabulary() {
    insta::assert_snapshot!(listing("buildamp", &[]));
}

#[test]
fn engine() {
    insta::assert_snapshot!(listing("buildamp", &["engine"]));
}

#[test]
fn engine_and_sqlite() {
    insta::assert_snapshot!(listing("buildamp", &["engine", "sqlite"]));
}

#[test]
fn engine_and_postgres() {
    insta::assert_snapshot!(listing("buildamp", &["engine", "postgres"]));
}

#[test]
fn engine_and_cron() {
    insta::assert_snapshot!(listing("buildamp", &["engine", "cron"]));
}

#[test]
fn engine_and_services() {
    insta::assert_snapshot!(listing("buildamp", &["engine", "services"]));
}

#[test]
fn default_features() {
    insta::assert_snapshot!(listing("buildamp", &["default"]));
}

#[test]
fn cli() {
    insta::assert_snapshot!(listing("buildamp", &["cli"]));
}

#[test]
fn build_script() {
    insta::assert_snapshot!(listing("buildamp-codegen", &[]));
}

#[test]
fn the_vocabulary_alone_has_no_runtime_no_database_no_command_line_and_no_parser() {
    let crates = crates("buildamp", &[]);
    for heavy in ["tokio", "sqlx", "sqlx-core", "clap", "syn", "axum"] {
        assert!(!crates.contains(heavy), "the vocabulary pulls in {heavy}");
    }
}

#[test]
fn the_library_never_compiles_the_command_line() {
    assert!(!crates("buildamp", &["default"]).contains("clap"));
}
