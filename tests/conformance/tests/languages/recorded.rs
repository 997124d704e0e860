//! What stands beside each idea: the JSON that serde wrote, and the files that it has to become.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::study::{Study, write};

/// How what is recorded differs from what is now; `BLESS` brings it up to date.
pub fn drift(study: &Study, project: &Path) -> Vec<String> {
    let folder = Path::new(study.idea.folder);
    let mut now = vec![(folder.join("wrote.json"), wrote(study))];
    let mut files: Vec<&[String]> = study
        .definitions
        .iter()
        .map(|definition| definition.file.as_slice())
        .collect();
    files.sort();
    files.dedup();
    for file in files {
        let ts = project.join("ts").join(file.join("/")).with_extension("ts");
        let elm = elm_file(project, file);
        let place = match &file[1..] {
            [] => folder.join("expected"),
            inner => folder.join("expected").join(inner.join("/")),
        };
        now.push((place.with_extension("ts"), read(&ts)));
        now.push((place.with_extension("elm"), read(&elm)));
    }

    let mut wrong = Vec::new();
    for (path, text) in now {
        if env::var_os("BLESS").is_some() {
            write(&path, &text);
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(format!("{} is not what it is now:\n{text}", path.display()));
        }
    }
    wrong
}

/// The JSON of each value, on a line of its own, byte for byte as serde wrote it.
fn wrote(study: &Study) -> String {
    let mut text = String::from("{");
    for (index, subject) in study.subjects.iter().enumerate() {
        let name = subject
            .type_name
            .replace(&format!("conformance::models::{}::", study.idea.name), "")
            .replace("alloc::string::", "")
            .replace('"', "'");
        let comma = if index == 0 { "" } else { "," };
        let lines = subject.written.join(",\n    ");
        let _ = write!(text, "{comma}\n  \"{name}\": [\n    {lines}\n  ]");
    }
    text.push_str("\n}\n");
    text
}

/// `a/b_c` is `BuildAmp/A/BC.elm`.
fn elm_file(project: &Path, file: &[String]) -> PathBuf {
    let mut path = project.join("elm/BuildAmp");
    for segment in file {
        let pascal: String = segment
            .split('_')
            .map(|word| {
                let mut letters = word.chars();
                letters
                    .next()
                    .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                    .unwrap_or_default()
            })
            .collect();
        path.push(pascal);
    }
    path.with_extension("elm")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
