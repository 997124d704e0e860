//! A file of the cache: bytes with the program that wrote it and a sum over it, replaced in one step.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use twox_hash::XxHash3_128;

use super::place::Place;
use super::{Hash, hash};

/// The bytes of a file that this program wrote, whole.
pub fn read(place: &Place, file: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(file).ok()?;
    let (head, body) = bytes.split_at_checked(2 * size_of::<Hash>())?;
    let expected = [place.tool().to_le_bytes(), hash(body).to_le_bytes()].concat();
    (head == expected).then(|| bytes.split_off(expected.len()))
}

/// Puts bytes, one behind the other, in the place of a file. What cannot be written is not kept; nobody depends on it.
pub fn write(place: &Place, file: &Path, body: &[&[u8]]) {
    let mut sum = XxHash3_128::new();
    for part in body {
        sum.write(part);
    }
    let head = [place.tool().to_le_bytes(), sum.finish_128().to_le_bytes()].concat();
    let _ = replace(place, file, &head, body);
}

fn replace(place: &Place, file: &Path, head: &[u8], body: &[&[u8]]) -> io::Result<()> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    if !place.folder().is_dir() {
        fs::create_dir_all(place.folder())?;
        // Whoever keeps `target` elsewhere does not want this folder in the repository either.
        fs::write(place.folder().join(".gitignore"), "*\n")?;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let beside = file.with_extension(format!("{}-{count}.tmp", std::process::id()));
    let write = || {
        let mut out = io::BufWriter::with_capacity(1 << 20, fs::File::create(&beside)?);
        out.write_all(head)?;
        for part in body {
            out.write_all(part)?;
        }
        out.flush()
    };
    let written = write().and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
