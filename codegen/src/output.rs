//! The owner of the disk: writes what changed, removes what no model gives any more, and compares for `--check`.
//!
//! Only files that begin with our header are ever replaced or removed. What belongs to the user is written where it is
//! missing, and never again.

mod disk;
mod new_folder;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use self::disk::{Folders, create, failed, ours, remove, replace, users};
pub use self::disk::{Stamp, stamp};
use self::new_folder::NewFolder;
use crate::emit::{Owner, Sheet, Target};
use crate::parallel;

/// A file, and what stands on disk against what the models give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Who may change it.
    pub owner: Owner,
    /// What was done, or what would be.
    pub status: Status,
    /// How it stands on disk now; `None` where it does not, and of what is the user's.
    pub stamp: Option<Stamp>,
    /// The text on disk, where the models give another one or none and [`check`] found it.
    pub before: Option<String>,
    /// The text that the models give, where [`check`] found another one or none.
    pub after: Option<String>,
}

/// What became of a file, or what would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It was missing or different and has been written.
    Written,
    /// It stands as the models give it.
    Unchanged,
    /// No model gives it any more, and it has been removed.
    Removed,
    /// It is not there.
    Missing,
    /// Its text is different.
    Changed,
    /// No model gives it any more.
    Orphan,
}

/// Why the disk could not be brought or compared to what the models give.
#[derive(Debug)]
pub enum Error {
    /// Something that the generator did not write stands where a file would go.
    Foreign {
        /// The file or folder.
        path: PathBuf,
    },
    /// The operating system refused.
    Io {
        /// What was done: `read`, `write`, `remove`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { path } => write!(
                f,
                "`{}` was not written by the generator and stands in its way: move it, or remove it",
                path.display()
            ),
            Self::Io {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} `{}`: {source}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Foreign { .. } => None,
            Self::Io { source, .. } => Some(source),
        }
    }
}

