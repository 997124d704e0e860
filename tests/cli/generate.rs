//! `buildamp generate`: what it writes, what it leaves alone, and what it says.

use std::fs;
use std::time::SystemTime;

use crate::project::{Project, Run};

const REMINDER: &str = "pub struct Reminder {\n    pub text: String,\n}\n";

fn add_reminder(project: &Project) {
    project.write("src/models/events/reminder.rs", REMINDER);
    project.edit(
        "src/models/events/mod.rs",
        "pub mod order;",
        "pub mod order;\npub mod reminder;",
    );
    project.edit(
        "src/handlers/mod.rs",
        "pub mod order;",
        "pub mod order;\n\npub async fn remind(_: crate::models::events::reminder::Reminder) -> anyhow::Result<()> {\n    Ok(())\n}\n",
    );
}

#[test]
fn h33_writes_typescript_and_elm_where_the_models_lie() {
    let project = Project::copy("shop");
    let run = project.run(&["generate"]).ends(0);
    assert_eq!(run.err, "");
    let paths: Vec<String> = project.files("generated").into_keys().collect();
    assert_eq!(
        paths,
        [
            "asyncapi.json",
            "elm/BuildAmp.elm",
            "elm/BuildAmp/Address.elm",
            "elm/BuildAmp/Events/Email.elm",
            "elm/BuildAmp/Events/Order.elm",
            "elm/BuildAmp/Sse/Email.elm",
            "elm/BuildAmpCodec.elm",
            "elm/BuildAmpObject.elm",
            "elm/BuildAmpPorts.elm",
            "elm/BuildAmpSse.elm",
            "elm/BuildAmpText.elm",
            "elm/buildamp-ports.d.ts",
            "elm/buildamp-ports.js",
            "elm/buildamp-sse.d.ts",
            "elm/buildamp-sse.js",
            "schema.lock",
            "ts/address.schema.ts",
            "ts/address.ts",
            "ts/buildamp-codec.ts",
            "ts/buildamp-messages.ts",
            "ts/buildamp-schema.ts",
            "ts/buildamp-sse.ts",
            "ts/buildamp-text.ts",
            "ts/buildamp-trace.ts",
            "ts/buildamp.ts",
            "ts/events/email.schema.ts",
            "ts/events/email.ts",
            "ts/events/order.schema.ts",
            "ts/events/order.ts",
            "ts/sse/email.schema.ts",
            "ts/sse/email.ts",
        ]
    );
    insta::assert_snapshot!(run.out);
}

