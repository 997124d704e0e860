//! The JavaScript that goes beside generated Elm: tsc makes it of the same TypeScript that everybody else is given.
//!
//! `UPDATE_GOLDEN=1 cargo test --test targets shipped` makes it anew.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use buildamp_codegen::emit::HEADER;

use crate::tools::{Project, expect, tool};

const SOURCES: [&str; 2] = ["buildamp-sse", "buildamp-ports"];

fn prelude() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("codegen/src/emit/prelude")
}

#[test]
fn h24_the_javascript_for_elm_is_what_tsc_makes_of_the_typescript() {
    let folder = tempfile::tempdir().unwrap();
    let made = compile(folder.path(), &["--declaration"]);
    for name in SOURCES {
        for suffix in ["js", "d.ts"] {
            let path = made.join(format!("{name}.{suffix}"));
            let text = fs::read_to_string(&path).unwrap();
            // tsc drops the first comment of a declaration.
            if !text.contains(HEADER) {
                fs::write(&path, format!("// {HEADER}\n\n{text}")).unwrap();
            }
        }
    }
    let formatted = tool("prettier")
        .args(["--no-config", "--write"])
        .arg(&made)
        .output()
        .unwrap();
    expect("prettier", &formatted);
    for name in SOURCES {
        for suffix in ["js", "d.ts"] {
            let file = format!("{name}.{suffix}");
            let made = fs::read_to_string(made.join(&file)).unwrap();
            let shipped = prelude().join("js").join(&file);
            if env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&shipped, &made).unwrap();
            }
            assert_eq!(
                fs::read_to_string(&shipped).unwrap_or_default(),
                made,
                "{file} is not what tsc makes"
            );
        }
    }
}

#[test]
fn s57_the_connection_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let made = compile(folder.path(), &["--removeComments"]).join("buildamp-sse.js");
    let output = Command::new("node")
        .arg("--eval")
        .arg("console.log(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1])).length)")
        .arg(made)
        .output()
        .unwrap();
    expect("node", &output);
    let bytes: usize = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap();
    assert!(bytes <= 2_048, "{bytes} bytes, before any minifier");
}

/// Compiles the sources below a folder, and says where the JavaScript lies.
fn compile(folder: &Path, options: &[&str]) -> PathBuf {
    let project = Project::new(folder, &[]);
    fs::remove_dir_all(folder.join("ts")).unwrap();
    for name in SOURCES {
        let file = format!("{name}.ts");
        let text = fs::read_to_string(prelude().join(&file)).unwrap();
        project.write(&format!("ts/{file}"), &text);
    }
    let compiled = tool("tsc")
        .arg("--project")
        .arg(folder)
        .args(options)
        .output()
        .unwrap();
    expect("tsc", &compiled);
    folder.join("js")
}
