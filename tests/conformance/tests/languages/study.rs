//! An idea as the generator sees it.

use std::fs;
use std::path::Path;

use buildamp_codegen::config::Int64;
use buildamp_codegen::emit::Target;
use buildamp_codegen::model::Definition;
use buildamp_codegen::{Input, analyse, config};
use conformance::{Idea, Subject};

/// An idea, its types on the wire and what is tried of them.
pub struct Study {
    pub idea: &'static Idea,
    pub definitions: Vec<Definition>,
    pub subjects: Vec<Subject>,
}

impl Study {
    /// Analyses the models of an idea; in the error stands what is wrong with them.
    pub fn of(idea: &'static Idea, scratch: &Path, int64: Int64) -> Result<Self, String> {
        let root = scratch.join(idea.name);
        let models = root.join("src/models");
        copy(Path::new(idea.folder), &models.join(idea.name));
        write(&root.join("src/lib.rs"), "pub mod models;\n");
        write(&models.join("mod.rs"), &format!("pub mod {};\n", idea.name));
        // A crate that builds with the generator would be asked for more than its JSON.
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let others: Vec<String> = fs::read_to_string(manifest)
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("buildamp"))
            .map(str::to_owned)
            .collect();
        write(&root.join("Cargo.toml"), &others.join("\n"));

        let settings = Path::new(idea.folder).join("buildamp.toml");
        let (config, problems) = config::read(
            &fs::read_to_string(&settings).unwrap_or_default(),
            &settings,
        );
        assert!(problems.is_empty(), "{problems:?}");
        let analysis = analyse(&Input {
            root,
            models: vec![models],
            types: config.types,
            int64,
            targets: vec![Target::Ts],
            ..Input::default()
        });
        let errors: Vec<String> = analysis
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .map(|problem| {
                let at = &problem.at;
                let (code, what, help) = (problem.code, &problem.what, &problem.help);
                format!("{code} {}:{}: {what}\n  help: {help}", at.file, at.line)
            })
            .collect();
        if errors.is_empty() {
            Ok(Self {
                idea,
                definitions: analysis.definitions,
                subjects: (idea.subjects)(),
            })
        } else {
            Err(errors.join("\n  "))
        }
    }
}

/// Lays the files of an idea where a user's crate would have them: `model.rs` is the module itself.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match name {
            "samples.rs" => {}
            "model.rs" => write(&to.join("mod.rs"), &fs::read_to_string(&path).unwrap()),
            _ if path.is_dir() => copy(&path, &to.join(name)),
            _ if path.extension().is_some_and(|extension| extension == "rs") => {
                write(&to.join(name), &fs::read_to_string(&path).unwrap());
            }
            _ => {}
        }
    }
}

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
