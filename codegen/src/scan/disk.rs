//! What was asked of the disk and what it answered: as long as it answers the same, so does the generator.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::tree::Tree;

/// What the disk answered, by path.
pub type Answered = FxHashMap<PathBuf, Seen>;

/// What stood at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Neither a file nor a folder.
    Nothing,
    /// A file, whatever is in it.
    File,
    /// A folder, whatever is in it.
    Folder,
    /// A file with this text.
    Text(Arc<str>),
    /// A folder with these Rust files and folders, as [`names`] tells them.
    Names(String),
}

impl Seen {
    /// Whether the disk would answer the same now.
    #[must_use]
    pub fn stands(&self, path: &Path) -> bool {
        match self {
            Self::Nothing | Self::File | Self::Folder => kind(path) == *self,
            Self::Text(text) => {
                fs::read(path).is_ok_and(|bytes| self::text(&bytes) == text.as_bytes())
            }
            Self::Names(names) => self::names(path) == *names,
        }
    }
}

/// The text of a file without the mark that some editors put in front.
#[must_use]
pub fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// What stands at a path, by its kind alone.
#[must_use]
pub fn kind(path: &Path) -> Seen {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => Seen::File,
        Ok(found) if found.is_dir() => Seen::Folder,
        Ok(_) | Err(_) => Seen::Nothing,
    }
}

/// The names of what can be a module right below a folder, one a line in their order.
#[must_use]
pub fn names(folder: &Path) -> String {
    let Ok(entries) = fs::read_dir(folder) else {
        return String::new();
    };
    let entries = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            return Some(name + "/");
        }
        // A link may be either.
        let is_rust = Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "rs");
        (kind.is_symlink() || is_rust).then_some(name)
    });
    let mut names: Vec<String> = entries.collect();
    names.sort_unstable();
    names.join("\n")
}

impl Tree {
    /// Whether a file stands at a path.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.kind(path) == Seen::File
    }

    /// Whether a folder stands at a path.
    pub(super) fn is_dir(&self, path: &Path) -> bool {
        self.kind(path) == Seen::Folder
    }

    fn kind(&self, path: &Path) -> Seen {
        let seen = kind(path);
        let mut state = self.state.borrow_mut();
        state
            .seen
            .entry(path.to_owned())
            .or_insert_with(|| seen.clone());
        seen
    }

    /// The text of a file that is no Rust source; `None` when there is none.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        let found = fs::read_to_string(path).ok();
        let seen = match &found {
            Some(text) => Seen::Text(Arc::from(text.as_str())),
            None => kind(path),
        };
        self.saw(path.to_owned(), seen);
        found
    }

    /// Takes down what stands at a path. What a file holds counts for more than that it is there.
    pub(super) fn saw(&self, path: PathBuf, seen: Seen) {
        self.state.borrow_mut().seen.insert(path, seen);
    }
}
