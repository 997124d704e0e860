//! What a front end does with an enum: `matchFoo`, a `switch`, a guard.

use buildamp::SseMessage;
use serde::Serialize;
use serde_json::{Value, json};
use shapes::models::sse::notice::{Changed, Cursor, Progress};

use crate::tools::{Project, shared};
use crate::wire;

const MODELS: &str = r#"
use serde::{Deserialize, Serialize};

pub enum External {
    Open,
    Sent(u8),
    Moved(u8, bool),
    Lost { since: String },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Internal {
    Open,
    Sent(Line),
    Lost { since: String },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Open,
    Sent(u8),
    Moved(u8, bool),
    Lost { since: String },
}

pub struct Line {
    pub article: String,
}

/// What a dashboard is told.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum DashboardUpdate {
    ScoreComputed { cycle_id: u32, score: f64 },
    Renamed { title: String },
    Archived,
}
"#;

const USE: &str = r#"import {
  matchAdjacent,
  matchExternal,
  matchInternal,
  type Adjacent,
  type External,
  type Internal,
} from "./shared.js";

const external = (value: External): string =>
  matchExternal(value, {
    Open: () => "open",
    Sent: (count) => `sent ${count.toFixed(1)}`,
    Moved: ([from, far]) => `moved ${from.toFixed(0)} ${far === true}`,
    Lost: ({ since }) => `lost ${since.toUpperCase()}`,
  });

const internal = (value: Internal): string =>
  matchInternal(value, {
    Open: () => "open",
    Sent: ({ article }) => `sent ${article.toUpperCase()}`,
    Lost: ({ since }) => `lost ${since.toUpperCase()}`,
  });

const adjacent = (value: Adjacent): string =>
  matchAdjacent(value, {
    Open: () => "open",
    Sent: (count) => `sent ${count.toFixed(1)}`,
    Moved: ([from, far]) => `moved ${from.toFixed(0)} ${far === true}`,
    Lost: ({ since }) => `lost ${since.toUpperCase()}`,
  });

/** What is given for one case alone is the type of the result. */
const counted: number = matchExternal(
  { Sent: 1 },
  {
    Open: () => 0,
    Sent: (count) => count,
    Moved: () => 0,
    Lost: () => 0,
  },
);

interface Cases {
  external: External[];
  internal: Internal[];
  adjacent: Adjacent[];
}

export const answers = (cases: Cases) => ({
  counted,
  external: cases.external.map(external),
  internal: cases.internal.map(internal),
  adjacent: cases.adjacent.map(adjacent),
});
"#;

#[test]
fn s55_a_match_hands_each_variant_to_its_function_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), USE);
    project.compile_typescript();
    let told = ["open", "sent 7.0", "moved 1 true", "lost THEN"];
    assert_eq!(
        project.answers(&json!({
            "external": ["Open", { "Sent": 7 }, { "Moved": [1, true] }, { "Lost": { "since": "then" } }],
            "internal": [
                { "type": "Open" },
                { "type": "Sent", "article": "tea" },
                { "type": "Lost", "since": "then" },
            ],
            "adjacent": [
                { "t": "Open" },
                { "t": "Sent", "c": 7 },
                { "t": "Moved", "c": [1, true] },
                { "t": "Lost", "c": { "since": "then" } },
            ],
        })),
        json!({
            "counted": 1,
            "external": told,
            "internal": ["open", "sent TEA", "lost THEN"],
            "adjacent": told,
        })
    );
}

#[test]
fn s55_a_match_that_leaves_a_case_out_or_takes_it_for_another_does_not_compile() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), USE);
    let lines = USE.lines().filter(|line| {
        let name = line.trim_start().split(':').next().unwrap();
        ["Open", "Sent", "Moved", "Lost"].contains(&name)
    });
    let mut tried = 0;
    for line in lines {
        project.write("ts/use.ts", &USE.replacen(line, "", 1));
        let told = project.refused_typescript();
        let name = line.trim_start().split(':').next().unwrap();
        assert!(
            told.contains(&format!("'{name}' is missing")),
            "without {line}: {told}"
        );
        tried += 1;
    }
    assert_eq!(tried, 15);
    for (right, wrong, why) in [
        (
            "Sent: (count) => count,",
            "Sent: () => \"many\",",
            "is not assignable to type 'number'",
        ),
        ("({ since }) =>", "({ until }) =>", "'until' does not exist"),
        (
            "Open: () => \"open\",",
            "Open: () => \"open\", Gone: () => \"gone\",",
            "'Gone' does not exist",
        ),
    ] {
        assert!(USE.contains(right), "{right}");
        project.write("ts/use.ts", &USE.replacen(right, wrong, 1));
        let told = project.refused_typescript();
        assert!(told.contains(why), "{wrong}: {told}");
    }
}

