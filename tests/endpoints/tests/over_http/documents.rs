//! The OpenAPI document, held against the server by schemathesis.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use buildamp_codegen::{
    Input, analyse,
    config::{ImportSuffix, Int64},
    emit::{Options, Target, generate},
};

use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::support::on_each;

/// What `tests/run` installs.
fn schemathesis() -> PathBuf {
    let program =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/schemathesis");
    assert!(
        program.is_file(),
        "schemathesis is missing: run tests/run, or `python3 -m venv target/python` and `target/python/bin/pip install \
         --requirement tests/endpoints/requirements.txt`"
    );
    program
}

/// Writes the document of this application, and says where it is.
fn document(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let models = analyse(&Input {
        models: vec![root.join("src/models")],
        root,
        ..Input::default()
    });
    let options = Options {
        package: "endpoints",
        int64: Int64::Number,
        npm_package: None,
        import_suffix: ImportSuffix::default(),
    };
    let files = generate(&models.definitions, &[Target::OpenApi], options);
    let mut document: Value = serde_json::from_str(&files[0].text).unwrap();
    for operations in document["paths"].as_object_mut().unwrap().values_mut() {
        if let Some(parameters) = operations.pointer_mut("/post/parameters") {
            // Schemathesis says other things under one key, which is refused.
            let parameters = parameters.as_array_mut().unwrap();
            parameters.retain(|it| it["name"] != "Idempotency-Key");
        }
    }
    let file = folder.join("openapi.json");
    std::fs::write(&file, document.to_string()).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn h17_h18_schemathesis_finds_nothing_that_the_document_does_not_say() {
    on_each(async |server| {
        let folder = tempfile::tempdir().unwrap();
        let document = document(folder.path());
        let cookie = format!("Cookie: {}", server.sign_in("ada").await);
        let mut schemathesis = Command::new(schemathesis());
        schemathesis
            .arg("run")
            .arg(&document)
            .args(["--url", &server.base(), "--header", &cookie])
            // It fails in the ways that it is asked to.
            .args(["--exclude-path", "/api/Fail"])
            .args(["--phases", "examples,coverage,fuzzing"])
            .args(["--max-examples", "60", "--seed", "1", "--no-color"])
            .current_dir(folder.path());
        let tried = spawn_blocking(move || schemathesis.output());
        let tried = tried.await.unwrap().unwrap();
        let said = String::from_utf8_lossy(&tried.stdout);
        assert!(
            tried.status.success(),
            "{said}\n{}",
            String::from_utf8_lossy(&tried.stderr)
        );
        assert!(said.contains("Tested: 4"), "{said}");
    })
    .await;
}
