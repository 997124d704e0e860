//! What a person sees in an editor: rust-analyzer with its default settings, driven over its protocol on a copy of
//! `examples/hello`. It needs `rustup component add rust-analyzer`.

mod client;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, Instant},
};

use client::Editor;

/// For building the dependencies of the copy on a slow machine.
const LOADING: Duration = Duration::from_mins(15);
/// For what should take a moment: generous, because other tests run beside this one. The times are printed.
const MOMENT: Duration = Duration::from_mins(1);

const MAIN: &str = "src/main.rs";
const REMINDER: &str = "src/models/events/reminder.rs";
const EVENTS: &str = "src/models/events/mod.rs";
const GREETING: &str = "src/models/events/greeting.rs";
const HANDLERS: &str = "src/handlers/mod.rs";

/// Both tests build into one folder.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn h12_h22_the_methods_of_a_new_model_resolve_soon_after_it_is_saved() {
    let _alone = ONE_AT_A_TIME.lock();
    let (copy, mut editor) = open();

    // The use is written before the model.
    editor.checked(MOMENT, |editor| editor.save(MAIN, &with_use(&copy)));
    editor.until(MOMENT, "the methods of the first model resolve", |editor| {
        editor
            .hover(MAIN, "emit(&mut tx)")
            .contains("pub async fn emit")
    });
    assert_eq!(editor.hover(MAIN, "schedule("), "");

    editor.save(
        EVENTS,
        &format!("{}pub mod reminder;\n", read(&copy, EVENTS)),
    );
    editor.save(
        REMINDER,
        "pub struct Reminder {\n    pub text: String,\n}\n",
    );
    let took = editor.until(MOMENT, "`schedule` of a new model resolves", |editor| {
        editor.hover(MAIN, "schedule(").contains("pub fn schedule")
    });
    println!("`schedule` of a new model resolved {took:.2?} after the save");

    let shown = editor.hover(MAIN, "schedule(");
    assert!(
        shown.contains("Reminder is the event reminder.reminder of"),
        "{shown}"
    );
}

#[test]
fn h12_a_syntax_error_in_one_model_leaves_the_others_as_they_are() {
    let _alone = ONE_AT_A_TIME.lock();
    let (copy, mut editor) = open();
    let good = "#[buildamp::buildamp(log_only)]\npub struct Reminder {\n    pub text: String,\n}\n";
    let others = [MAIN, HANDLERS, GREETING, EVENTS];
    for path in [MAIN, HANDLERS, GREETING] {
        editor.save(path, &read(&copy, path));
    }
    editor.checked(MOMENT, |editor| {
        editor.save(
            EVENTS,
            &format!("{}pub mod reminder;\n", read(&copy, EVENTS)),
        );
        editor.save(REMINDER, good);
    });
    editor.save(MAIN, &with_use(&copy));
    editor.save(
        HANDLERS,
        &format!(
            "{}\npub fn wrong() -> u32 {{\n    \"text\"\n}}\n",
            read(&copy, HANDLERS)
        ),
    );
    editor.until(MOMENT, "the type error is told by both", |editor| {
        let told = editor.diagnostics(HANDLERS).join("\n");
        ["rust-analyzer E0308", "rustc E0308"]
            .iter()
            .all(|said| told.contains(said))
    });
    editor.checked(MOMENT, |editor| {
        editor.save(GREETING, &read(&copy, GREETING));
    });
    let before = others.map(|path| editor.diagnostics(path));
    assert_eq!(editor.diagnostics(REMINDER), [""; 0]);
    assert!(editor.hover(MAIN, "schedule(").contains("pub fn schedule"));

    editor.checked(MOMENT, |editor| {
        editor.save(REMINDER, &good.replace("text:", "text"));
    });
    let of_reminder = editor.diagnostics(REMINDER).join("\n");
    assert!(of_reminder.contains("Syntax Error"), "{of_reminder}");
    assert_eq!(others.map(|path| editor.diagnostics(path)), before);
    let shown = editor.hover(MAIN, "emit(&mut tx)");
    assert!(shown.contains("pub async fn emit"), "{shown}");

    editor.checked(MOMENT, |editor| editor.save(REMINDER, good));
    assert_eq!(editor.diagnostics(REMINDER), [""; 0]);
    assert_eq!(others.map(|path| editor.diagnostics(path)), before);
    assert!(editor.hover(MAIN, "schedule(").contains("pub fn schedule"));
}

/// An editor on a fresh copy, once it has loaded it.
fn open() -> (PathBuf, Editor) {
    let copy = copy();
    let since = Instant::now();
    let mut editor = Editor::open(&copy, &target());
    editor.settle(LOADING);
    println!("rust-analyzer loaded the copy in {:.1?}", since.elapsed());
    (copy, editor)
}

/// The application with a use of a model that it does not have yet.
fn with_use(copy: &Path) -> String {
    let main = read(copy, MAIN);
    format!(
        "{main}\nfn later() -> impl Sized {{\n    hello::models::events::reminder::Reminder {{ text: String::new() }}\n        \
         .schedule(std::time::Duration::from_mins(1))\n}}\n"
    )
}

/// A package of its own with the sources of `examples/hello`.
fn copy() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor/copy");
    // What an earlier run has left.
    let _ = fs::remove_dir_all(&folder);
    copy_files(&root.join("examples/hello"), &folder);
    let manifest = format!(
        "[package]\nname = \"hello\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nanyhow = \"1\"\n\
         buildamp = {{ path = \"{root}\", default-features = false, features = [\"sqlite\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n[build-dependencies]\n\
         buildamp-codegen = {{ path = \"{root}/codegen\" }}\n",
        root = root.display(),
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_files(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}

/// Kept between runs, so that only the first one builds the dependencies.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor/target")
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}
