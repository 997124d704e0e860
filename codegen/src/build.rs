//! For build.rs: from the package that cargo names to `OUT_DIR/buildamp.rs`. The only room that reads the environment.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    thread,
};

use crate::{
    Input, analyse,
    config::{self, Config},
    door,
    model::FileName,
    report::{self, Problem},
};

/// Reads the models and handlers of the package and writes what `buildamp::include_generated!()` takes in.
///
/// It never fails the build: a mistake in a model becomes a `compile_error!` in what it writes, because a build script
/// that fails hides every other message of rustc.
pub fn build() {
    // Parsing descends with the nesting of a type; this is enough for some ten thousand levels.
    let built = thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(run)
        .map(thread::JoinHandle::join);
    if !matches!(built, Ok(Ok(()))) {
        println!("cargo::warning=BuildAmp could not run: {built:?}");
    }
}

fn run() {
    let root = folder("CARGO_MANIFEST_DIR");
    let settings = settings(&root, env::var_os("BUILDAMP_CONFIG").map(PathBuf::from));
    let mut analysis = analyse(&Input {
        root: root.clone(),
        models: settings.config.models.clone(),
        handlers: settings.config.handlers.clone(),
        places: settings.config.places,
        types: settings.config.types,
        features: settings.config.features,
        building: true,
        ..Input::default()
    });
    analysis.problems.extend(settings.problems);

    println!("cargo::rerun-if-env-changed=BUILDAMP_CONFIG");
    let models = settings
        .config
        .models
        .iter()
        .map(|models| watched(&root, models));
    let handlers = settings
        .config
        .handlers
        .iter()
        .map(|handlers| watched(&root, handlers));
    for path in models
        .chain(handlers)
        .chain(settings.file)
        .chain(analysis.inputs.iter().cloned())
    {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    for problem in analysis
        .problems
        .iter()
        .filter(|problem| problem.code == report::SYNTAX)
    {
        // rustc tells of the mistake itself, but not that the types of this file are without their impls.
        let at = &problem.at;
        println!(
            "cargo::warning={}: {}:{}:{}: {}",
            problem.code, at.file, at.line, at.column, problem.what
        );
    }
    let out = folder("OUT_DIR").join("buildamp.rs");
    if let Err(error) = replace(&out, &door::location(&analysis)) {
        println!(
            "cargo::warning={} cannot be written: {error}",
            out.display()
        );
    }
}

/// What the package's buildamp.toml says.
pub(crate) struct Settings {
    /// Its `[generate]`, or the defaults.
    pub config: Config,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The file, when there is one.
    pub file: Option<PathBuf>,
}

/// The settings of the package at `root`: from the file `named`, else from the buildamp.toml beside its manifest.
pub(crate) fn settings(root: &Path, named: Option<PathBuf>) -> Settings {
    let beside = || Some(root.join("buildamp.toml")).filter(|file| file.is_file());
    let Some(file) = named.map(|named| root.join(named)).or_else(beside) else {
        return Settings {
            config: Config::default(),
            problems: Vec::new(),
            file: None,
        };
    };
    let (mut config, mut problems) = match fs::read_to_string(&file) {
        Ok(text) => config::read(&text, &file),
        Err(error) => {
            let at = report::top(file.to_string_lossy().into_owned());
            let what = format!("the configuration cannot be read: {error}");
            let help = "create the file, or take BUILDAMP_CONFIG out of the environment";
            (
                Config::default(),
                vec![Problem::new(report::CONFIG, at, what, help)],
            )
        }
    };
    let shown = file.strip_prefix(root).unwrap_or(&file);
    let shown = FileName::from(shown.to_string_lossy().replace('\\', "/"));
    let places = problems.iter_mut().map(|problem| &mut problem.at);
    for at in places.chain(config.features.values_mut()) {
        at.file.clone_from(&shown);
    }
    Settings {
        config,
        problems,
        file: Some(file),
    }
}

/// The folder, or the nearest one above it that exists: cargo would run the script at every build for what is missing.
fn watched(root: &Path, folder: &Path) -> PathBuf {
    let folder = root.join(folder);
    let there = folder.ancestors().find(|above| above.exists());
    there.map_or_else(|| root.to_owned(), Path::to_path_buf)
}

fn folder(variable: &str) -> PathBuf {
    env::var_os(variable).map(PathBuf::from).unwrap_or_default()
}

/// Writes the file unless it holds that text: rustc looks at its time.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(file) {
        Ok(there) if there == text => Ok(()),
        _ => fs::write(file, text),
    }
}
