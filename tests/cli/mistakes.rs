//! Every mistake of one project in one run, as a person and as a program reads them.

use crate::project::Project;

#[test]
fn h13_every_mistake_is_shown_in_one_run_and_nothing_is_written() {
    let project = Project::copy("mistakes");
    let before = project.files(".");
    let run = project.run(&["generate"]).ends(1);
    assert_eq!(run.out, "");
    assert_eq!(project.files("."), before);
    insta::with_settings!({snapshot_path => "mistakes", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("stderr", run.err);
    });
}

#[test]
fn each_diagnostic_has_code_place_source_line_caret_and_help() {
    let run = Project::copy("mistakes").run(&["generate"]).ends(1);
    let diagnostics: Vec<&str> = run
        .err
        .split("\n\n")
        .filter(|part| part.starts_with("error["))
        .collect();
    assert_eq!(diagnostics.len(), 12, "{}", run.err);
    for diagnostic in diagnostics {
        let lines: Vec<&str> = diagnostic.lines().collect();
        assert!(lines[0].starts_with("error[BA00"), "{diagnostic}");
        assert!(
            lines[1].trim_start().starts_with("--> src/"),
            "{diagnostic}"
        );
        assert!(
            lines.iter().any(|line| line.trim_end().ends_with('^')),
            "{diagnostic}"
        );
        assert!(
            lines.iter().any(|line| line.starts_with("help: ")),
            "{diagnostic}"
        );
    }
}

#[test]
fn json_has_the_same_problems_and_nothing_else_is_printed() {
    let project = Project::copy("mistakes");
    let human = project.run(&["generate"]).ends(1);
    let run = project.run(&["generate", "--format", "json"]).ends(1);
    assert_eq!(run.err, "");
    let document = run.json();
    assert_eq!(document["files"], serde_json::json!([]));
    let problems = document["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 12);
    for problem in problems {
        let keys: Vec<&str> = problem
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "code",
                "column",
                "end_column",
                "end_line",
                "file",
                "help",
                "line",
                "message",
                "severity"
            ]
        );
        let place = format!(
            "--> {}:{}:{}\n",
            problem["file"].as_str().unwrap(),
            problem["line"],
            problem["column"]
        );
        assert!(human.err.contains(&place), "{place}\n{}", human.err);
    }
}

#[test]
fn a_file_that_no_mod_line_reaches_gets_the_line_to_paste() {
    let project = Project::copy("shop");
    project.write(
        "src/models/events/reminder.rs",
        "pub struct Reminder {\n    pub text: String,\n}\n",
    );
    let run = project.run(&["generate"]).ends(1);
    assert!(
        run.err.contains(" --> src/models/events/reminder.rs:1:1\n"),
        "{}",
        run.err
    );
    assert!(run.err.contains("pub mod reminder;"), "{}", run.err);
    assert!(run.err.contains("src/models/events/mod.rs"), "{}", run.err);
    assert!(!project.has("generated"));
}

#[test]
fn the_caret_counts_characters_not_bytes() {
    let project = Project::copy("shop");
    project.write(
        "src/models/address.rs",
        "pub struct Address {\n    pub street: String, /* Straße ☂ */ pub city: std::time::Instant,\n}\n",
    );
    let run = project.run(&["generate", "--format", "json"]).ends(1);
    let document = run.json();
    assert_eq!(document["problems"][0]["line"], 2);
    assert_eq!(document["problems"][0]["column"], 50);
    let run = project.run(&["generate"]).ends(1);
    let lines: Vec<&str> = run.err.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("Instant,"))
        .unwrap();
    assert!(
        run.err.contains(" --> src/models/address.rs:2:50\n"),
        "{}",
        run.err
    );
    let before = lines[at].split("std::time").next().unwrap().chars().count();
    assert_eq!(lines[at + 1].find('^'), Some(before), "{}", run.err);
}
