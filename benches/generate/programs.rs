//! The programs that are measured, and how.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Done;
use crate::models::{self, Flavour};

/// Where the programs are, and a folder for what they work on.
pub struct Programs {
    pub this: PathBuf,
    pub buildamp: PathBuf,
    typeshare: PathBuf,
    folder: PathBuf,
}

/// A folder for what is written here.
pub fn folder() -> Done<PathBuf> {
    let folder = env::temp_dir().join("generate-bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Programs {
    /// Builds and installs them.
    pub fn build() -> Done<Self> {
        let folder = folder()?;
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = env::var_os("CARGO_TARGET_DIR").map_or(folder.join("target"), PathBuf::from);
        let build = [
            "build",
            "--release",
            "--no-default-features",
            "--features",
            "cli",
            "--bin",
            "buildamp",
        ];
        cargo(&build, &repository, &target)?;
        let peers = folder.join("peers");
        let root = peers.to_str().ok_or("a path that is no text")?;
        cargo(
            &["install", "typeshare-cli", "--locked", "--root", root],
            &folder,
            &folder.join("peers-target"),
        )?;
        Ok(Self {
            this: env::current_exe()?,
            buildamp: target.join("release/buildamp"),
            typeshare: peers.join("bin/typeshare"),
            folder,
        })
    }

    /// A crate with this many types.
    pub fn crate_of(&self, types: usize, flavour: Flavour) -> Done<PathBuf> {
        let name = match flavour {
            Flavour::Rich => "rich",
            Flavour::Shared => "shared",
        };
        let root = self.folder.join(format!("{name}-{types}"));
        fresh(&root)?;
        models::write(&root, types, flavour)?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n"
        );
        fs::write(root.join("Cargo.toml"), manifest)?;
        Ok(root)
    }

    /// The time of parsing and of writing the same bytes.
    pub fn floor(&self, root: &Path, like: &Path, out: &Path) -> Done<Duration> {
        let source = root.join("src");
        let answer = Command::new(&self.this)
            .args(["bare", "write"])
            .args([&source, like, out])
            .output()?;
        let text = String::from_utf8(answer.stdout)?;
        let times = text
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<Vec<u64>, _>>()?;
        Ok(Duration::from_micros(times.iter().sum()))
    }

    /// The time of typeshare, which writes one file.
    pub fn typeshare(&self, root: &Path) -> Done<Duration> {
        fresh(&root.join("types.ts"))?;
        let arguments = ["--lang=typescript", "--output-file=types.ts", "src"];
        run(&self.typeshare, &arguments, root)
    }
}

fn cargo(arguments: &[&str], folder: &Path, target: &Path) -> Done {
    let mut cargo = Command::new("cargo");
    let cargo = cargo
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target);
    let status = cargo.stdout(Stdio::null()).status()?;
    status
        .success()
        .then_some(())
        .ok_or_else(|| format!("cargo {}: {status}", arguments.join(" ")).into())
}

/// Runs a program and gives its time.
pub fn run(program: &Path, arguments: &[&str], folder: &Path) -> Done<Duration> {
    let mut command = Command::new(program);
    // What cargo says about this program is not for that one.
    let command = command
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CARGO_MANIFEST_DIR");
    let start = Instant::now();
    let answer = command.stdin(Stdio::null()).output()?;
    let time = start.elapsed();
    if answer.status.success() {
        Ok(time)
    } else {
        Err(format!(
            "{}: {}\n{}",
            program.display(),
            answer.status,
            String::from_utf8_lossy(&answer.stderr)
        )
        .into())
    }
}

/// The least of the times.
pub fn least(times: &[Duration]) -> Duration {
    times.iter().min().copied().unwrap_or_default()
}

/// Takes away what is at a path.
pub fn fresh(path: &Path) -> Done {
    if path.is_dir() {
        fs::remove_dir_all(path)?;
    } else if path.exists() {
        fs::remove_file(path)?;
    }
    Ok(())
}