/// Compares the output folder with these files, over the folders of these targets. Writes nothing.
///
/// # Errors
/// When a file cannot be read, or when one that the generator did not write stands in the way.
pub fn check<'a>(
    out: &Path,
    sheets: impl IntoIterator<Item = impl Into<Sheet<'a>>>,
    targets: &[Target],
) -> Result<Vec<Change>, Error> {
    let sheets: Vec<Sheet<'a>> = sheets.into_iter().map(Into::into).collect();
    let found = Found::of(out, &sheets, targets)?;
    let compared = parallel::map(&sheets, |sheet| {
        let texts = sheet.texts();
        let named = sheet.files.iter().zip(&texts);
        let changes = named.map(|((path, owner), text)| {
            let before = found.standing.get(path.as_str());
            let after = || Some(text.to_string());
            let (status, before, after) = match (before, owner) {
                (None, _) => (Status::Missing, None, after()),
                (Some(_), Owner::User) => (Status::Unchanged, None, None),
                (Some(it), Owner::Generator) if it.bytes == text.as_bytes() => {
                    (Status::Unchanged, None, None)
                }
                (Some(it), Owner::Generator) => (Status::Changed, Some(it.text()), after()),
            };
            Change {
                path: path.clone(),
                owner: *owner,
                status,
                stamp: None,
                before,
                after,
            }
        });
        changes.collect::<Vec<_>>()
    });
    let orphans = found.orphans.into_iter().map(|(path, text)| Change {
        before: Some(text),
        ..orphan(path, Status::Orphan)
    });
    let mut changes: Vec<Change> = compared.into_iter().flatten().chain(orphans).collect();
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// Brings the output folder to these files, over the folders of these targets: writes what is missing or different and
/// removes what no model gives any more. Nothing is written when something foreign stands in the way.
///
/// # Errors
/// When a file cannot be read, written or removed, or when one that the generator did not write stands in the way.
pub fn write<'a>(
    out: &Path,
    sheets: impl IntoIterator<Item = impl Into<Sheet<'a>>>,
    targets: &[Target],
) -> Result<Vec<Change>, Error> {
    let sheets: Vec<Sheet<'a>> = sheets.into_iter().map(Into::into).collect();
    let found = Found::of(out, &sheets, targets)?;
    // Orphans go first: on some disks `email.ts` and `Email.ts` are one file.
    for path in found.orphans.keys() {
        remove(&out.join(path), out)?;
    }
    let paths = sheets.iter().flat_map(|sheet| &sheet.files);
    let missing = paths.filter(|(path, _)| !found.standing.contains_key(path.as_str()));
    let new = found.new.iter().map(|target| NewFolder::of(out, target));
    let new = new.collect::<Result<Vec<_>, _>>()?;
    let beside = |path: &str| new.iter().find_map(|folder| folder.beside(path));
    let folders: BTreeSet<&str> = missing
        .map(|(path, _)| &path[..path.rfind('/').map_or(0, |slash| slash + 1)])
        .collect();
    for folder in folders {
        let place = out.join(folder);
        let made = fs::create_dir_all(beside(folder).as_ref().unwrap_or(&place));
        made.map_err(failed("write", &place))?;
    }
    let written = parallel::map(&sheets, |sheet| {
        let texts = sheet.texts();
        let named = sheet.files.iter().zip(&texts);
        let changes = named.map(|((path, owner), text)| {
            let standing = found.standing.get(path.as_str());
            let (status, stamp) = match (standing, owner) {
                (Some(it), Owner::User) => (Status::Unchanged, it.stamp),
                (Some(it), Owner::Generator) if it.bytes == text.as_bytes() => {
                    (Status::Unchanged, it.stamp)
                }
                (None | Some(_), _) => {
                    let place = out.join(path);
                    let written = match beside(path) {
                        Some(beside) => create(&beside, text),
                        None => replace(&place, text),
                    };
                    (Status::Written, written.map_err(failed("write", &place))?)
                }
            };
            Ok(Change {
                path: path.clone(),
                owner: *owner,
                status,
                stamp: stamp.filter(|_| *owner == Owner::Generator),
                before: None,
                after: None,
            })
        });
        changes.collect::<Result<Vec<_>, Error>>()
    });
    let mut changes = Vec::new();
    for written in written {
        changes.extend(written?);
    }
    for folder in &new {
        folder.settle(changes.iter().map(|change| change.path.as_str()))?;
    }
    let orphans = found.orphans.into_keys();
    changes.extend(orphans.map(|path| orphan(path, Status::Removed)));
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

fn orphan(path: String, status: Status) -> Change {
    Change {
        path,
        owner: Owner::Generator,
        status,
        stamp: None,
        before: None,
        after: None,
    }
}

/// The text of a file below the output folder, whosever it is; `None` where there is nothing.
///
/// # Errors
/// When it cannot be read.
pub fn standing(out: &Path, path: &str) -> Result<Option<String>, Error> {
    Ok(users(&out.join(path))?.map(|standing| standing.text()))
}

/// What stands in the output folder.
struct Found<'a> {
    /// By path, of the files that are to be there those that are.
    standing: BTreeMap<&'a str, disk::Standing>,
    /// By path, the text of those of ours that are not to be there.
    orphans: BTreeMap<String, String>,
    /// The targets without a folder.
    new: Vec<&'static str>,
}

impl<'a> Found<'a> {
    /// Reads all of it, and refuses what somebody else wrote where a file is to go.
    fn of(out: &Path, sheets: &'a [Sheet<'_>], targets: &[Target]) -> Result<Self, Error> {
        let files: Vec<_> = sheets.iter().flat_map(|sheet| &sheet.files).collect();
        let expected: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let folders = targets.iter().map(|target| Folders::of(out, target.home()));
        let folders = folders.collect::<Result<Vec<_>, _>>()?;
        let is_new = targets.iter().zip(&folders).filter(|(_, it)| it.is_new);
        let new = is_new.map(|(target, _)| target.name()).collect();
        let is_there = |path: &str| folders.iter().all(|folder| folder.may_hold(path));
        let there: Vec<_> = files.iter().filter(|(path, _)| is_there(path)).collect();
        let read = parallel::map(&there, |(path, owner)| match owner {
            Owner::Generator => ours(&out.join(path)),
            Owner::User => users(&out.join(path)),
        });
        let mut standing = BTreeMap::new();
        for ((path, _), read) in there.into_iter().zip(read) {
            if let Some(read) = read? {
                standing.insert(path.as_str(), read);
            }
        }
        let mut orphans = BTreeMap::new();
        for folder in folders {
            for path in folder.files() {
                if !expected.contains(path.as_str())
                    && let Some(text) = disk::orphan(&out.join(&path))?
                {
                    orphans.insert(path, text);
                }
            }
        }
        Ok(Self {
            standing,
            orphans,
            new,
        })
    }
}
