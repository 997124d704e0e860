//! `buildamp inspect`: what was found.

use crate::project::Project;

#[test]
fn h15_lists_types_handlers_and_capabilities() {
    let run = Project::copy("shop").run(&["inspect"]).ends(0);
    assert_eq!(run.err, "");
    insta::assert_snapshot!(run.out);
}

#[test]
fn h15_capabilities_are_the_kinds_that_are_there() {
    let project = Project::copy("shop");
    let capabilities = |project: &Project| {
        let run = project.run(&["inspect", "--format", "json"]).ends(0);
        run.json()["capabilities"].clone()
    };
    assert_eq!(
        capabilities(&project),
        serde_json::json!([
            {"kind": "event", "types": 3},
            {"kind": "sse", "types": 1},
            {"kind": "plain", "types": 1},
        ])
    );
    project.remove("src/models/sse/email.rs");
    project.write("src/models/sse/mod.rs", "");
    assert_eq!(
        capabilities(&project),
        serde_json::json!([{"kind": "event", "types": 3}, {"kind": "plain", "types": 1}])
    );
}

#[test]
fn h14_the_session_is_a_kind_of_its_own() {
    let project = Project::copy("shop");
    let models = std::fs::read_to_string(project.path().join("src/models/mod.rs")).unwrap();
    project.write("src/models/mod.rs", &format!("{models}pub mod session;\n"));
    project.write(
        "src/models/session.rs",
        "pub struct AppSession {\n    pub user: Option<u32>,\n}\n",
    );
    let run = project.run(&["inspect"]).ends(0);
    let row: Vec<&str> = run
        .out
        .lines()
        .find(|line| line.contains("AppSession"))
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    assert_eq!(
        row,
        [
            "session",
            "AppSession",
            "-",
            "src/models/session.rs:1",
            "{",
            "user:",
            "u32",
            "|",
            "null",
            "}"
        ]
    );
    assert!(
        run.out.contains("sse (1), session (1), plain (1)"),
        "{}",
        run.out
    );
}

#[test]
fn json_has_the_whole_model() {
    let run = Project::copy("shop")
        .run(&["inspect", "--format", "json"])
        .ends(0);
    let document = run.json();
    let keys: Vec<&str> = document
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "capabilities",
            "definitions",
            "endpoints",
            "handlers",
            "has_handlers",
            "interface",
            "items",
            "package",
            "problems"
        ]
    );
    let consumers: Vec<&str> = document["handlers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|handler| handler["consumer"].as_str().unwrap())
        .collect();
    assert_eq!(
        consumers,
        [
            "send_welcome_email",
            "order::pack",
            "order::track",
            "bookkeeping"
        ]
    );
}

#[test]
fn shows_what_it_can_beside_the_problems() {
    let project = Project::copy("shop");
    project.write(
        "src/models/sse/email.rs",
        "pub struct WelcomeEmailSent {\n    pub email: std::time::Instant,\n}\n",
    );
    let run = project.run(&["inspect"]).ends(1);
    assert!(run.err.starts_with("error[BA0007]: "), "{}", run.err);
    assert!(run.out.contains("email.send_welcome_email"), "{}", run.out);
}

#[test]
fn h17_endpoints_are_listed_with_what_answers_them() {
    let project = Project::empty();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"board\"\nedition = \"2024\"\n\n[dependencies]\nbuildamp = \"0.1\"\n",
    );
    project.write("src/lib.rs", "pub mod handlers;\npub mod models;\n");
    project.write("src/models/mod.rs", "pub mod api;\n");
    project.write(
        "src/models/api/mod.rs",
        "#[buildamp::buildamp(path = \"Submit\")]\npub struct SubmitReq {}\npub struct SubmitRes {}\n\
         #[buildamp::buildamp(path = \"board/list\", query)]\npub struct ListReq {}\npub struct ListRes {}\n",
    );
    project.write(
        "src/handlers/mod.rs",
        "use crate::models::api::*;\n\
         pub async fn submit(req: SubmitReq) -> std::io::Result<SubmitRes> { todo!() }\n\
         pub async fn list(req: ListReq) -> std::io::Result<ListRes> { todo!() }\n",
    );
    let run = project.run(&["inspect"]).ends(0);
    for row in [
        "POST /api/Submit    SubmitReq  handlers::submit  src/models/api/mod.rs:2",
        "GET /api/board/list  ListReq    handlers::list    src/models/api/mod.rs:5",
        "Capabilities: api (2), plain (2)",
    ] {
        let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(bare(&run.out).contains(&bare(row)), "{row}\n{}", run.out);
    }
}
