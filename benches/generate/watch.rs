//! From a save to the new output.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Done;
use crate::models;
use crate::programs::Programs;

const SAVES: usize = 30;

/// The times of saves under `--watch`, the least first.
pub fn saves(programs: &Programs, root: &Path) -> Done<Vec<Duration>> {
    let mut watcher = Command::new(&programs.buildamp)
        .args(["generate", "--quiet", "--watch", "--target", "ts,elm"])
        .current_dir(root)
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let times = measured(root);
    watcher.kill()?;
    watcher.wait()?;
    times
}

fn measured(root: &Path) -> Done<Vec<Duration>> {
    let source = root.join(models::path(3));
    let output = root
        .join("generated/ts")
        .join(models::path(3).trim_start_matches("src/models/"))
        .with_extension("ts");
    let before = fs::read_to_string(&source)?;
    sleep(Duration::from_secs(2));
    let mut times = Vec::new();
    for save in 0..SAVES {
        let name = format!("Saved{save}");
        let start = Instant::now();
        fs::write(
            &source,
            format!("{before}\npub struct {name} {{\n    pub at: u32,\n}}\n"),
        )?;
        while !fs::read_to_string(&output)?.contains(&name) {
            if start.elapsed() > Duration::from_secs(20) {
                return Err("nothing was written".into());
            }
            sleep(Duration::from_micros(200));
        }
        times.push(start.elapsed());
        sleep(Duration::from_millis(50));
    }
    fs::write(&source, before)?;
    times.sort();
    Ok(times)
}
