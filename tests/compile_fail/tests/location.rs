//! Each folder below `mistakes/` is a crate with one mistake: rustc says one thing about it, and the models beside it
//! keep their methods. What it says stands in the folder's `rustc.txt`; `BLESS=1` writes it anew.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

#[test]
fn h12_h13_one_mistake_is_one_error_and_the_other_models_stay_usable() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    let mistakes = folders(&here.join("mistakes"));
    lay_out(&mistakes, here, &workspace);

    let errors = check(&workspace);
    let mut wrong = Vec::new();
    for mistake in &mistakes {
        let name = name(mistake);
        let said = errors.get(&name).map_or(&[][..], Vec::as_slice);
        let text = said.concat();
        let golden = mistake.join("rustc.txt");
        if env::var_os("BLESS").is_some() {
            fs::write(&golden, &text).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        // Crates without a mistake stand among the others: what the harness itself does wrong shows there.
        let count = usize::from(!name.ends_with("none"));
        if said.len() != count || text != expected {
            wrong.push(format!(
                "== {name}: {} errors\n{text}\n== expected\n{expected}",
                said.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(mistakes.len() > 12);
}

/// Writes a workspace with a package for each mistake: what they have in common, and over it the mistake's own files.
fn lay_out(mistakes: &[PathBuf], here: &Path, workspace: &Path) {
    let root = here.join("../..").canonicalize().unwrap();
    let quoted = |path: &Path| format!("{:?}", path.display().to_string());
    let crates = workspace.join("crates");
    let mut wanted = BTreeMap::new();
    for mistake in mistakes {
        let package = crates.join(name(mistake));
        // What those without a store have in common differs.
        let common = if name(mistake).starts_with("immediate-") {
            "immediate"
        } else {
            "common"
        };
        for from in [here.join(common), mistake.clone()] {
            for (path, text) in files(&from) {
                wanted.insert(package.join(path), text);
            }
        }
        let manifest = format!(
            "[package]\nname = {:?}\nedition = \"2024\"\n\n[dependencies]\nserde = {{ version = \"1\", features = \
             [\"derive\"] }}\nbuildamp = {{ path = {}, default-features = false, features = [\"engine\"] }}\n\n\
             [build-dependencies]\nbuildamp-codegen = {{ path = {} }}\n",
            name(mistake),
            quoted(&root),
            quoted(&root.join("codegen")),
        );
        wanted.insert(package.join("Cargo.toml"), manifest);
    }
    let manifest =
        "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\n";
    wanted.insert(workspace.join("Cargo.toml"), manifest.to_owned());
    wanted.insert(
        workspace.join("Cargo.lock"),
        fs::read_to_string(root.join("Cargo.lock")).unwrap(),
    );

    for (path, _) in files(&crates) {
        if !wanted.contains_key(&crates.join(&path)) {
            fs::remove_file(crates.join(path)).unwrap();
        }
    }
    for (path, text) in wanted {
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

/// The errors of each package, as a person reads them, with what differs between machines taken out.
fn check(workspace: &Path) -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--workspace",
            "--keep-going",
            "--message-format=json",
            "--target-dir",
        ])
        .arg(workspace.join("target"))
        .current_dir(workspace)
        .env_remove("BUILDAMP_CONFIG")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut checked = 0;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        checked += usize::from(
            line["reason"] == "compiler-message" || line["reason"] == "compiler-artifact",
        );
        // Without spans it only counts the errors before it.
        let spans = line["message"]["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty());
        if line["message"]["level"] == "error" && spans {
            let package = line["target"]["name"].as_str().unwrap().replace('_', "-");
            let text = line["message"]["rendered"].as_str().unwrap();
            errors
                .entry(package)
                .or_default()
                .push(normal(text, workspace));
        }
    }
    assert!(
        checked > 0,
        "cargo said nothing:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    errors
}

/// The text without the folders of this machine, the hash in `OUT_DIR`, the lines of the generated file, which only repeat our
/// message, and those of our own crates.
fn normal(text: &str, workspace: &Path) -> String {
    let text = text.replace(&workspace.display().to_string(), "");
    let mut elsewhere = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        match code.strip_prefix("--> ") {
            Some(place) if place.contains("/out/buildamp.rs:") => {
                elsewhere = true;
                lines.push(format!("{indent}--> $OUT_DIR/buildamp.rs"));
            }
            Some(place) if place.contains("/runtime/src/") => {
                elsewhere = true;
                lines.push(format!("{indent}--> $BUILDAMP"));
            }
            Some(place) => {
                elsewhere = false;
                lines.push(format!("{indent}--> {}", place.trim_start_matches('/')));
            }
            None if elsewhere && !is_more(line) => {}
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// Whether a line says something of its own.
fn is_more(line: &str) -> bool {
    line.starts_with("note: ") || line.starts_with("help: ")
}

fn name(folder: &Path) -> String {
    folder
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .replace('_', "-")
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(of)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

/// Every file below a folder by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let below = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|(inner, text)| (below.join(inner), text)),
            );
        } else {
            found.insert(below, fs::read_to_string(&path).unwrap());
        }
    }
    found
}
