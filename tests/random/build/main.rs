//! Writes models at random, from the seed in `SEED`: as a package for the generator to read, and as modules for rustc,
//! with a value at random for each type.

#[path = "../src/dice.rs"]
#[expect(dead_code, reason = "the other half is for values")]
mod dice;
mod model;
mod names;
mod types;
mod write;

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use dice::Dice;

/// How many models there are, each a file of some types.
const MODELS: u64 = 320;

/// The seed where none is given.
const SEED: u64 = 4;

fn main() {
    println!("cargo::rerun-if-env-changed=SEED");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/dice.rs");
    let seed = env::var("SEED").map_or(SEED, |text| text.parse().expect("SEED is a whole number"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where"));
    let models = out.join("package/src/models");
    let _ = fs::remove_dir_all(&models);
    fs::create_dir_all(&models).expect("OUT_DIR can be written");

    let mut lines = String::new();
    let mut modules = String::new();
    let mut subjects = String::new();
    for number in 0..MODELS {
        let mut dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
        let types = model::model(&mut dice);
        let name = format!("m{number:03}");
        let text = write::file(&types);
        fs::write(models.join(format!("{name}.rs")), &text).expect("OUT_DIR can be written");
        let _ = writeln!(lines, "pub mod {name};");
        let _ = writeln!(
            modules,
            "pub mod {name} {{\n{text}\n{}\n}}",
            write::values(&types)
        );
        for subject in &types {
            let _ = writeln!(subjects, "{}", write::subject(&name, subject));
        }
    }
    fs::write(models.join("mod.rs"), lines).expect("OUT_DIR can be written");
    fs::write(out.join("package/src/lib.rs"), "pub mod models;\n").expect("OUT_DIR can be written");
    fs::write(out.join("models.rs"), modules).expect("OUT_DIR can be written");
    fs::write(
        out.join("subjects.rs"),
        format!("/// The seed of these models.\npub const SEED: u64 = {seed};\n/// Every type of every model.\n#[must_use]\n#[allow(clippy::too_many_lines)]\npub fn subjects() -> Vec<Subject> {{ vec![\n{subjects}] }}\n"),
    )
    .expect("OUT_DIR can be written");
}
