//! Where the models are: from the command line, else from `[generate]` in buildamp.toml, else where they usually lie.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use buildamp_codegen::config::{self, Config};
use buildamp_codegen::model::FileName;
use buildamp_codegen::report::Problem;
use buildamp_codegen::scan::{Forgetful, Memory, Seen};
use buildamp_codegen::{Analysis, Input};

use super::answer::Answer;

/// The folders to read.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// Where the models lie; may be given several times [default: src/models]
    #[arg(long, value_name = "DIR")]
    models: Vec<PathBuf>,

    /// Where the handlers lie [default: handlers beside the models, where there is such a folder]
    #[arg(long, value_name = "DIR")]
    handlers: Option<PathBuf>,
}

/// What is to be read, before it is.
pub struct Asked {
    /// Where to look.
    pub input: Input,
    /// `[generate]`, where no option says otherwise.
    pub config: Config,
    settings: Settings,
}

impl Source {
    /// Reads the models and handlers.
    ///
    /// # Errors
    /// What to print when a folder or the file that `$BUILDAMP_CONFIG` names is not there.
    pub fn find(&self) -> Result<Analysis, Answer> {
        let nothing: Arc<dyn Memory> = Arc::new(Forgetful);
        Ok(self.asked()?.read(&nothing))
    }

    /// The settings, and where the models and handlers are.
    ///
    /// # Errors
    /// What to print when a folder or the file that `$BUILDAMP_CONFIG` names is not there.
    pub fn asked(&self) -> Result<Asked, Answer> {
        let settings = Settings::find()?;
        let models = match self.models.as_slice() {
            [] => settings.config.models.clone(),
            folders => folders.to_vec(),
        };
        let handlers = self
            .handlers
            .clone()
            .or_else(|| settings.config.handlers.clone());
        for folder in &models {
            let help = "stand in the package's folder, or say where they lie with `--models DIR`";
            present(folder, "models", help)?;
        }
        if let Some(folder) = &handlers {
            let help = "say where they lie with `--handlers DIR`, or leave it out";
            present(folder, "handlers", help)?;
        }
        Ok(Asked {
            input: Input {
                root: std::env::current_dir().unwrap_or_default(),
                models,
                handlers,
                places: settings.config.places.clone(),
                types: settings.config.types.clone(),
                int64: settings.config.int64,
                targets: settings.config.targets.clone(),
                features: settings.config.features.clone(),
                ..Input::default()
            },
            config: settings.config.clone(),
            settings,
        })
    }
}

impl Asked {
    /// Whether the settings say what they should.
    pub fn is_well(&self) -> bool {
        self.settings.problems.is_empty()
    }

    /// Reads the models and handlers, except for files that are remembered.
    pub fn read(&self, memory: &Arc<dyn Memory>) -> Analysis {
        let mut analysis = buildamp_codegen::analyse_with(&self.input, memory);
        analysis
            .problems
            .splice(0..0, self.settings.problems.iter().cloned());
        analysis.sources.extend(self.settings.source.clone());
        analysis.seen.extend(self.settings.seen.clone());
        // A file may be wrong as a whole, unread; a person wants to see its line all the same.
        for problem in &analysis.problems {
            let file = &problem.at.file;
            if !analysis.sources.contains_key(file)
                && let Ok(text) = std::fs::read_to_string(&**file)
            {
                analysis.sources.insert(file.clone(), text.into());
            }
        }
        analysis
    }
}

/// What buildamp.toml says.
#[derive(Default)]
struct Settings {
    config: Config,
    problems: Vec<Problem>,
    /// The file as problems name it, and its text.
    source: Option<(FileName, Arc<str>)>,
    /// The file that was read, or the one that would have been.
    seen: Option<(PathBuf, Seen)>,
}

impl Settings {
    fn find() -> Result<Self, Answer> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let named = std::env::var_os("BUILDAMP_CONFIG").map(PathBuf::from);
        let Some(file) = config::find(named, package.as_deref()) else {
            return Ok(Self {
                seen: Some((PathBuf::from("buildamp.toml"), Seen::Nothing)),
                ..Self::default()
            });
        };
        let text: Arc<str> = std::fs::read_to_string(&file)
            .map(Arc::from)
            .map_err(|error| {
                let what = format!("the settings '{}' cannot be read: {error}", file.display());
                Answer::usage(&what, "name a file with `BUILDAMP_CONFIG`, or unset it")
            })?;
        let (config, problems) = config::read(&text, &file);
        let name = problems.first().map(|problem| problem.at.file.clone());
        Ok(Self {
            config,
            problems,
            seen: Some((file, Seen::Text(Arc::clone(&text)))),
            source: name.map(|name| (name, text)),
        })
    }
}

fn present(folder: &Path, what: &str, help: &str) -> Result<(), Answer> {
    // `models.rs` alone will do: what it declares inline needs no folder.
    if folder.is_dir() || folder.with_extension("rs").is_file() {
        return Ok(());
    }
    let what = format!("there is no {what} folder '{}'", folder.display());
    Err(Answer::usage(&what, help))
}
