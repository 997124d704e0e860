//! The example's pages and its server, looked at through Chromium. Node drives: see `run.mjs` and what it imports.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use buildamp_codegen::{
    Input, analyse,
    emit::{Options, Target, generate},
};

use servers::Postgres;

#[path = "../../programs/mod.rs"]
mod programs;

const NODE: &str = "node runs: install Debian's package `nodejs`, or run tests/run, which does";

/// Each scenario on both pages, under the names of what it proves.
macro_rules! on_both_pages {
    ($($typescript:ident, $elm:ident: $scenario:literal;)*) => {
        $(
            #[test]
            fn $typescript() {
                look($scenario, "/", None);
            }

            #[test]
            fn $elm() {
                look($scenario, "/elm", None);
            }
        )*
    };
}

/// The same on both databases.
macro_rules! on_both_databases {
    ($($typescript:ident, $elm:ident: $scenario:literal;)*) => {
        $(
            #[test]
            fn $typescript() {
                look($scenario, "/", None);
                look($scenario, "/", Some(Postgres::shared().database()));
            }

            #[test]
            fn $elm() {
                look($scenario, "/elm", None);
                look($scenario, "/elm", Some(Postgres::shared().database()));
            }
        )*
    };
}

on_both_databases! {
    scenario2_h18_h19_h23_a_comment_keeps_its_rules_and_everybody_sees_it_in_typescript,
    scenario2_h18_h19_h23_a_comment_keeps_its_rules_and_everybody_sees_it_in_elm:
        "a_comment_keeps_its_rules_and_everybody_sees_it";
    scenario3_h36_attempt_1_fails_and_attempt_2_succeeds_without_a_reload_in_typescript,
    scenario3_h36_attempt_1_fails_and_attempt_2_succeeds_without_a_reload_in_elm:
        "attempt_1_fails_attempt_2_succeeds";
    scenario3_h25_both_tabs_of_a_session_see_it_and_nobody_else_in_typescript,
    scenario3_h25_both_tabs_of_a_session_see_it_and_nobody_else_in_elm:
        "both_tabs_see_it_and_nobody_else";
    scenario5_h10_h26_a_payment_is_one_however_often_it_is_sent_in_typescript,
    scenario5_h10_h26_a_payment_is_one_however_often_it_is_sent_in_elm:
        "a_payment_is_one_however_often_it_is_sent";
    scenario6_h27_h36_an_upload_becomes_a_picture_for_everybody_in_typescript,
    scenario6_h27_h36_an_upload_becomes_a_picture_for_everybody_in_elm:
        "an_upload_becomes_a_picture_for_everybody";
}

on_both_pages! {
    h14_signing_in_gives_another_token_in_typescript,
    h14_signing_in_gives_another_token_in_elm:
        "signing_in_gives_another_token";
    s58_what_is_missed_while_offline_arrives_in_typescript,
    s58_what_is_missed_while_offline_arrives_in_elm:
        "what_is_missed_while_offline_arrives";
    s58_a_killed_server_is_resumed_with_nothing_missed_and_nothing_twice_in_typescript,
    s58_a_killed_server_is_resumed_with_nothing_missed_and_nothing_twice_in_elm:
        "a_killed_server_is_resumed";
    s58_a_history_that_was_cut_is_one_resync_in_typescript,
    s58_a_history_that_was_cut_is_one_resync_in_elm:
        "a_history_that_was_cut_is_one_resync";
    pages_hold_their_layout_light_and_dark_wide_and_narrow_in_typescript,
    pages_hold_their_layout_light_and_dark_wide_and_narrow_in_elm:
        "pages_hold_their_layout";
}

#[test]
fn payloads_arrive_as_one_event_each_and_unchanged_in_chromium() {
    play(&["payloads_arrive_unchanged_in_chromium"], &[]);
}

#[test]
fn payloads_arrive_as_one_event_each_and_unchanged_in_the_package_eventsource() {
    play(
        &["payloads_arrive_unchanged_in_the_package_eventsource"],
        &[],
    );
}

#[test]
fn payloads_arrive_as_one_event_each_and_unchanged_through_the_generated_client() {
    let scenario = "payloads_arrive_unchanged_through_the_generated_client";
    play(&[scenario], &[("CLIENT", client())]);
}

#[test]
fn a_lone_surrogate_is_refused_and_nothing_is_sent() {
    play(&["a_lone_surrogate_is_refused"], &[]);
}

/// Plays a scenario on a page of the example, on SQLite where no other database is named.
fn look(scenario: &str, page: &str, database: Option<String>) {
    let picture = home().join("../../examples/decisions/screenshot.png");
    let folder = tempfile::tempdir().unwrap();
    let named = folder.path().join("picture.png");
    fs::copy(picture, &named).unwrap();
    let database = database.map(PathBuf::from);
    let mut files = vec![
        ("DECISIONS", decisions()),
        (
            "DECISIONS_CONFIG",
            Path::new(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../examples/decisions/buildamp.toml"
            )),
        ),
        ("PICTURE", named.as_path()),
    ];
    let pictures = target().join("pictures");
    files.push(("PICTURES", &pictures));
    if let Some(url) = &database {
        files.push(("DECISIONS_DATABASE_URL", url));
    }
    play(&[scenario, page], &files);
}

/// Plays a scenario in a process of its own, on servers of its own.
fn play(scenario: &[&str], files: &[(&str, &Path)]) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("node")
        .arg(home().join("run.mjs"))
        .arg(folder.path())
        .args(scenario)
        .env("LIVE", env!("CARGO_BIN_EXE_live"))
        .env("BROWSER", browser())
        .envs(files.iter().copied())
        .output()
        .expect(NODE);
    if !output.status.success() {
        let kept = folder.keep();
        panic!(
            "{scenario:?}, in {}\n{}{}",
            kept.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}

/// Where the browser of all scenarios is found. It ends with this process, which its input comes from.
fn browser() -> &'static str {
    static BROWSER: OnceLock<(String, Child)> = OnceLock::new();
    let begun = BROWSER.get_or_init(|| {
        assert!(
            home().join("node_modules").is_dir(),
            "playwright-core is missing: run `npm ci` in {}, or tests/run, which does",
            home().display()
        );
        let mut browser = Command::new("node")
            .arg(home().join("browser.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(NODE);
        let mut address = String::new();
        let output = browser.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut address).unwrap();
        (address.trim().to_owned(), browser)
    });
    assert!(!begun.0.is_empty(), "Chromium did not start, see above");
    &begun.0
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where Cargo builds: this test lies in `deps` below `debug` below it.
fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().to_owned()
}

/// The example's program. Cargo gives a test the programs of its own package alone, so this one is asked for.
fn decisions() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        programs::programs(&home().join("../.."))
            .remove("decisions")
            .unwrap()
    })
}

/// The generated TypeScript client of this package's models, as the JavaScript that `tsc` makes of it.
fn client() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = target().join("browser-client");
        let analysis = analyse(&Input {
            root: home().to_owned(),
            models: vec![home().join("src/models")],
            ..Input::default()
        });
        assert!(analysis.problems.is_empty(), "{:?}", analysis.problems);
        for file in generate(&analysis.definitions, &[Target::Ts], Options::default()) {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text).unwrap();
        }
        let compiled = folder.join("js");
        let output = Command::new(home().join("node_modules/.bin/tsc"))
            .args([
                "--module", "esnext", "--target", "es2022", "--strict", "--outDir",
            ])
            .arg(&compiled)
            .arg("--rootDir")
            .arg(folder.join("ts"))
            .arg(folder.join("ts/buildamp.ts"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        compiled
    })
}
