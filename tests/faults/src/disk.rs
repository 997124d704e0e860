//! A small disk that can be filled.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

/// A disk in memory, gone when this is dropped.
#[derive(Debug)]
pub struct Disk(PathBuf);

impl Disk {
    pub fn new(at: PathBuf, megabytes: u32) -> Result<Self> {
        fs::create_dir(&at)?;
        let size = std::ffi::CString::new(format!("size={megabytes}m"))?;
        mount("tmpfs", &at, "tmpfs", MountFlags::empty(), size.as_c_str())
            .context("no tmpfs can be mounted, which takes root's rights: run this as root")?;
        Ok(Self(at))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes all the room that is left, to the last byte; `free` gives it back.
    pub fn fill(&self) -> Result<()> {
        let mut filler = File::create(self.filler())?;
        for size in [1 << 20, 4 << 10, 1] {
            let bytes = vec![0; size];
            loop {
                match filler.write_all(&bytes) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    pub fn free(&self) -> Result<()> {
        Ok(fs::remove_file(self.filler())?)
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whoever still has a file on it keeps it until then.
        if let Err(error) = unmount(&self.0, UnmountFlags::DETACH) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}
