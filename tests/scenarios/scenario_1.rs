//! Scenario 1: structs become Rust, TypeScript and Elm; what is added, wrong or gone shows in all of them.

use std::collections::BTreeMap;
use std::fs;

use crate::package::Package;
use crate::tools;

#[test]
fn scenario_1_h3_h4_h13_h15_h24_h33_structs_become_rust_typescript_and_elm() {
    let package = Package::new("scenario_1");
    let files = &package.files;

    let first = generate(&package);
    compiles(&package, &first);
    files.run(&["generate"]).ends(0);
    assert_eq!(
        files.files("generated"),
        first,
        "twice is no different from once"
    );
    files.run(&["generate", "--check"]).ends(0);

    files.write(
        "src/models/events/invoice.rs",
        "/// An invoice was paid.\npub struct InvoicePaid {\n    pub number: u32,\n}\n",
    );
    files.edit(
        "src/models/events/mod.rs",
        "pub mod email;",
        "pub mod email;\npub mod invoice;",
    );
    files.edit(
        "src/handlers/mod.rs",
        "pub mod order;",
        "pub mod invoice;\npub mod order;",
    );
    files.write(
        "src/handlers/invoice.rs",
        "use crate::models::events::invoice::InvoicePaid;\n\n\
         pub async fn book(_: InvoicePaid) -> anyhow::Result<()> {\n    Ok(())\n}\n",
    );
    files.write(
        "src/web.rs",
        "pub fn later() -> impl Sized {\n    let paid = crate::models::events::invoice::InvoicePaid { number: 1 };\n    \
         paid.schedule(std::time::Duration::from_mins(1))\n}\n",
    );
    let second = generate(&package);
    let new = [
        "elm/BuildAmp/Events/Invoice.elm",
        "ts/events/invoice.schema.ts",
        "ts/events/invoice.ts",
    ];
    assert_eq!(added(&first, &second), new);
    compiles(&package, &second);

    files.edit(
        "src/models/events/invoice.rs",
        "number: u32",
        "at: std::time::Instant",
    );
    let run = files.run(&["generate"]).ends(1);
    let built = package.check();
    for told in [&run.err, &built.told] {
        assert!(
            told.contains("BA0007") && told.contains("src/models/events/invoice.rs:3:"),
            "{told}"
        );
    }
    assert!(!built.is_well);
    assert_eq!(
        files.files("generated"),
        second,
        "nothing is written when there is an error"
    );
    files.edit(
        "src/models/events/invoice.rs",
        "at: std::time::Instant",
        "number: u32",
    );

    files.remove("src/models/sse/mod.rs");
    files.remove("src/models/sse/email.rs");
    files.edit("src/models/mod.rs", "pub mod sse;\n", "");
    assert!(files.has("src/models/sse"), "the folder is there and empty");
    files.run(&["generate", "--accept"]).ends(0);
    let third = files.files("generated");
    for (path, text) in &third {
        assert!(!path.to_lowercase().contains("/sse/"), "{path}");
        assert!(!text.contains("SseMessage"), "{path}:\n{text}");
    }
    compiles(&package, &third);
}

fn generate(package: &Package) -> BTreeMap<String, String> {
    package.files.run(&["generate"]).ends(0);
    package.files.files("generated")
}

fn added<'a>(
    before: &BTreeMap<String, String>,
    after: &'a BTreeMap<String, String>,
) -> Vec<&'a str> {
    let paths = after.keys().filter(|path| !before.contains_key(*path));
    paths.map(String::as_str).collect()
}

/// rustc takes the crate, tsc and elm make what was generated for it.
#[track_caller]
fn compiles(package: &Package, generated: &BTreeMap<String, String>) {
    let built = package.check();
    assert!(built.is_well, "{}", built.told);
    let folder = tempfile::tempdir().unwrap();
    let project = tools::Project {
        folder: folder.path().to_owned(),
    };
    for file in ["tsconfig.json", "elm.json", "package.json"] {
        project.write(file, &fs::read_to_string(tools::home().join(file)).unwrap());
    }
    for (path, text) in generated {
        project.write(path, text);
    }
    project.compile_typescript();
    project.compile_elm();
}
