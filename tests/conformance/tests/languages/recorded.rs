//! What stands beside each idea: the JSON that serde wrote, and the files that it has to become.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use buildamp_codegen::config::Int64;
use conformance::Subject;

use crate::study::{Study, write};

/// How what is recorded differs from what is now; `BLESS` brings it up to date.
pub fn drift(study: &Study, project: &Path) -> Vec<String> {
    let folder = Path::new(study.idea.folder);
    let mut now = vec![(folder.join("wrote.json"), wrote(study))];
    for file in files(study) {
        let ts = project.join("ts").join(file.join("/")).with_extension("ts");
        let elm = elm_file(project, file);
        let place = match &file[1..] {
            [] => folder.join("expected"),
            inner => folder.join("expected").join(inner.join("/")),
        };
        now.push((place.with_extension("ts"), read(&ts)));
        now.push((place.with_extension("elm"), read(&elm)));
    }

    differing(now)
}

/// The same of TypeScript's files under `int64`, for ideas that are about it: `expected.bigint.ts`.
pub fn drift_under(int64: Int64, study: &Study, project: &Path) -> Vec<String> {
    let is_about = |subject: &Subject| !subject.held.is_empty();
    if !study.subjects.iter().any(is_about) {
        return Vec::new();
    }
    let files = files(study).into_iter().map(|file| {
        let ts = project.join("ts").join(file.join("/")).with_extension("ts");
        let name = [&["expected".to_owned()], &file[1..]].concat().join("/");
        let place = format!("{}/{name}.{}.ts", study.idea.folder, int64.name());
        (PathBuf::from(place), read(&ts))
    });
    differing(files.collect())
}

fn files(study: &Study) -> Vec<&[String]> {
    let files = study.definitions.iter();
    let mut files: Vec<&[String]> = files.map(|it| it.file.as_slice()).collect();
    files.sort();
    files.dedup();
    files
}

fn differing(now: Vec<(PathBuf, String)>) -> Vec<String> {
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
        let lines = [subject.written.as_slice(), &subject.held].concat();
        let lines = lines.join(",\n    ");
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
