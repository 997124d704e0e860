//! The compilers and formatters of the other languages, and what they say.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use buildamp_codegen::emit::{File, Target, generate};
use buildamp_codegen::model::Definition;
use serde::{Deserialize, Serialize};

/// The folder of this test, with the tools in `node_modules`.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets")
}

/// Generated files on disk, with what their compilers need.
pub struct Project {
    pub folder: PathBuf,
}

impl Project {
    /// Writes the files of all languages into an empty folder.
    pub fn new(folder: &Path, definitions: &[Definition]) -> Self {
        let project = Self {
            folder: folder.to_owned(),
        };
        for File { path, text } in generate(definitions, &Target::ALL) {
            project.write(&path, &text);
        }
        for file in ["tsconfig.json", "elm.json", "package.json"] {
            project.write(file, &fs::read_to_string(home().join(file)).unwrap());
        }
        project
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// `tsc` with every check that a user could turn on, into `js/`.
    pub fn compile_typescript(&self) {
        expect(
            "tsc",
            &tool("tsc")
                .arg("--project")
                .arg(&self.folder)
                .output()
                .unwrap(),
        );
    }

    /// Compiles all modules, with `Main` into `elm.js` where there is one. Without Elm's packages it says so, loudly, and
    /// answers `false`.
    pub fn compile_elm(&self) -> bool {
        if !has_elm() {
            return false;
        }
        let mut modules = Vec::new();
        modules_below(&self.folder.join("elm"), &mut modules);
        let output = if modules
            .iter()
            .any(|module| module.ends_with("elm/Main.elm"))
        {
            "elm.js"
        } else {
            "/dev/null"
        };
        let mut elm = Command::new("elm");
        elm.current_dir(&self.folder)
            .arg("make")
            .arg("--optimize")
            .arg(format!("--output={output}"));
        match output {
            "elm.js" => elm.arg("elm/Main.elm"),
            _ => elm.args(&modules),
        };
        expect("elm make", &elm.output().unwrap());
        true
    }

    /// Hands the cases to the guards and decoders of the module `harness`.
    pub fn run(&self, cases: &[Case]) -> Answers {
        self.write("cases.json", &serde_json::to_string(cases).unwrap());
        let output = Command::new("node")
            .arg(home().join("run.mjs"))
            .arg(&self.folder)
            .output()
            .unwrap();
        expect("node", &output);
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// A JSON text for a subject.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    pub subject: usize,
    pub text: String,
}

/// What the languages made of each case.
#[derive(Debug, Deserialize)]
pub struct Answers {
    pub ts: Vec<Answer>,
    pub elm: Option<Vec<Answer>>,
}

#[derive(Debug, Deserialize)]
pub struct Answer {
    pub accepted: bool,
    #[serde(default)]
    pub written: String,
    #[serde(default)]
    pub equal: bool,
}

/// Asserts that neither prettier nor elm-format would change a byte below these folders.
pub fn assert_formatted(folder: &Path) {
    let mut prettier = tool("prettier");
    prettier
        .args(["--no-config", "--check"])
        .arg(folder.join("**/*.ts"));
    expect("prettier --check", &prettier.output().unwrap());
    expect(
        "elm-format --validate",
        &tool("elm-format")
            .arg("--validate")
            .arg(folder)
            .output()
            .unwrap(),
    );
}

fn tool(name: &str) -> Command {
    let path = home().join("node_modules/.bin").join(name);
    assert!(
        path.exists(),
        "{name} is missing: run `npm ci --prefix tests/targets`"
    );
    Command::new(path)
}

/// Asserts success, and tells the rest otherwise.
fn expect(what: &str, output: &Output) {
    let text = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .chars()
            .take(20_000)
            .collect::<String>()
    };
    assert!(
        output.status.success(),
        "{what}:\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

/// Whether Elm and its packages are here: a compiler without them cannot fetch them behind a closed door.
fn has_elm() -> bool {
    static HAS: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *HAS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let project = Project { folder: folder.path().to_owned() };
        project.write("elm.json", &fs::read_to_string(home().join("elm.json")).unwrap());
        project.write("elm/Probe.elm", "module Probe exposing (probe)\n\n\nprobe : ()\nprobe =\n    ()\n");
        let mut elm = Command::new("elm");
        elm.current_dir(folder.path()).args(["make", "--output=/dev/null", "elm/Probe.elm"]);
        let has = elm.output().is_ok_and(|output| output.status.success());
        if !has {
            // Past the test harness, which would keep it to itself.
            let _ = std::io::stderr().write_all(
                b"\n!! SKIPPED: the Elm compiler or its packages are missing here, so generated Elm was only parsed \
                and checked for its format, neither compiled nor run. Install elm 0.19.1 and let it fetch elm/core, \
                elm/json and elm/time.\n\n",
            );
        }
        has
    })
}

fn modules_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modules_below(&path, found);
        } else {
            found.push(path);
        }
    }
}
