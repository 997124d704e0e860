//! `buildamp explain`: more about a diagnostic.

use crate::project::Project;

#[test]
fn tells_the_rule_behind_a_code() {
    let run = Project::copy("shop").run(&["explain", "BA0023"]).ends(0);
    insta::assert_snapshot!(run.out, @"
    BA0023: an event that nobody handles

    An event without a handler would be stored and never acted upon. Write the
    handler, or `#[buildamp(log_only)]` when recording it is the point.
    ");
}

#[test]
fn every_code_of_a_run_can_be_explained() {
    let project = Project::copy("mistakes");
    let document = project
        .run(&["generate", "--format", "json"])
        .ends(1)
        .json();
    for problem in document["problems"].as_array().unwrap() {
        let code = problem["code"].as_str().unwrap();
        let run = project.run(&["explain", code]).ends(0);
        assert!(run.out.starts_with(&format!("{code}: ")), "{}", run.out);
    }
}

#[test]
fn a_code_that_is_none_is_wrong_usage() {
    let run = Project::copy("shop").run(&["explain", "E0308"]).ends(2);
    assert!(
        run.err.starts_with("error: there is no code 'E0308'\n"),
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("help: codes stand in a diagnostic's brackets, `error[BA0001]`"),
        "{}",
        run.err
    );
}
