//! The floor: programs that do nothing but what cannot be left out.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io};

use rayon::prelude::*;

/// Every file with this ending below a folder.
pub fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads and hashes every Rust file.
pub fn hash(folder: &Path) -> io::Result<u128> {
    let hashes = files(folder, ".rs")?.into_par_iter().map(|file| {
        let bytes = fs::read(file)?;
        Ok(xxhash_rust::xxh3::xxh3_128(&bytes))
    });
    hashes.try_reduce(|| 0, |a, b| Ok(a ^ b))
}

/// Reads and parses every Rust file.
pub fn parse(folder: &Path) -> io::Result<usize> {
    let parsed = files(folder, ".rs")?.into_par_iter().map(|file| {
        let text = fs::read_to_string(file)?;
        let file = syn::parse_file(&text).map_err(io::Error::other)?;
        Ok(file.items.len())
    });
    parsed.try_reduce(|| 0, |a, b| Ok(a + b))
}

/// Parses, then writes what stands below `like` once more below `out`. The time leaves out the start of the process and
/// the reading of those bytes.
pub fn parse_and_write(folder: &Path, like: &Path, out: &Path) -> io::Result<(Duration, Duration)> {
    let mut texts = Vec::new();
    for file in files(like, "")? {
        let below = file.strip_prefix(like).map_err(io::Error::other)?;
        texts.push((out.join(below), fs::read(&file)?));
    }
    let start = Instant::now();
    std::hint::black_box(parse(folder)?);
    let parsed = start.elapsed();
    for (file, _) in &texts {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
    }
    texts
        .into_par_iter()
        .try_for_each(|(file, bytes)| fs::write(file, bytes))?;
    Ok((parsed, start.elapsed().saturating_sub(parsed)))
}
