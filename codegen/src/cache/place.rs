//! Where the cache lies, and who may trust it. Beside `build` the only room that asks the system about itself.

use std::env;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Hash, hash};

/// A folder for what is kept between runs.
#[derive(Debug, Clone)]
pub struct Place {
    folder: PathBuf,
    /// The program that runs. What another one has written is worth nothing.
    tool: Hash,
}

impl Place {
    /// `buildamp/` below `target`, the build's own folder: `$CARGO_TARGET_DIR`, else `target` beside the `Cargo.lock`
    /// nearest above the root, else beside the package's manifest. `None` where there is neither.
    #[must_use]
    pub fn find(root: &Path, target: Option<PathBuf>) -> Option<Self> {
        let target = target.map(|target| root.join(target)).or_else(|| {
            let beside = |name: &str| root.ancestors().find(|above| above.join(name).is_file());
            let folder = beside("Cargo.lock").or_else(|| beside("Cargo.toml"))?;
            Some(folder.join("target"))
        })?;
        Self::at(target.join("buildamp"))
    }

    /// This folder itself.
    #[must_use]
    pub fn at(folder: PathBuf) -> Option<Self> {
        Some(Self {
            folder,
            tool: tool()?,
        })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file that keeps something about what was asked for.
    pub(super) fn file(&self, asked: &impl Debug, kind: &str) -> PathBuf {
        let asked = hash(format!("{asked:?}").as_bytes());
        self.folder.join(format!("{asked:032x}.{kind}"))
    }

    pub(super) fn tool(&self) -> Hash {
        self.tool
    }
}

/// What tells one build of the program from another: its version, and its file's length and time.
fn tool() -> Option<Hash> {
    let file = env::current_exe().ok()?.metadata().ok()?;
    let written = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let told = format!("{} {} {written:?}", env!("CARGO_PKG_VERSION"), file.len());
    Some(hash(told.as_bytes()))
}
