//! A folder to stand in, and the command run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What the environment of the tests must not decide.
const SILENCED: [&str; 9] = [
    "BUILDAMP_CONFIG",
    "CARGO_MANIFEST_DIR",
    "CARGO_TARGET_DIR",
    "CI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "RUST_BACKTRACE",
    "TERM",
];

/// A copy of one of the folders beside this file.
pub struct Project {
    folder: PathBuf,
    /// What takes the folder away in the end.
    _temporary: Option<TempDir>,
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub struct Run {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Project {
    pub fn copy(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copy = Self::copy_to(name, folder.path());
        Self {
            _temporary: Some(folder),
            ..copy
        }
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder: folder.path().to_owned(),
            _temporary: Some(folder),
        }
    }

    /// A copy in a place that stays, so that what cargo built there is of use the next time.
    pub fn copy_to(name: &str, folder: &Path) -> Self {
        // What an earlier run has left.
        let _ = fs::remove_dir_all(folder);
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/cli")
            .join(name);
        for (path, text) in files(&from) {
            write(&folder.join(path), &text);
        }
        Self {
            folder: folder.to_owned(),
            _temporary: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buildamp"));
        command
            .args(args)
            .current_dir(self.path())
            .stdin(Stdio::null());
        for name in SILENCED {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(&mut self.command(args))
    }

    pub fn write(&self, path: &str, text: &str) {
        write(&self.path().join(path), text);
    }

    /// Replaces one piece of a file.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}:\n{text}");
        self.write(path, &text.replacen(old, new, 1));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub fn has(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    /// Every file below a folder with its text.
    pub fn files(&self, below: &str) -> BTreeMap<String, String> {
        files(&self.path().join(below))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    pub fn of(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }

    /// Fails with everything that was printed unless the run ended so.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(
            self.status,
            Some(status),
            "\nstdout:\n{}\nstderr:\n{}",
            self.out,
            self.err
        );
        self
    }

    /// The one JSON document that was printed.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}:\n{}", self.out))
    }
}

fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(entry.path()).unwrap();
                found.insert(path.to_str().unwrap().to_owned(), text);
            }
        }
    }
    found
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
