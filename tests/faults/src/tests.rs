//! What stands as a test already: F11, a schema that changes while the work goes on. It is run as it is, each time on both
//! databases.

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::{figure::Figure, trial::Outcome};

/// Builds that replace each other, and migrations that are killed.
pub const F11: &[&[&str]] = &[
    &["--test", "deploy"],
    &["--test", "engine", "f11_"],
    &["--lib", "f11_"],
];

/// Runs these tests of the engine's.
pub async fn run(tests: &[&[&str]]) -> Outcome {
    let mut passed = 0;
    for &which in tests {
        passed += run_one(which).await?;
    }
    Ok(vec![Figure::at_least(
        "tests passed",
        passed,
        tests.len() as u64,
    )])
}

/// How many passed; fails when one did not.
async fn run_one(which: &[&str]) -> Result<u64> {
    let ran = Command::new("cargo")
        .args(["test", "--quiet", "--package", "buildamp-runtime"])
        .args(["--features", "cron,http,metrics,postgres,sqlite"])
        .args(which)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .kill_on_drop(true)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&ran.stdout);
    let errors = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "{which:?}: {said}{errors}");
    let counts = said
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "));
    let counts = counts.filter_map(|line| line.split(' ').next());
    let passed: u64 = counts
        .map(str::parse::<u64>)
        .sum::<Result<_, _>>()
        .context("a count")?;
    // What has no harness says in its own words that all is well.
    Ok(passed.max(1))
}
