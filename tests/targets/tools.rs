//! The compilers and formatters of the other languages, and what they say.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use buildamp_codegen::emit::{File, Options, Target, generate};
use buildamp_codegen::model::Definition;
use buildamp_codegen::{Input, analyse, report};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The folder of this test, with the tools in `node_modules`.
pub fn home() -> PathBuf {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = packages.map(|package| package.join("tests/targets"));
    folders.find(|folder| folder.is_dir()).unwrap()
}

/// The definitions of a golden case.
pub fn fixture(case: &str) -> Vec<Definition> {
    let home = home().join("../golden").join(case);
    // Away from this package, of which the case is no part.
    let folder = tempfile::tempdir().unwrap();
    copy(&home.join("models"), &folder.path().join("models"));
    read(folder.path())
}

/// The definitions of one file of plain types, `shared.rs`.
pub fn shared(text: &str) -> Vec<Definition> {
    models(&[("mod.rs", "pub mod shared;\n"), ("shared.rs", text)])
}

/// The definitions of these files below `models/`.
pub fn models(files: &[(&str, &str)]) -> Vec<Definition> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join("models").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    read(folder.path())
}

fn read(root: &Path) -> Vec<Definition> {
    let root = root.to_owned();
    let analysis = analyse(&Input {
        models: vec![root.join("models")],
        root,
        ..Input::default()
    });
    assert!(
        !report::any_error(&analysis.problems),
        "{:#?}",
        analysis.problems
    );
    analysis.definitions
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

const ANSWERS: &str = r"
const [folder, input] = process.argv.slice(1);
const { answers } = await import(`file://${folder}/js/use.js`);
console.log(JSON.stringify(await answers(JSON.parse(input))));
";

/// Generated files on disk, with what their compilers need.
pub struct Project {
    pub folder: PathBuf,
}

impl Project {
    /// Writes the files of all languages into an empty folder.
    pub fn new(folder: &Path, definitions: &[Definition]) -> Self {
        Self::of(folder, definitions, &Target::ALL, Options::default())
    }

    /// The same of these languages.
    pub fn of(
        folder: &Path,
        definitions: &[Definition],
        targets: &[Target],
        options: Options,
    ) -> Self {
        let project = Self {
            folder: folder.to_owned(),
        };
        for File { path, text, .. } in generate(definitions, targets, options) {
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
        expect("tsc", &self.tsc());
    }

    /// What `tsc` finds wrong with it, which has to be something.
    #[track_caller]
    pub fn refused_typescript(&self) -> String {
        let output = self.tsc();
        assert!(!output.status.success(), "it compiles");
        String::from_utf8(output.stdout).unwrap()
    }

    fn tsc(&self) -> Output {
        let mut tsc = tool("tsc");
        tsc.arg("--project").arg(&self.folder);
        tsc.output().unwrap()
    }

    /// What the function `answers` of `ts/use.ts` makes of a value, once it is compiled.
    pub fn answers(&self, input: &Value) -> Value {
        let output = Command::new("node")
            .args(["--input-type=module", "--eval", ANSWERS, "--"])
            .arg(&self.folder)
            .arg(input.to_string())
            .output()
            .unwrap();
        expect("node", &output);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Lets the TypeScript know what a browser has, and npm's packages.
    pub fn in_a_browser(&self) {
        let config = fs::read_to_string(home().join("tsconfig.json")).unwrap();
        let browser = config.replace(r#"["es2022"]"#, r#"["es2022", "dom", "dom.asynciterable"]"#);
        assert_ne!(config, browser);
        self.write("tsconfig.json", &browser);
        std::os::unix::fs::symlink(
            home().join("node_modules"),
            self.folder.join("node_modules"),
        )
        .unwrap();
    }

    /// Compiles all modules, and `Main` into `elm.js` where there is one. Without Elm's packages it says so, loudly, and
    /// answers `false`.
    pub fn compile_elm(&self) -> bool {
        if !has_elm() {
            return false;
        }
        let mut modules = Vec::new();
        modules_below(&self.folder.join("elm"), &mut modules);
        if self.folder.join("elm/Main.elm").exists() {
            self.compile_elm_program("Main", "elm.js");
        } else {
            expect(
                "elm make",
                &self.elm("/dev/null").args(modules).output().unwrap(),
            );
        }
        true
    }

    /// Compiles one module into a program.
    pub fn compile_elm_program(&self, module: &str, output: &str) {
        let mut elm = self.elm(output);
        elm.arg(format!("elm/{module}.elm"));
        expect("elm make", &elm.output().unwrap());
    }

    /// What the compiler finds wrong with a module, which has to be something.
    #[track_caller]
    pub fn refused_elm(&self, module: &str) -> String {
        let mut elm = self.elm("/dev/null");
        let output = elm.arg(format!("elm/{module}.elm")).output().unwrap();
        assert!(!output.status.success(), "it compiles");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn elm(&self, output: &str) -> Command {
        let mut elm = Command::new("elm");
        elm.current_dir(&self.folder)
            .arg("make")
            .arg("--optimize")
            .arg(format!("--output={output}"));
        elm
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
    assert_typescript_formatted(folder);
    expect(
        "elm-format --validate",
        &tool("elm-format")
            .arg("--validate")
            .arg(folder)
            .output()
            .unwrap(),
    );
}

/// The same where there is no Elm.
pub fn assert_typescript_formatted(folder: &Path) {
    let mut prettier = tool("prettier");
    prettier
        .args(["--no-config", "--check"])
        .arg(folder.join("**/*.ts"));
    expect("prettier --check", &prettier.output().unwrap());
}

pub fn tool(name: &str) -> Command {
    let path = home().join("node_modules/.bin").join(name);
    assert!(
        path.exists(),
        "{name} is missing: run `npm ci --prefix tests/targets`"
    );
    Command::new(path)
}

/// Asserts success, and tells the rest otherwise.
pub fn expect(what: &str, output: &Output) {
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
        let output = elm.output();
        let has = output.as_ref().is_ok_and(|output| output.status.success());
        if !has {
            // Past the test harness, which would keep it to itself.
            let _ = writeln!(
                std::io::stderr(),
                "\n!! SKIPPED: the Elm compiler or its packages are missing here, so generated Elm was only parsed and \
                checked for its format, neither compiled nor run. Install elm 0.19.1 and let it fetch elm/core, elm/http, \
                elm/json and elm/time. {output:?}\n",
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
        } else if path.extension().is_some_and(|extension| extension == "elm") {
            found.push(path);
        }
    }
}
