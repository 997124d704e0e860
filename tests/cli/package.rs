//! `[generate.ts]`: the package, and what its imports end with, as the command writes and checks them.

use serde_json::Value;

use crate::project::Project;

const PACKAGE: &str = "generated/ts/package.json";

fn project() -> Project {
    let project = Project::copy("relied");
    // Where something is kept from one run to the next.
    project.write(
        "Cargo.toml",
        "[package]\nname = \"relied\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project
}

fn set(project: &Project, ts: &str) {
    project.write("buildamp.toml", &format!("[generate.ts]\n{ts}"));
}

#[test]
fn h17_a_package_is_written_checked_and_removed_like_any_other_file() {
    let project = project();
    project.run(&["generate"]).ends(0);
    assert!(!project.has(PACKAGE), "nobody asked for a package");
    let without = project.files("generated");

    set(&project, "package = \"@acme/api\"\n");
    let run = project.run(&["generate", "--check"]).ends(1);
    assert!(run.out.contains("\"name\": \"@acme/api\""), "{}", run.out);
    project.run(&["generate"]).ends(0);
    project.run(&["generate", "--check"]).ends(0);
    let package: Value = serde_json::from_str(&project.read(PACKAGE)).unwrap();
    assert_eq!(package["name"], "@acme/api");
    assert_eq!(
        (&package["type"], &package["sideEffects"]),
        (&"module".into(), &false.into())
    );
    let exports = package["exports"].as_object().unwrap();
    assert_eq!(exports["."], "./buildamp.ts");
    assert_eq!(exports["./events/order"], "./events/order.ts");
    for path in project.files("generated/ts").keys() {
        let file = Value::from(format!("./{path}"));
        assert!(
            exports.values().any(|it| *it == file),
            "{path} is not exported"
        );
    }

    set(&project, "");
    project.run(&["generate"]).ends(0);
    assert_eq!(project.files("generated"), without);
}

#[test]
fn h17_somebody_elses_package_json_is_left_alone_and_named() {
    let project = project();
    set(&project, "package = \"@acme/api\"\n");
    project.write(PACKAGE, "{\n  \"name\": \"mine\"\n}\n");
    let run = project.run(&["generate"]).ends(1);
    assert!(run.err.contains("generated/ts/package.json"), "{}", run.err);
    assert!(run.err.contains("move it, or remove it"), "{}", run.err);
    assert!(project.read(PACKAGE).contains("mine"));
    // Without a package it is none of ours.
    set(&project, "");
    project.run(&["generate"]).ends(0);
    assert!(project.read(PACKAGE).contains("mine"));
}

#[test]
fn h17_the_import_suffix_changes_every_import_and_nothing_else() {
    let project = project();
    project.run(&["generate"]).ends(0);
    let usual = project.files("generated");
    set(&project, "import_suffix = \".ts\"\n");
    project.run(&["generate"]).ends(0);
    let other = project.files("generated");
    assert_ne!(other, usual);
    for (path, text) in &usual {
        let expected = if path.starts_with("ts/") {
            text.replace(".js\";", ".ts\";")
        } else {
            text.clone()
        };
        assert_eq!(other[path], expected, "{path}");
    }
    set(&project, "import_suffix = \".mjs\"\n");
    let run = project.run(&["generate"]).ends(1);
    assert!(
        run.err
            .contains("write `import_suffix = \".js\"`, `\".ts\"` or `\"\"`"),
        "{}",
        run.err
    );
}
