//! Finds the ideas, so that a folder added is an idea added.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let ideas = Path::new(env!("CARGO_MANIFEST_DIR")).join("ideas");
    println!("cargo::rerun-if-changed={}", ideas.display());
    let mut folders: Vec<PathBuf> = fs::read_dir(&ideas)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    folders.sort();

    let (mut models, mut samples, mut list) = (String::new(), String::new(), String::new());
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let place = folder.to_string_lossy();
        let module = |file: &str| {
            format!(
                "#[path = {:?}]\npub mod {name};\n",
                format!("{place}/{file}")
            )
        };
        models += &module("model.rs");
        samples += &module("samples.rs");
        writeln!(
            list,
            "Idea {{ name: {name:?}, folder: {place:?}, subjects: samples::{name}::subjects }},"
        )
        .map_err(io::Error::other)?;
    }

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("models.rs"), models)?;
    fs::write(out.join("samples.rs"), samples)?;
    fs::write(out.join("list.rs"), format!("&[\n{list}]"))
}
