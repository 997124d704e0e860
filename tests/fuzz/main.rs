//! Source text that nobody would write: the generator never panics, never hangs and never writes on an error.
//!
//! `FUZZ_SECONDS=3600 cargo test --release --features cli --test fuzz -- --nocapture` runs for an hour, `FUZZ_SEED=7`
//! takes another way. What breaks it stands in the message, as a folder that is kept.

#[path = "../random/src/dice.rs"]
#[expect(dead_code, reason = "the depth is for values")]
mod dice;
mod mutate;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use buildamp_codegen::emit::{Options, Target};
use buildamp_codegen::{Input, analyse, generate};
use dice::Dice;

/// Longer than this is a hang: what is tried takes milliseconds.
const HANG: Duration = Duration::from_secs(20);

/// One in so many goes through the command line, to see what it writes.
const COMMAND: usize = 50;

/// So many packages share a thread: what proc-macro2 keeps of every text that a thread has read goes with it.
const LIFE: u64 = 1000;

/// Where the three files of a package lie, each of another kind.
const FILES: [&str; 3] = ["events/a.rs", "sse/b.rs", "c.rs"];

#[test]
fn h3_any_text_gives_output_or_diagnostics() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap())
    };
    let (seconds, seed) = (number("FUZZ_SECONDS", 20), number("FUZZ_SEED", 1));
    let corpus = corpus();
    assert!(
        corpus.len() > 50,
        "only {} files to begin with",
        corpus.len()
    );

    let folder = tempfile::tempdir().unwrap();
    let package = Package::new(folder.path());
    let mut runner = Runner::new();
    let started = Instant::now();
    let mut dice = Dice::new(seed);
    let (mut tried, mut generated, mut commands) = (0_u64, 0_u64, 0_u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        for file in FILES {
            // Less at once has more of it go through to the emitters.
            let text = if dice.one_in(2) {
                "//! Nothing.\n".to_owned()
            } else {
                mutate::mutated(&mut dice, &corpus)
            };
            fs::write(package.models().join(file), text).unwrap();
        }
        package.uses(if dice.one_in(2) { "serde" } else { "buildamp" });
        match runner.run(package.root.clone()) {
            Outcome::Generated => generated += 1,
            Outcome::Refused => {}
            Outcome::Panicked(message) => {
                broken(folder, seed, tried, &format!("it panicked: {message}"))
            }
            Outcome::Hung => broken(folder, seed, tried, "it hung"),
        }
        if dice.one_in(COMMAND) {
            commands += 1;
            if let Some(what) = package.command() {
                broken(folder, seed, tried, &what);
            }
        }
        tried += 1;
        if tried.is_multiple_of(LIFE) {
            runner = Runner::new();
        }
    }
    println!(
        "seed {seed}: {tried} packages in {seconds} s, {generated} without an error, {commands} by command"
    );
    assert!(
        tried > 100 && generated > tried / 50,
        "{generated} of {tried} have output: the test looks past its subject"
    );
}

/// Keeps the folder and tells where it is.
fn broken(folder: tempfile::TempDir, seed: u64, tried: u64, what: &str) -> ! {
    panic!(
        "seed {seed}, package {tried}: {what}\nsee {}",
        folder.keep().display()
    );
}

/// Every model file of the repository.
fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["tests", "examples"]
        .iter()
        .flat_map(|folder| {
            walkdir::WalkDir::new(root.join(folder))
                .into_iter()
                .filter_map(Result::ok)
        })
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            let path = path.to_string_lossy();
            path.ends_with(".rs") && path.contains("model") && !path.contains("node_modules")
        })
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect()
}

/// A package on disk.
struct Package {
    root: PathBuf,
}

impl Package {
    fn new(folder: &Path) -> Self {
        let package = Self {
            root: folder.join("package"),
        };
        for folder in ["events", "sse"] {
            fs::create_dir_all(package.models().join(folder)).unwrap();
        }
        let write = |path: &str, text: &str| fs::write(package.root.join(path), text).unwrap();
        write("src/lib.rs", "pub mod models;\n");
        write(
            "src/models/mod.rs",
            "pub mod events;\npub mod sse;\npub mod c;\n",
        );
        write("src/models/events/mod.rs", "pub mod a;\n");
        write("src/models/sse/mod.rs", "pub mod b;\n");
        package
    }

    /// Whether there is anything of ours, since in a crate with nothing of it conditions are settled.
    fn uses(&self, what: &str) {
        let manifest = format!(
            "[package]\nname = \"p\"\n[features]\ndefault = [\"on\"]\non = []\noff = []\n[dependencies]\n{what} = \"1\"\n"
        );
        fs::write(self.root.join("Cargo.toml"), manifest).unwrap();
    }

    fn models(&self) -> PathBuf {
        self.root.join("src/models")
    }

    /// Runs `buildamp generate` and says what is wrong with what it did.
    fn command(&self) -> Option<String> {
        let out = self.root.join("generated");
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out).unwrap();
        fs::write(out.join("kept.txt"), "not ours").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_buildamp"))
            .args(["generate", "--models", "src/models", "--out", "generated"])
            .current_dir(&self.root)
            .output()
            .unwrap();
        let files = walkdir::WalkDir::new(&out)
            .into_iter()
            .filter_map(Result::ok);
        let written = files.filter(|entry| entry.file_type().is_file()).count() - 1;
        match (output.status.code(), written) {
            (Some(0), 1..) | (Some(1), 0) => None,
            (code, written) => Some(format!(
                "the command ended with {code:?} and wrote {written} files: {}",
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }
}

/// What became of a package.
enum Outcome {
    Generated,
    Refused,
    Panicked(String),
    Hung,
}

/// A thread with room for types that nest deeply, as the command line has one.
struct Runner {
    packages: mpsc::Sender<PathBuf>,
    outcomes: mpsc::Receiver<Outcome>,
}

impl Runner {
    fn new() -> Self {
        let (packages, todo) = mpsc::channel::<PathBuf>();
        let (done, outcomes) = mpsc::channel();
        thread::Builder::new()
            .stack_size(256 << 20)
            .spawn(move || {
                for root in todo {
                    let outcome = catch_unwind(AssertUnwindSafe(|| all(&root)));
                    let outcome = outcome.unwrap_or_else(|panic| {
                        let text = panic.downcast_ref::<String>().cloned();
                        let text =
                            text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                        Outcome::Panicked(text.unwrap_or_default())
                    });
                    if done.send(outcome).is_err() {
                        return;
                    }
                }
            })
            .unwrap();
        Self { packages, outcomes }
    }

    fn run(&self, root: PathBuf) -> Outcome {
        self.packages.send(root).unwrap();
        self.outcomes.recv_timeout(HANG).unwrap_or(Outcome::Hung)
    }
}

/// Everything that the generator makes of a package.
fn all(root: &Path) -> Outcome {
    let analysis = analyse(&Input {
        models: vec![root.join("src/models")],
        root: root.to_owned(),
        ..Input::default()
    });
    assert!(!buildamp_codegen::rust(&analysis).is_empty());
    if analysis
        .problems
        .iter()
        .any(buildamp_codegen::report::Problem::is_error)
    {
        return Outcome::Refused;
    }
    assert!(!generate(&analysis.definitions, &Target::ALL, Options::default()).is_empty());
    Outcome::Generated
}
