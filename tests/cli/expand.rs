//! `buildamp expand`: the Rust that a build would write.

use crate::project::Project;

#[test]
fn prints_the_rust_of_all_types_or_of_one() {
    let project = Project::copy("shop");
    let all = project.run(&["expand"]).ends(0).out;
    assert!(all.contains("SendWelcomeEmail"), "{all}");
    assert!(all.contains("WelcomeEmailSent"), "{all}");
    let one = project.run(&["expand", "SendWelcomeEmail"]).ends(0).out;
    assert!(
        one.contains("for crate::models::events::email::SendWelcomeEmail"),
        "{one}"
    );
    assert!(!one.contains("WelcomeEmailSent"), "{one}");
    assert!(!one.contains("fn handlers"), "{one}");
    assert!(one.contains("`send_welcome_email`"), "{one}");
    assert_eq!(
        project
            .run(&["expand", "email::SendWelcomeEmail"])
            .ends(0)
            .out,
        one
    );
}

#[test]
fn a_type_that_is_not_there_gets_the_nearest_name() {
    let run = Project::copy("shop")
        .run(&["expand", "SendWelcomEmail"])
        .ends(1);
    assert_eq!(run.out, "");
    insta::assert_snapshot!(run.err, @"
    error: there is no type `SendWelcomEmail` in the models
    help: did you mean `SendWelcomeEmail`?
    ");
}

#[test]
fn with_a_problem_the_code_is_what_a_build_would_hold() {
    let run = Project::copy("mistakes").run(&["expand"]).ends(1);
    assert!(run.out.contains("compile_error!"), "{}", run.out);
    assert!(run.err.contains("error[BA0007]: "), "{}", run.err);
}
