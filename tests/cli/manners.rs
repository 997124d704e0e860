//! Usage, colours, pipes: what every command keeps to.

use std::process::{Command, Stdio};

use crate::project::{Project, Run};

#[test]
fn an_unknown_target_is_wrong_usage_and_the_known_ones_are_named() {
    let project = Project::copy("shop");
    let run = project.run(&["generate", "--target", "ts,kotlin"]).ends(2);
    assert!(run.err.contains("'kotlin'"), "{}", run.err);
    assert!(
        run.err
            .contains("[possible values: ts, elm, asyncapi, openapi]"),
        "{}",
        run.err
    );
    assert!(!project.has("generated"));
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_zero() {
    let project = Project::copy("shop");
    for args in [
        &[][..],
        &["frobnicate"],
        &["generate", "--nope"],
        &["generate", "--format", "xml"],
        &["explain"],
    ] {
        let run = project.run(args).ends(2);
        assert_eq!(run.out, "", "{args:?}");
    }
    for args in [
        &["--help"][..],
        &["--version"],
        &["generate", "--help"],
        &["help", "inspect"],
    ] {
        let run = project.run(args).ends(0);
        assert_eq!(run.err, "", "{args:?}");
    }
}

#[test]
fn a_models_folder_that_is_not_there_is_wrong_usage() {
    let project = Project::copy("shop");
    for command in ["generate", "inspect", "expand"] {
        let run = project.run(&[command, "--models", "src/model"]).ends(2);
        assert!(
            run.err
                .starts_with("error: there is no models folder 'src/model'\n"),
            "{}",
            run.err
        );
        assert!(run.err.contains("--models DIR"), "{}", run.err);
    }
    let run = project
        .run(&["generate", "--handlers", "src/handler"])
        .ends(2);
    assert!(
        run.err
            .starts_with("error: there is no handlers folder 'src/handler'\n"),
        "{}",
        run.err
    );
    assert!(!project.has("generated"));
}

#[test]
fn cargo_may_pass_our_own_name_first() {
    let project = Project::copy("shop");
    let direct = project.run(&["inspect"]).ends(0);
    assert_eq!(
        project.run(&["buildamp", "inspect"]).ends(0).out,
        direct.out
    );
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let project = Project::copy("mistakes");
    let run = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command: Command = project.command(args);
        command.envs(variable);
        Run::of(&mut command).ends(1).err
    };
    let plain = run(&["generate"], None);
    assert!(!plain.contains('\x1b'));
    assert!(run(&["generate", "--color", "always"], None).contains("\x1b["));
    assert!(run(&["generate"], Some(("CLICOLOR_FORCE", "1"))).contains("\x1b["));
    assert_eq!(run(&["generate"], Some(("NO_COLOR", "1"))), plain);
    assert_eq!(
        run(
            &["--color", "never", "generate"],
            Some(("CLICOLOR_FORCE", "1"))
        ),
        plain
    );
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let project = Project::copy("shop");
    let mut child = project
        .command(&["inspect", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn quiet_says_nothing_about_success() {
    let project = Project::copy("shop");
    let run = project.run(&["generate", "--quiet"]).ends(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    assert!(project.has("generated/ts/buildamp.ts"));
}

#[test]
fn completions_for_the_shells() {
    let project = Project::copy("shop");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.run(&["completions", shell]).ends(0);
        assert!(run.out.contains("buildamp"), "{shell}");
    }
}

#[test]
fn a_type_nested_without_end_in_sight_is_no_crash() {
    let project = Project::copy("shop");
    let levels = 1_000;
    let ty = format!("{}u8{}", "Vec<".repeat(levels), ">".repeat(levels));
    project.write(
        "src/models/address.rs",
        &format!("pub struct Address {{\n    pub deep: {ty},\n}}\n"),
    );
    let run = project.run(&["generate", "--target", "ts"]).ends(1);
    assert!(run.err.starts_with("error[BA0007]: "), "{}", run.err);
}
