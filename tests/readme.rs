//! What the README shows is what is there: a code block that begins with a path is that file.

use std::{fs, path::Path};

fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") || line == "```" {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let path = block.first().and_then(|first| {
            let path = first
                .strip_prefix("// ")
                .or_else(|| first.strip_prefix("-- "))?;
            path.contains('/').then(|| path.to_owned())
        });
        if let Some(path) = path {
            blocks.push((path, block[1..].join("\n")));
        }
    }
    blocks
}

#[test]
fn readme_shows_the_files_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let blocks = blocks(&readme);
    assert_eq!(
        blocks.len(),
        6,
        "a block lost the path that it is checked by"
    );
    for (path, shown) in blocks {
        let file =
            fs::read_to_string(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            shown.trim_end(),
            file.trim_end(),
            "README.md shows {path} differently"
        );
    }
}

#[test]
fn readme_names_both_commands() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))
        .expect("README.md");
    assert!(readme.contains("cargo run -p decisions") && readme.contains("tests/run"));
}

/// Each promise names tests, and they are where it says.
#[test]
fn readme_links_each_promise_to_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let (_, section) = readme
        .split_once("| promise | shown by |\n|---|---|\n")
        .expect("the table of promises");
    let rows: Vec<&str> = section
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() >= 10, "{rows:?}");
    for row in rows {
        let (_, shown) = row
            .trim_end_matches(" |")
            .rsplit_once(" | ")
            .expect("two cells");
        for link in shown.split(", ") {
            let link = link.trim_start_matches("[`").trim_end_matches(')');
            let (test, path) = link.split_once("`](").unwrap_or_else(|| panic!("{link}"));
            let file = fs::read_to_string(root.join(path))
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(
                file.contains(&format!("fn {test}(")),
                "{path} has no {test}"
            );
        }
    }
}
