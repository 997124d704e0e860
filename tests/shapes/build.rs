//! Writes the impls of the models, and twins of the models that derive everything, for comparison.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    buildamp_codegen::build();

    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    twin(&root.join("src/models"), &out.join("twins"))?;
    let twins = out.join("twins/mod.rs");
    fs::write(
        out.join("twins.rs"),
        format!("#[path = {:?}]\npub mod twins;\n", twins.to_string_lossy()),
    )
}

/// Copies a folder of models and puts serde's and the standard library's derives on what has none.
fn twin(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            twin(&entry.path(), &target)?;
        } else {
            fs::write(target, derive(&fs::read_to_string(entry.path())?))?;
        }
    }
    Ok(())
}

/// Puts a derive of what is missing before each type. The models keep their derives on one line.
fn derive(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut derived = String::new();
    for line in text.lines() {
        let code = line.trim_start();
        if code.starts_with("#[derive(") {
            code.clone_into(&mut derived);
        }
        if let Some(rest) = code
            .strip_prefix("pub struct ")
            .or(code.strip_prefix("pub enum "))
        {
            let name = rest
                .split(|end: char| !end.is_alphanumeric() && end != '_')
                .next()
                .unwrap_or_default();
            for (name_of_trait, path) in [
                ("Debug", "Debug"),
                ("Clone", "Clone"),
                ("Serialize", "::serde::Serialize"),
                ("Deserialize", "::serde::Deserialize"),
            ] {
                if !derived.contains(name_of_trait)
                    && !text.contains(&format!("{name_of_trait} for {name} "))
                {
                    lines.push(format!("#[derive({path})]"));
                }
            }
            derived.clear();
        }
        // What borrows through another type says so to serde's derive; the impls that are written find out.
        if code.starts_with("pub ") && !code.ends_with('{') && code.contains("<'a>") {
            lines.push("#[serde(borrow)]".to_owned());
        }
        lines.push(line.replace("crate::models", "crate::twins"));
    }
    lines.join("\n")
}