#[test]
fn a_second_run_writes_nothing_and_says_so() {
    let project = Project::copy("shop");
    project.run(&["generate"]).ends(0);
    let stamp = |path: &str| -> SystemTime {
        fs::metadata(project.path().join(path))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = stamp("generated/ts/events/email.ts");
    let run = project.run(&["generate"]).ends(0);
    assert_eq!(stamp("generated/ts/events/email.ts"), before);
    assert_eq!(run.out, "generated: 31 files, nothing to write\n");
}

#[test]
fn h13_a_new_model_appears_and_goes_with_its_file() {
    let project = Project::copy("shop");
    project.run(&["generate"]).ends(0);
    add_reminder(&project);
    project.run(&["generate", "--check"]).ends(1);
    assert!(!project.has("generated/ts/events/reminder.ts"));

    let run = project.run(&["generate"]).ends(0);
    assert!(
        run.out
            .contains("written generated/ts/events/reminder.ts\n"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("written generated/elm/BuildAmp/Events/Reminder.elm\n"),
        "{}",
        run.out
    );
    project.run(&["generate", "--check"]).ends(0);

    project.remove("src/models/events/reminder.rs");
    let untouched = Project::copy("shop");
    for path in ["src/models/events/mod.rs", "src/handlers/mod.rs"] {
        project.write(path, &untouched.read(path));
    }
    let check = project.run(&["generate", "--check"]).ends(1);
    assert!(
        check
            .out
            .contains("--- generated/ts/events/reminder.ts\n+++ /dev/null\n"),
        "{}",
        check.out
    );
    let run = project.run(&["generate"]).ends(0);
    assert!(
        run.out
            .contains("removed generated/ts/events/reminder.ts\n"),
        "{}",
        run.out
    );
    assert!(!project.has("generated/ts/events/reminder.ts"));
    assert!(!project.has("generated/elm/BuildAmp/Events/Reminder.elm"));
    // Events of the type may be stored.
    project.run(&["generate", "--check"]).ends(1);
    project.run(&["generate", "--accept"]).ends(0);
    project.run(&["generate", "--check"]).ends(0);
    project.run(&["generate", "--check"]).ends(0);
}

#[test]
fn check_shows_the_drift_as_a_unified_diff_and_writes_nothing() {
    let project = Project::copy("shop");
    let run = project.run(&["generate", "--check"]).ends(1);
    assert!(
        run.out
            .contains("--- /dev/null\n+++ generated/ts/events/email.ts\n@@ -0,0 +1,"),
        "{}",
        run.out
    );
    assert!(!project.has("generated"));

    project.run(&["generate"]).ends(0);
    let run = project.run(&["generate", "--check"]).ends(0);
    assert_eq!(
        (run.out.as_str(), run.err.as_str()),
        ("generated: 31 files, up to date\n", "")
    );

    project.edit(
        "src/models/events/email.rs",
        "pub name: String",
        "pub full_name: String",
    );
    let before = project.files("generated");
    let run = project
        .run(&["generate", "--check", "--target", "ts"])
        .ends(1);
    assert_eq!(project.files("generated"), before);
    insta::assert_snapshot!(run.out);
    assert!(run.err.starts_with("error[BA0033]: "), "{}", run.err);
}

#[test]
fn what_we_did_not_write_stays() {
    let project = Project::copy("shop");
    project.write("generated/ts/mine.ts", "export const mine = 1;\n");
    project.run(&["generate"]).ends(0);
    assert!(project.has("generated/ts/mine.ts"));
    project.run(&["generate", "--check"]).ends(0);
}

#[test]
fn only_the_targets_that_were_asked_for() {
    let project = Project::copy("shop");
    project.run(&["generate", "--target", "ts"]).ends(0);
    assert!(project.has("generated/ts/buildamp.ts"));
    assert!(!project.has("generated/elm"));
    project.run(&["generate", "--target", "elm,ts"]).ends(0);
    assert!(project.has("generated/elm/BuildAmp.elm"));
    project.run(&["generate", "--target", "elm"]).ends(0);
    assert!(project.has("generated/ts/buildamp.ts"));
    assert!(!project.has("generated/asyncapi.json"));
    project.run(&["generate", "--target", "asyncapi"]).ends(0);
    assert!(project.has("generated/asyncapi.json"));
}

#[test]
fn h24_the_elm_ports_are_the_users_once_they_are_written() {
    let project = Project::copy("shop");
    project.run(&["generate"]).ends(0);
    let ports = "generated/elm/BuildAmpPorts.elm";
    assert!(!project.read(ports).contains("@generated"));

    project.edit(ports, "port module", "-- Mine.\n\n\nport module");
    let mine = project.read(ports);
    project.run(&["generate", "--check"]).ends(0);
    project.run(&["generate"]).ends(0);
    assert_eq!(project.read(ports), mine);

    project.remove(ports);
    let run = project.run(&["generate", "--check"]).ends(1);
    assert!(
        run.out.contains("+++ generated/elm/BuildAmpPorts.elm"),
        "{}",
        run.out
    );
}

#[test]
fn files_that_use_each_other_become_elm_modules_without_a_circle() {
    let project = Project::copy("shop");
    project.write(
        "src/models/address.rs",
        "pub struct Address {\n    pub parcels: Vec<super::events::order::Parcel>,\n}\n",
    );
    project.edit(
        "src/models/events/order.rs",
        "Sent,",
        "Sent,\n    Returned(Box<Address>),",
    );
    project.run(&["generate", "--target", "ts,elm"]).ends(0);
    let imports = |module: &str, of: &str| {
        let text = project.read(&format!("generated/elm/BuildAmp/{module}.elm"));
        text.contains(&format!("import BuildAmp.{of} "))
    };
    assert!(
        !(imports("Address", "Events.Order") && imports("Events/Order", "Address")),
        "Elm refuses modules that import each other"
    );
}

#[test]
fn json_lists_every_file_with_what_became_of_it() {
    let project = Project::copy("shop");
    let json = |args: &[&str], status| {
        let run = project
            .run(&[&["generate", "--format", "json", "--target", "ts"], args].concat())
            .ends(status);
        assert_eq!(run.err, "");
        let document = run.json();
        assert_eq!(document["problems"], serde_json::json!([]));
        document["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| {
                format!(
                    "{} {}",
                    file["status"].as_str().unwrap(),
                    file["path"].as_str().unwrap()
                )
            })
            .collect::<Vec<_>>()
    };
    let all = |status: &str| {
        [
            "schema.lock",
            "ts/address.schema.ts",
            "ts/address.ts",
            "ts/buildamp-codec.ts",
            "ts/buildamp-messages.ts",
            "ts/buildamp-schema.ts",
            "ts/buildamp-sse.ts",
            "ts/buildamp-text.ts",
            "ts/buildamp-trace.ts",
            "ts/buildamp.ts",
            "ts/events/email.schema.ts",
            "ts/events/email.ts",
            "ts/events/order.schema.ts",
            "ts/events/order.ts",
            "ts/sse/email.schema.ts",
            "ts/sse/email.ts",
        ]
        .map(|name| format!("{status} generated/{name}"))
        .to_vec()
    };
    assert_eq!(json(&["--check"], 1), all("missing"));
    assert_eq!(json(&[], 0), all("written"));
    assert_eq!(json(&[], 0), all("unchanged"));
    assert_eq!(json(&["--check"], 0), all("unchanged"));

    project.write(
        "generated/ts/sse/old.ts",
        &project.read("generated/ts/sse/email.ts"),
    );
    project.edit("generated/ts/sse/email.ts", "WelcomeEmailSent", "Welcome");
    assert_eq!(
        json(&["--check"], 1)[15..],
        [
            "changed generated/ts/sse/email.ts",
            "orphan generated/ts/sse/old.ts"
        ]
    );
    assert_eq!(
        json(&[], 0)[15..],
        [
            "written generated/ts/sse/email.ts",
            "removed generated/ts/sse/old.ts"
        ]
    );
}

#[test]
fn folders_come_from_the_command_line_or_from_buildamp_toml() {
    let project = Project::copy("shop");
    project
        .run(&[
            "generate",
            "--out",
            "web/api",
            "--models",
            "src/models",
            "--handlers",
            "src/handlers",
        ])
        .ends(0);
    assert!(project.has("web/api/ts/buildamp.ts"));

    project.write("settings/buildamp.toml", "[generate]\nmodels = [\"../src/models\"]\nhandlers = \"../src/handlers\"\nout = \"../front\"\ntargets = [\"ts\"]\n");
    let mut command = project.command(&["generate"]);
    command.env("BUILDAMP_CONFIG", "settings/buildamp.toml");
    let run = Run::of(&mut command).ends(0);
    assert!(
        run.out.contains("written front/ts/buildamp.ts\n"),
        "{}",
        run.out
    );
    assert!(project.has("front/ts/buildamp.ts"));
    assert!(!project.has("front/elm"));

    project.write("buildamp.toml", "[generate]\nout = \"elsewhere\"\n");
    project.run(&["generate"]).ends(0);
    assert!(project.has("elsewhere/ts/buildamp.ts"));
    project.run(&["generate", "--out", "here"]).ends(0);
    assert!(project.has("here/ts/buildamp.ts"));
}

#[test]
fn a_misspelt_key_in_buildamp_toml_is_a_diagnostic() {
    let project = Project::copy("shop");
    project.write("buildamp.toml", "[generate]\nouts = \"elsewhere\"\n");
    let run = project.run(&["generate"]).ends(1);
    assert!(run.err.starts_with("error[BA0005]: "), "{}", run.err);
    assert!(run.err.contains(" --> buildamp.toml:2:1\n"), "{}", run.err);
    assert!(!project.has("generated"));
}

#[test]
fn a_foreign_file_in_the_way_is_told_and_kept() {
    let project = Project::copy("shop");
    project.write("generated/ts/events/email.ts", "export const mine = 1;\n");
    let before = project.files("generated");
    let run = project.run(&["generate"]).ends(1);
    assert!(
        run.err
            .starts_with("error: `generated/ts/events/email.ts` was not written by"),
        "{}",
        run.err
    );
    assert_eq!(project.files("generated"), before);
}

#[test]
fn models_without_handlers_beside_them_need_none() {
    let project = Project::copy("shop");
    for path in ["src/handlers/mod.rs", "src/handlers/order.rs"] {
        project.remove(path);
    }
    std::fs::remove_dir(project.path().join("src/handlers")).unwrap();
    project.write("src/lib.rs", "pub mod models;\n");
    project.run(&["generate"]).ends(0);
    assert!(project.has("generated/ts/events/order.ts"));
}

#[test]
fn h3_arrays_in_arrays_come_to_an_end() {
    let project = Project::copy("shop");
    let deep = (0..60).fold("u8".to_owned(), |of, _| format!("[{of}; 2]"));
    project.write(
        "src/models/deep.rs",
        &format!("pub struct Deep {{\n    pub of: {deep},\n}}\n"),
    );
    project.edit(
        "src/models/mod.rs",
        "pub mod address;",
        "pub mod address;\npub mod deep;",
    );
    project.run(&["generate"]).ends(0);
    assert!(project.files("generated")["ts/deep.ts"].contains("of: "));
}
