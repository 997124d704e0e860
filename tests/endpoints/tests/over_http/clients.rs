//! The generated clients before the server: Elm's requests, and the rules in all three languages.

use std::{
    io::Write as _,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use buildamp_codegen::{Input, analyse};
use serde_json::{Map, Value, json};

use crate::{
    support::{Server, on_each},
    tools::{Project, assert_formatted, expect},
};

/// The clients of this application, compiled; none where Elm is not here.
fn clients(folder: &Path) -> Option<Project> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let models = analyse(&Input {
        models: vec![root.join("src/models")],
        root,
        ..Input::default()
    });
    let project = Project::new(folder, &models.definitions);
    assert_formatted(folder);
    project.write("elm/Main.elm", include_str!("Main.elm"));
    project.compile_typescript();
    project.compile_elm().then_some(project)
}

/// What both clients make of each step, and both of each input.
fn ask(project: &Project, steps: &[Value], inputs: &[Value]) -> Value {
    let mut node = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/over_http/clients.mjs"))
        .arg(&project.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = json!({ "steps": steps, "inputs": inputs });
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(asked.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    expect("node", &output);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A step with what is said of it besides.
fn step(server: &Server, who: &str, endpoint: &str, input: &Value, more: Value) -> Value {
    let mut step = json!({
        "base": format!("{}/", server.base()),
        "headers": { "cookie": who },
        "endpoint": endpoint,
        "input": input,
    });
    let more = serde_json::from_value::<Map<String, Value>>(more).unwrap();
    step.as_object_mut().unwrap().extend(more);
    step
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h17_h18_h19_what_elm_asks_is_answered_and_each_error_has_its_type() {
    let folder = tempfile::tempdir().unwrap();
    let Some(project) = clients(folder.path()) else {
        return;
    };
    on_each(async |server| {
        let ada = server.sign_in("ada").await;
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let never = format!("http://{}", silent.local_addr().unwrap());
        let many = "🦀".repeat(501);
        let most = format!(" {} ", "🦀".repeat(500));
        let submit = |text: &str, more| step(server, &ada, "SubmitComment", &json!({ "text": text }), more);
        let list = |input: Value| step(server, &ada, "comments/list", &input, json!({}));
        let special = ["a&b", "é=?#/+ %", "🦀", "", "'(!*~)"];
        let steps = [
            submit("hello", json!({ "key": "one" })),
            submit("hello", json!({ "key": "one", "asTask": true })),
            submit(&most, json!({})),
            submit(&many, json!({})),
            submit(&many, json!({ "asTask": true })),
            submit(&many, json!({ "lawless": true })),
            submit("hello!", json!({})),
            step(server, "", "SubmitComment", &json!({ "text": "hello" }), json!({})),
            step(server, "", "Fail", &json!({ "how": "field" }), json!({})),
            list(json!({ "limit": 5, "author": special, "order": "Newest", "others": true })),
            list(json!({ "author": [] })),
            list(json!({ "limit": 0, "author": [] })),
            submit("hello", json!({ "base": "http://127.0.0.1:9" })),
            submit("hello", json!({ "base": "/app" })),
            submit("hello", json!({ "base": format!("{}/missing", server.base()) })),
            submit("hello", json!({ "base": never, "timeout": 300, "headers": {} })),
        ];
        // The last three ask somebody else.
        let (steps, alone) = steps.split_at(13);
        let told = tokio::task::block_in_place(|| ask(&project, steps, &[]));
        let told: Vec<_> = told["answers"].as_array().unwrap().iter().collect();
        let answer = |place: usize| &told[place]["elm"]["answer"];
        let error = |place: usize| &answer(place)["error"];

        let author = json!("ada");
        assert_eq!(answer(0)["value"]["author"], author, "{told:#?}");
        assert_eq!(answer(0), answer(1), "the same key is the same request");
        assert_eq!(told[0]["elm"]["sent"][0]["headers"]["idempotency-key"], "one");
        assert_eq!(told[0]["elm"]["sent"][0]["body"], "{\"text\":\"hello\",\"mail\":null}");
        assert_eq!(answer(2)["value"]["author"], author);
        let long = json!([{ "field": "text", "code": "max_length", "params": { "max": 500, "actual": 501 } }]);
        for place in [3, 4, 5] {
            assert_eq!(*error(place), json!({ "kind": "invalid", "errors": long }));
            let sent = told[place]["elm"]["sent"].as_array().unwrap().len();
            assert_eq!(sent, usize::from(place == 5), "what breaks rules is not sent");
        }
        let (kind, status, code) = (&error(6)["kind"], &error(6)["status"], &error(6)["code"]);
        assert_eq!((kind, status, code), (&json!("refused"), &json!(409), &json!("too_loud")));
        assert_eq!((&error(7)["kind"], &error(7)["status"]), (&json!("refused"), &json!(401)));
        let taken = json!([{ "field": "how", "code": "taken", "params": { "by": "somebody" } }]);
        assert_eq!((&error(8)["kind"], &error(8)["errors"]), (&json!("refused"), &taken));
        let asked = format!("5 of {special:?}, Some(Newest), others true, for Some(\"ada\")");
        assert_eq!(answer(9)["value"]["asked"], asked);
        let asked = "20 of [], None, others false, for Some(\"ada\")";
        assert_eq!(answer(10)["value"]["asked"], asked);
        assert_eq!(told[10]["elm"]["sent"][0]["url"], format!("{}/api/comments/list", server.base()));
        assert_eq!(error(11)["errors"][0]["code"], "range");
        assert_eq!(error(12)["kind"], "unreachable");

        // What TypeScript makes of the same, but for what it has no way to leave out.
        for (place, both) in told.iter().enumerate().filter(|(place, _)| *place != 5) {
            let (elm, ts) = (&both["elm"], &both["ts"]);
            assert_eq!(known(elm), known(ts), "{place}");
        }

        let told = tokio::task::block_in_place(|| ask(&project, alone, &[]));
        let error = |place: usize| &told["answers"][place]["elm"]["answer"]["error"];
        for (place, why) in [(0, "there is no address"), (2, "there was no answer in time")] {
            assert_eq!(error(place)["kind"], "unreachable", "{told:#}");
            assert!(error(place)["detail"].as_str().unwrap().starts_with(why), "{told:#}");
        }
        assert_eq!((&error(1)["kind"], &error(1)["status"]), (&json!("refused"), &json!(404)));
    })
    .await;
}

/// An answer without what each says in its own words, and without what differs from one request to the next.
fn known(told: &Value) -> Value {
    let mut answer = told["answer"].clone();
    let is_own = answer["error"]["kind"] == "unreachable";
    if let Some(error) = answer["error"].as_object_mut().filter(|_| is_own) {
        error.remove("detail");
    }
    if let Some(value) = answer["value"].as_object_mut() {
        value.remove("id");
        value.remove("comments");
    }
    answer
}

/// An input that keeps all rules.
fn right() -> Value {
    json!({
        "text": "abc", "needed": "a", "list": [1, 2], "map": { "a": { "text": "a" } }, "numbered": {},
    })
}

/// Each field, and what is tried in it.
fn tries() -> Value {
    let label = "a".repeat(63);
    json!({
        "text": ["", " ", "a", "ab", " ab ", "abcde", "abcdef", " abcde\u{2003}", "🦀", "🦀🦀", "🦀🦀🦀🦀🦀", "🦀🦀🦀🦀🦀🦀", "é́",
            "\u{85}abcde\u{85}", "\u{feff}", "\u{feff}abcd\u{feff}",
        ],
        "needed": [null, "", " "],
        "trimmed": [null, "", " "],
        "filled": ["", " ", "a"],
        "mail": [
            null, "", " ada@example.org\n", "ada@example.org", "a.b+c@x-y.example", "ada@localhost", "ada@-example.org",
            "ada@example-.org", "ada", "ada@", "@example.org", "ada@example..org", "ada @example.org", "a@b@c", "é@a.b", "a@é",
            "ada@a.", "ada@.a", format!("a@{label}.b"), format!("a@{label}a.b"), "\"a\"@b", "!#$%&'*+/=?^_`{|}~-@a",
        ],
        "link": [
            null, "", "https://example.org", "HTTP://example.org:8080/a?b#c", "https://[::1]/", "https://exämple.org/é",
            "https:///path", "https://", "http://?a", "ftp://example.org", "javascript:alert(1)", "example.org",
            "https://example.org/a b", "https://example.org\n", "https://example.org/\u{7f}", "httpſ://a", "hTtPs://🦀",
        ],
        "code": [
            "", "A-1", "AB-1", "ABC-12", "ABCD-1", "ab-1", "AB-", "AB-1.", "AB-1.x/\u{e9}", "AB-1.x.y", "AB-1.x y", "AB-1\n", "AB-١",
        ],
        "word": ["", "a", "ab", "ac", "abcd", "abc", "abbcd", "abcbcdc", "yy", "xyy", "y", "xy", "zz", "z", "zzzzz", "ayy", "az"],
        "braces": ["", "}]a", "}]]", "}]}", "}]-", "}]", "}]aa"],
        "anchored": ["", "a", "a-b_9", "a b", "é", "a\n"],
        "others": ["", "a", "ab", "\r-b", "\u{2028}-b", "a-b", "a--", "🦀-🦀g", "\n-b", "a-ba", "a-bé", "a- ", "a-\u{2003}", "a-bç", "a\u{e9}b"],
        "bounded": ["one", "one two", "ones", "", "one-"],
        "list": [[], [1], [1, 2, 3], [1, 2, 3, 4]],
        "map": [{}, { "a": { "text": "" }, "b": { "text": "x".repeat(21) } }, { "[0]": { "text": " " } }],
        "int": [null, -6, -5, 0, 5, 6],
        "least": [1, 2, 255],
        "float": [null, 0.25, 0.2, 1000, 1000.5, -1],
        "line": [
            null, { "first": { "text": "a" } }, {}, { "first": { "text": " " } },
            { "first": { "text": "a" }, "rest": { "first": { "text": "x".repeat(21) }, "rest": {} } },
        ],
        "limit": [null, 0, 1],
        "after": [{ "text": "a" }, { "text": "" }],
        "lines": [null, [], [{ "text": "a" }], [{ "text": "a" }, { "text": "" }, { "text": "x".repeat(21) }]],
        "numbered": [{ "7": [] }, { "7": [{ "text": "a" }, { "text": "" }], "12": [{ "text": "" }] }],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h18_the_server_typescript_and_elm_say_the_same_of_the_same_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let Some(project) = clients(folder.path()) else {
        return;
    };
    let mut inputs = vec![right()];
    for (field, values) in tries().as_object().unwrap() {
        for value in values.as_array().unwrap() {
            let mut input = right();
            input[field] = value.clone();
            inputs.push(input);
        }
    }
    let everything: Map<String, Value> = tries()
        .as_object()
        .unwrap()
        .iter()
        .map(|(field, values)| {
            (
                field.clone(),
                values.as_array().unwrap().last().unwrap().clone(),
            )
        })
        .collect();
    inputs.push(everything.into());
    let told = ask(&project, &[], &inputs);
    let told = told["errors"].as_array().unwrap();
    on_each(async |server| {
        let mut broken = 0;
        let mut wrong = Vec::new();
        for (input, told) in inputs.iter().zip(told) {
            let reply = server.post("", "TryRules", input).await;
            let said = match reply.status {
                200 => Vec::new(),
                _ => reply.problem()["errors"].as_array().unwrap().clone(),
            };
            broken += said.len();
            // A word's boundary is looked at by the server alone where the client is Elm's.
            let mut looked = said.clone();
            looked.retain(|it| it["field"] != "bounded");
            for (language, said) in [("ts", said), ("elm", looked)] {
                let (told, said) = (numbers(&told[language]), numbers(&said.into()));
                if told != said {
                    wrong.push(format!("{language} of {input}:\n{told}\n{said}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(broken > 90, "only {broken} rules were broken");
    })
    .await;
}

/// The same with all numbers of one form: JSON has but one, and Rust writes `1.0` for a float.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(all) => all.iter().map(numbers).collect(),
        Value::Object(all) => all
            .iter()
            .map(|(key, value)| (key.clone(), numbers(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
