//! The folder of a target where there is none yet.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, process};

use super::Error;
use super::disk::{ON_ITS_WAY, failed};

/// It is filled beside its place and put there in one step, so that nobody ever sees a part of it.
#[derive(Debug)]
pub(super) struct NewFolder {
    out: PathBuf,
    /// What the paths of its files begin with: `ts/`.
    root: String,
    beside: PathBuf,
}

impl NewFolder {
    /// The folder of a target below the output folder.
    pub(super) fn of(out: &Path, target: &str) -> Result<Self, Error> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!(".{target}.{}.{number}{ON_ITS_WAY}", process::id());
        let beside = out.join(name);
        // What a process of the same number left when it was killed.
        match fs::remove_dir_all(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("remove", &beside)(error));
            }
            _ => {}
        }
        Ok(Self {
            out: out.to_owned(),
            root: format!("{target}/"),
            beside,
        })
    }

    /// Where a file is written; `None` for one of another folder.
    pub(super) fn beside(&self, path: &str) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.root)?;
        Some(self.beside.join(below))
    }

    /// Puts it in its place. These files are in it, and others that are not.
    pub(super) fn settle<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), Error> {
        let place = self.out.join(&self.root);
        if fs::rename(&self.beside, place).is_ok() {
            return Ok(());
        }
        // Another run was quicker: what it has put there is brought up to date file by file.
        for path in paths {
            if let Some(beside) = self.beside(path) {
                let place = self.out.join(path);
                let folder = place.parent().unwrap_or(&self.out);
                let moved = fs::create_dir_all(folder).and_then(|()| fs::rename(beside, &place));
                moved.map_err(failed("write", &place))?;
            }
        }
        Ok(())
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // Nothing is left of it but where something went wrong, which is what there is to tell.
        let _ = fs::remove_dir_all(&self.beside);
    }
}
