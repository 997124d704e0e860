//! The Rust that is written for the small crate in `golden/`, kept beside it: `golden/buildamp.rs`. `BLESS=1` writes it
//! anew.

use std::{env, fs, path::Path};

use buildamp_codegen::{Input, analyse, report, rust};

#[test]
fn h7_h12_h22_h33_the_generated_rust() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let analysis = analyse(&Input {
        root: root.clone(),
        models: vec!["src/models".into()],
        ..Input::default()
    });
    assert!(
        !report::any_error(&analysis.problems),
        "{:#?}",
        analysis.problems
    );
    let text = rust(&analysis);
    let golden = root.join("buildamp.rs");
    if env::var_os("BLESS").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&golden).unwrap_or_default());
}

#[test]
fn h15_what_is_not_there_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join("src").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let generated = || {
        let input = Input {
            root: folder.path().to_owned(),
            models: vec!["src/models".into()],
            ..Input::default()
        };
        let analysis = analyse(&input);
        assert!(
            !report::any_error(&analysis.problems),
            "{:#?}",
            analysis.problems
        );
        rust(&analysis)
    };

    write("lib.rs", "pub mod models;");
    write("models/mod.rs", "pub struct Address { pub street: String }");
    fs::create_dir_all(folder.path().join("src/models/events")).unwrap();
    let plain = generated();
    assert!(plain.contains("for crate::models::Address"), "{plain}");
    for absent in ["Event", "SseMessage", "Emission", "handlers"] {
        assert!(!plain.contains(absent), "{absent} in {plain}");
    }

    write("models/mod.rs", "pub mod sse { pub mod note; }");
    write("models/sse/note.rs", "pub struct Note;");
    let messages = generated();
    assert!(
        messages.contains("impl ::buildamp::SseMessage for crate::models::sse::note::Note"),
        "{messages}"
    );
    assert!(
        !messages.contains("Event") && !messages.contains("handlers"),
        "{messages}"
    );

    write("lib.rs", "pub mod handlers; pub mod models;");
    write("handlers/mod.rs", "");
    let handlers = generated();
    assert!(handlers.contains("pub fn handlers<S: "), "{handlers}");
}
