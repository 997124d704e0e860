//! What `cargo check` costs for a thousand structs.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Done;
use crate::programs::{fresh, least};

const FILES: usize = 100;
const ROUNDS: usize = 5;

/// The crates: name, what each struct derives, the models' folder, whether the impls are generated.
const CRATES: [(&str, &str, &str, bool); 4] = [
    ("nothing", "", "data", false),
    (
        "derives",
        "#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]\n",
        "data",
        false,
    ),
    ("plain", "", "data", true),
    ("events", "", "events", true),
];

/// Checks each crate several times, in turns.
pub fn run(folder: &Path) -> Done {
    let folder = folder.join("check");
    for (name, derives, place, generated) in CRATES {
        write(&folder.join(name), name, derives, place, generated)?;
        check(&folder, name)?;
    }
    let mut times = vec![Vec::new(); CRATES.len()];
    for _ in 0..ROUNDS {
        for ((name, ..), times) in CRATES.iter().zip(&mut times) {
            // A model changes: the build script runs, and the crate is checked.
            let model = folder.join(name).join("src/models/mod.rs");
            let text = fs::read_to_string(&model)?;
            fs::write(&model, text)?;
            times.push(check(&folder, name)?);
        }
    }
    let nothing = least(&times[0]);
    println!("| 1,000 structs of 7 fields | cargo check, s | more than without impls, s |");
    println!("|---|---|---|");
    for ((name, ..), times) in CRATES.iter().zip(&times) {
        let time = least(times);
        println!(
            "| {name} | {:.2} | {:.2} |",
            time.as_secs_f64(),
            time.saturating_sub(nothing).as_secs_f64()
        );
    }
    Ok(())
}

fn check(folder: &Path, name: &str) -> Done<Duration> {
    let mut cargo = Command::new("cargo");
    let cargo = cargo
        .args(["check", "--quiet"])
        .current_dir(folder.join(name))
        .env("CARGO_TARGET_DIR", folder.join("target"));
    let start = Instant::now();
    let status = cargo.status()?;
    let time = start.elapsed();
    status
        .success()
        .then_some(time)
        .ok_or_else(|| format!("{name} does not compile").into())
}

fn write(root: &Path, name: &str, derives: &str, place: &str, generated: bool) -> Done {
    fresh(root)?;
    let models = root.join("src/models").join(place);
    fs::create_dir_all(&models)?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    let repository = repository.display();
    let build = if generated {
        fs::write(
            root.join("build.rs"),
            "fn main() {\n    buildamp_codegen::build();\n}\n",
        )?;
        format!(
            "\n[build-dependencies]\nbuildamp-codegen = {{ path = \"{repository}/codegen\" }}\n"
        )
    } else {
        String::new()
    };
    fs::write(
        root.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             buildamp = {{ path = \"{repository}\", default-features = false }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n{build}"
        ),
    )?;
    let include = if generated {
        "buildamp::include_generated!();\n"
    } else {
        ""
    };
    fs::write(
        root.join("src/lib.rs"),
        format!("pub mod models;\n{include}"),
    )?;
    fs::write(
        root.join("src/models/mod.rs"),
        format!("pub mod {place};\n"),
    )?;
    let lines: String = (0..FILES).fold(String::new(), |mut lines, file| {
        let _ = writeln!(lines, "pub mod m{file};");
        lines
    });
    fs::write(models.join("mod.rs"), lines)?;
    for file in 0..FILES {
        let mut text = "use std::collections::BTreeMap;\n".to_owned();
        for at in 0..10 {
            let other = if at == 0 {
                "String".to_owned()
            } else {
                format!("Thing{file}x{}", at - 1)
            };
            let _ = write!(
                text,
                "{derives}pub struct Thing{file}x{at} {{\n    pub title: String,\n    pub note: Option<String>,\n    \
                 pub count: u32,\n    pub ratio: f64,\n    pub tags: Vec<String>,\n    \
                 pub by_name: BTreeMap<String, {other}>,\n    pub active: bool,\n}}\n"
            );
        }
        fs::write(models.join(format!("m{file}.rs")), text)?;
    }
    Ok(())
}
