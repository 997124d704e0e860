//! `asyncapi.json` and `openapi.json`: what they say, and that their specifications allow it.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::project::{Project, Run};

/// The document of events and messages is one that the official parser takes; it names them as they are on the wire, and is
/// not there where there are none.
#[test]
fn h15_h33_asyncapi_has_every_event_and_message() {
    let project = Project::copy("shop");
    project.run(&["generate", "--target", "asyncapi"]).ends(0);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/asyncapi.mjs");
    let mut parser = Command::new("node");
    parser
        .arg(script)
        .arg(project.path().join("generated/asyncapi.json"));
    assert_eq!(Run::of(&mut parser).ends(0).out, "");

    let document: Value = serde_json::from_str(&project.read("generated/asyncapi.json")).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let channels = keys(&document["channels"]);
    assert!(
        channels.contains(&"email.send_welcome_email".to_owned()),
        "{channels:?}"
    );
    let sent = keys(&document["channels"]["buildamp.sse"]["messages"]);
    assert!(
        sent.contains(&"email.welcome_email_sent".to_owned()),
        "{sent:?}"
    );
    assert!(sent.contains(&"buildamp.resync".to_owned()), "{sent:?}");

    // A document that somebody else wrote is not replaced.
    let mine = "{\n  \"asyncapi\": \"2.6.0\"\n}\n";
    project.write("generated/asyncapi.json", mine);
    project.run(&["generate", "--target", "asyncapi"]).ends(1);
    assert_eq!(project.read("generated/asyncapi.json"), mine);

    let plain = Project::empty();
    plain.write(
        "Cargo.toml",
        "[package]\nname = \"plain\"\nedition = \"2024\"\n\n[dependencies]\nserde = \"1\"\n",
    );
    plain.write("src/lib.rs", "pub mod models;\n");
    plain.write(
        "src/models/mod.rs",
        "pub mod events;\npub struct Address {\n    pub street: String,\n}\n",
    );
    plain.write(
        "src/models/events/mod.rs",
        "pub struct Moved {\n    pub to: super::Address,\n}\n",
    );
    plain.run(&["generate", "--target", "asyncapi"]).ends(0);
    let document: Value = serde_json::from_str(&plain.read("generated/asyncapi.json")).unwrap();
    assert_eq!(document["info"]["title"], "plain");
    plain.write("src/models/events/mod.rs", "");
    let run = plain
        .run(&["generate", "--target", "asyncapi", "--accept"])
        .ends(0);
    assert!(
        run.out.contains("removed generated/asyncapi.json"),
        "{}",
        run.out
    );
    assert!(!plain.has("generated/asyncapi.json"));
}

const REQUESTS: &str = r#"use buildamp::buildamp;

/// Adds a comment.
#[buildamp(path = "SubmitComment")]
pub struct SubmitCommentReq {
    /// What it says.
    #[buildamp(Required, MaxLength(500))]
    pub text: String,
    #[buildamp(Trim, MaxLength(10))]
    pub tag: Option<String>,
    #[buildamp(Range(1..=5), Default = 3)]
    pub stars: u8,
    #[buildamp(Inject = "user_id")]
    pub author: String,
}

/// The new comment.
pub struct SubmitCommentRes {
    pub id: String,
    pub at: (u8, u8),
}

#[buildamp(path = "comments/list", query)]
pub struct ListCommentsReq {
    #[buildamp(Range(1..=100), Default = 20)]
    pub limit: u32,
    pub of: Vec<String>,
    pub order: Option<Order>,
    pub board: String,
}

pub enum Order {
    Oldest,
    Newest,
}

pub struct ListCommentsRes {
    pub texts: Vec<String>,
}
"#;

/// The document of requests is one that its specification's schema takes. It asks for what the server asks for: nothing of
/// what the server fills in itself, and what rules say where a client can know it.
#[test]
fn h17_h18_h19_openapi_has_every_request() {
    let project = Project::empty();
    project.write("Cargo.toml", "[package]\nname = \"board\"\nedition = \"2024\"\n\n[dependencies]\nbuildamp = \"0.1\"\nserde = \"1\"\n");
    project.write("src/lib.rs", "pub mod models;\n");
    project.write("src/models/mod.rs", "pub mod api;\n");
    project.write("src/models/api/mod.rs", "pub mod comments;\n");
    project.write("src/models/api/comments.rs", REQUESTS);
    project.run(&["generate", "--target", "openapi"]).ends(0);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/openapi.mjs");
    let mut validator = Command::new("node");
    validator
        .arg(script)
        .arg(project.path().join("generated/openapi.json"));
    assert_eq!(Run::of(&mut validator).ends(0).out, "");

    let document: Value = serde_json::from_str(&project.read("generated/openapi.json")).unwrap();
    let schemas = &document["components"]["schemas"];
    let submit = &document["paths"]["/api/SubmitComment"]["post"];
    assert_eq!(submit["operationId"], "submitComment");
    assert_eq!(submit["description"], "Adds a comment.");
    let body = &submit["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(
        body["$ref"],
        "#/components/schemas/api.comments.SubmitCommentReq"
    );
    let request = &schemas["api.comments.SubmitCommentReq"];
    assert_eq!(request["required"], json!(["text"]));
    let properties = &request["properties"];
    assert_eq!(properties["author"], Value::Null, "the server fills it");
    assert_eq!(
        properties["text"]["allOf"][1],
        json!({ "minLength": 1, "maxLength": 500 })
    );
    // What is trimmed may be longer before.
    let tag = properties["tag"]["allOf"][1].as_object().unwrap();
    assert!(tag.keys().eq(["pattern"]), "{tag:?}");
    assert_eq!(
        properties["stars"]["allOf"][1],
        json!({ "minimum": 1, "maximum": 5 })
    );
    assert_eq!(properties["stars"]["default"], 3);
    let answer = &schemas["api.comments.SubmitCommentRes"];
    assert_eq!(
        answer["properties"]["at"]["prefixItems"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let list = &document["paths"]["/api/comments/list"]["get"];
    let parameters = list["parameters"].as_array().unwrap();
    let asked: Vec<(&str, bool)> = parameters
        .iter()
        .map(|it| {
            (
                it["name"].as_str().unwrap(),
                it["required"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        asked,
        [
            ("limit", false),
            ("of", false),
            ("order", false),
            ("board", true)
        ]
    );
    assert_eq!(list["requestBody"], Value::Null);
    assert!(list["responses"]["4XX"]["content"]["application/problem+json"].is_object());
}
