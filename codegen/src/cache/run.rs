//! Runs that had nothing to say: as long as their inputs and outputs stand as they were, there is nothing to do.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::Place;
use super::{Hash, hash, store};
use crate::emit::{Owner, Target};
use crate::output::{self, Change, Stamp, Status};
use crate::parallel;
use crate::scan::{self, Answered, Seen};

/// What a run read and what it left on the disk.
#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    inputs: Vec<(PathBuf, Mark)>,
    outputs: Vec<Output>,
    /// Every folder of output and the names in it, so that what is added is seen.
    folders: Vec<(PathBuf, Hash)>,
}

/// [`Seen`], by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Mark {
    Nothing,
    File,
    Folder,
    Text(Hash),
    Names(Hash),
}

/// A file that a run gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Nothing of a file that is the user's.
    stamp: Option<Stamp>,
}

impl Run {
    /// The outputs of the run that was kept for what is asked, if nothing has changed since.
    #[must_use]
    pub fn standing(place: &Place, asked: &impl Debug, out: &Path) -> Option<Vec<Output>> {
        let bytes = store::read(place, &place.file(asked, "run"))?;
        let run: Self = postcard::from_bytes(&bytes).ok()?;
        run.stands(out).then_some(run.outputs)
    }

    fn stands(&self, out: &Path) -> bool {
        let is = |all: Vec<bool>| all.into_iter().all(|one| one);
        is(parallel::map(&self.inputs, |(path, mark)| {
            mark.stands(path)
        })) && is(parallel::map(&self.outputs, |output| output.stands(out)))
            && self
                .folders
                .iter()
                .all(|(folder, names)| listing(folder) == Some(*names))
    }

    /// Keeps a run that told of no problem and brought the output folder to these files.
    pub fn keep(
        place: &Place,
        asked: &impl Debug,
        seen: &Answered,
        (out, targets): (&Path, &[Target]),
        changes: &[Change],
    ) {
        let files: Vec<&Change> = changes
            .iter()
            .filter(|change| change.status != Status::Removed)
            .collect();
        let inputs = seen
            .iter()
            .map(|(path, seen)| (path.clone(), Mark::of(seen)));
        let outputs: Option<Vec<Output>> = files.iter().map(|file| Output::of(file)).collect();
        let mut folders: BTreeSet<PathBuf> = targets
            .iter()
            .map(|target| out.join(target.name()))
            .collect();
        let mut last = None;
        for file in &files {
            let folder = Path::new(&file.path).parent();
            // Those of one folder are next to each other.
            if folder.is_some() && folder != last {
                let above = out.join(&file.path);
                let above = above.ancestors().skip(1).take_while(|above| *above != out);
                folders.extend(above.map(Path::to_path_buf));
                last = folder;
            }
        }
        let folders: Option<Vec<_>> = folders
            .into_iter()
            .map(|folder| listing(&folder).map(|names| (folder, names)))
            .collect();
        if let (Some(outputs), Some(folders)) = (outputs, folders) {
            let run = Self {
                inputs: inputs.collect(),
                outputs,
                folders,
            };
            if let Ok(run) = postcard::to_allocvec(&run) {
                store::write(place, &place.file(asked, "run"), &[&run]);
            }
        }
    }
}

impl Mark {
    fn of(seen: &Seen) -> Self {
        match seen {
            Seen::Nothing => Self::Nothing,
            Seen::File => Self::File,
            Seen::Folder => Self::Folder,
            Seen::Text(text) => Self::Text(hash(text.as_bytes())),
            Seen::Names(names) => Self::Names(hash(names.as_bytes())),
        }
    }

    fn stands(self, path: &Path) -> bool {
        match self {
            Self::Nothing | Self::File | Self::Folder => Self::of(&scan::kind(path)) == self,
            Self::Text(expected) => {
                fs::read(path).is_ok_and(|bytes| hash(scan::text(&bytes)) == expected)
            }
            Self::Names(expected) => hash(scan::names(path).as_bytes()) == expected,
        }
    }
}

impl Output {
    /// A file as it stands now; `None` when that cannot be known again.
    fn of(change: &Change) -> Option<Self> {
        let stamp = match change.owner {
            Owner::User => None,
            Owner::Generator => Some(change.stamp?),
        };
        Some(Self {
            path: change.path.clone(),
            stamp,
        })
    }

    fn stands(&self, out: &Path) -> bool {
        let file = out.join(&self.path);
        match self.stamp {
            Some(expected) => output::stamp(&file) == Some(expected),
            None => file.is_file(),
        }
    }
}

/// The names of all that is in a folder.
fn listing(folder: &Path) -> Option<Hash> {
    let entries = fs::read_dir(folder).ok()?;
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    let bytes: Vec<&[u8]> = names.iter().map(|name| name.as_encoded_bytes()).collect();
    Some(hash(&bytes.join(&0)))
}
