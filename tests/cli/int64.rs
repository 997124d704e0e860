//! `[generate] int64`: what is written, what is told, and what is left as it is.

use crate::project::Project;

const ORDER: &str = "src/models/events/order.rs";
const PRELUDE: [&str; 4] = [
    "ts/buildamp-base.ts",
    "ts/buildamp-faults.ts",
    "ts/buildamp-int64.ts",
    "ts/buildamp-json.ts",
];

fn project() -> Project {
    let project = Project::copy("relied");
    project.edit(ORDER, "pub number: u32", "pub number: u64");
    // Where something can be kept from one run to the next.
    project.write(
        "Cargo.toml",
        "[package]\nname = \"relied\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project
}

fn set(project: &Project, int64: &str) {
    let settings = format!("[generate]\nint64 = \"{int64}\"\n");
    project.write("buildamp.toml", &settings);
}

#[test]
fn s62_int64_decides_what_typescript_has_and_nothing_else() {
    let project = project();
    project.run(&["generate"]).ends(0);
    let number = project.files("generated");
    assert!(number["ts/events/order.ts"].contains("  number: number;"));

    for int64 in ["bigint", "string"] {
        set(&project, int64);
        let run = project.run(&["generate", "--check"]).ends(1);
        assert!(
            run.out.contains(&format!("+  number: {int64};")),
            "{}",
            run.out
        );
        project.run(&["generate"]).ends(0);
        let files = project.files("generated");
        assert!(files["ts/events/order.ts"].contains(&format!("  number: {int64};")));
        for (path, text) in &number {
            let is_same = path.starts_with("elm/") || path == "schema.lock";
            assert!(!is_same || files[path] == *text, "{path} has changed");
        }
        for path in PRELUDE {
            assert!(files.contains_key(path) && !number.contains_key(path));
        }
        project.run(&["generate", "--check"]).ends(0);
        let again = project.run(&["generate"]).ends(0);
        assert!(again.out.ends_with("nothing to write\n"), "{}", again.out);
    }

    set(&project, "number");
    project.run(&["generate"]).ends(0);
    assert_eq!(project.files("generated"), number);
}

#[test]
fn s62_the_warning_is_for_who_rounds() {
    let told = |int64: &str, targets: &str| {
        let project = project();
        set(&project, int64);
        let run = project.run(&["generate", "--target", targets]).ends(0);
        assert!(
            project
                .read("generated/schema.lock")
                .contains("\nwide events/order.OrderPlaced.number\n"),
            "the lock is about the wire"
        );
        run.err
    };
    insta::assert_snapshot!(told("number", "ts"), @r#"
    warning[BA0031]: `OrderPlaced.number` is a `u64`, of which JavaScript holds those up to 2^53 exactly
     --> src/models/events/order.rs:9:9
      |
    9 |     pub number: u64,
      |         ^^^^^^
      |
    help: write `#[serde(with = "buildamp::int_string")]` above it to send text, `int64 = "bigint"` under `[generate]` in buildamp.toml for TypeScript, or `#[buildamp(shape = "u64")]` when it stays below 2^53

    warning: 1 warning; generated/schema.lock takes them down
    "#);
    insta::assert_snapshot!(told("bigint", "ts,elm"), @r#"
    warning[BA0031]: `OrderPlaced.number` is a `u64`, of which Elm's `Int` holds those up to 2^53 exactly
     --> src/models/events/order.rs:9:9
      |
    9 |     pub number: u64,
      |         ^^^^^^
      |
    help: write `#[serde(with = "buildamp::int_string")]` above it to send text, or `#[buildamp(shape = "u64")]` when it stays below 2^53

    warning: 1 warning; generated/schema.lock takes them down
    "#);
    for int64 in ["bigint", "string"] {
        assert_eq!(told(int64, "ts"), "");
    }
    let as_one = told("bigint", "ts,elm");
    assert_eq!(told("string", "elm"), as_one);
}
