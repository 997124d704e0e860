//! The small examples run, with nothing configured.

use std::{path::Path, process::Command};

mod programs;

#[test]
fn h13_the_small_examples_run_with_nothing_configured() {
    let programs = programs::programs(Path::new(env!("CARGO_MANIFEST_DIR")));
    for name in ["hello", "immediate"] {
        let folder = tempfile::tempdir().unwrap();
        let run = Command::new(&programs[name])
            .current_dir(folder.path())
            .env_remove("BUILDAMP_CONFIG")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{name}: {run:?}");
        assert!(printed.contains("Hello, world!"), "{name}: {printed}");
    }
}