const UPDATES: &str = r#"import { isDashboardUpdate, type DashboardUpdate } from "./shared.js";

function told(update: DashboardUpdate): string {
  switch (update.kind) {
    case "score_computed":
      return `${update.cycleId.toFixed(0)}: ${update.score?.toFixed(2)}`;
    case "renamed":
      return update.title;
    case "archived":
      return "archived";
    default: {
      const nothing: never = update;
      return nothing;
    }
  }
}

export const answers = (values: unknown[]) =>
  values.map((value) => (isDashboardUpdate(value) ? told(value) : null));
"#;

#[test]
fn s54_s55_an_update_is_a_union_that_a_switch_without_a_case_does_not_exhaust() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), UPDATES);
    project.compile_typescript();
    let cases = UPDATES.split("    case ").skip(1);
    for case in cases.map(|case| case.split("    default").next().unwrap()) {
        project.write(
            "ts/use.ts",
            &UPDATES.replace(&format!("    case {case}"), ""),
        );
        let told = project.refused_typescript();
        assert!(
            told.contains("is not assignable to type 'never'"),
            "without {case}: {told}"
        );
    }
}

#[test]
fn s56_a_guard_takes_what_is_valid_and_refuses_the_rest_when_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), UPDATES);
    project.compile_typescript();
    let valid = json!([
        { "kind": "score_computed", "cycleId": 3, "score": 0.5 },
        { "kind": "renamed", "title": "Plan" },
        { "kind": "archived" },
        { "kind": "archived", "later": "keys are ignored" },
    ]);
    assert_eq!(
        project.answers(&valid),
        json!(["3: 0.50", "Plan", "archived", "archived"])
    );
    let invalid = json!([
        null,
        "archived",
        [],
        {},
        { "kind": "Archived" },
        { "kind": "deleted" },
        { "kind": "renamed" },
        { "kind": "renamed", "title": null },
        { "kind": "score_computed", "cycle_id": 3, "score": 0.5 },
        { "kind": "score_computed", "cycleId": -3, "score": 0.5 },
        { "kind": "score_computed", "cycleId": 3.5, "score": 0.5 },
        { "kind": "score_computed", "cycleId": 3, "score": "0.5" },
    ]);
    let refused: Vec<Value> = invalid
        .as_array()
        .unwrap()
        .iter()
        .map(|_| Value::Null)
        .collect();
    assert_eq!(project.answers(&invalid), Value::Array(refused));
}

const MESSAGES: &str = r#"import { decodeSseMessage } from "./buildamp.js";

export const answers = (texts: string[]) =>
  texts.map((text) => {
    const result = decodeSseMessage(text);
    return result.ok ? [result.value.type, result.value.data] : result.error;
  });
"#;

/// The same structs give the runtime's messages and the front end's types: no key changes its case on the way.
#[test]
fn s53_a_message_is_tagged_json_as_the_front_end_expects_it() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &wire::models().definitions);
    project.write("ts/use.ts", MESSAGES);
    project.compile_typescript();
    let changed = Changed {
        id: 7,
        r#type: "text".to_owned(),
    };
    let messages = [
        message(&changed),
        message(&Cursor { x: -1, y: 2 }),
        message(&Progress::Started),
        message(&Progress::Percent(40)),
    ];
    let texts: Vec<Value> = messages
        .iter()
        .map(|(_, frame)| json!(frame.to_string()))
        .collect();
    let expected: Vec<Value> = messages.iter().map(|(read, _)| read.clone()).collect();
    assert_eq!(
        project.answers(&Value::Array(texts)),
        Value::Array(expected)
    );
}

/// What is read of a message, and how it travels.
fn message<M: SseMessage + Serialize>(message: &M) -> (Value, Value) {
    let data = serde_json::to_value(message).unwrap();
    (
        json!([M::TYPE, data]),
        json!({ "type": M::TYPE, "data": data }),
    )
}

fn project(folder: &std::path::Path, text: &str) -> Project {
    let project = Project::new(folder, &shared(MODELS));
    project.write("ts/use.ts", text);
    project
}
