//! What a front end does with a message and with a timestamp, in both languages.

use std::process::Command;

use serde_json::{Value, json};

use crate::tools::{Project, fixture};

const USE_TS: &str = r#"import { decodeSseMessage, fromDate, toDate } from "./buildamp.js";

// Without a default: the compiler knows that these are all.
function told(text: string): string {
  const result = decodeSseMessage(text);
  if (!result.ok) {
    return "refused";
  }
  const message = result.value;
  switch (message.type) {
    case "email.welcome_email_sent":
      return `sent to ${message.data.email}`;
    case "email.progress":
      return message.data === "Queued" ? "queued" : "further";
    case "Unknown":
      return `unknown ${message.name} ${JSON.stringify(message.data)}`;
  }
}

export const answers = (messages: string[], times: string[]) => ({
  messages: messages.map(told),
  times: times.map((time) => toDate(time)?.getTime() ?? null),
  written: times.map((time) => {
    const date = toDate(time);
    return date === null ? null : fromDate(date);
  }),
});
"#;

const USE_ELM: &str = r#"port module Main exposing (main)

import BuildAmp exposing (SseMessage(..))
import BuildAmp.Sse.Email exposing (Progress(..))
import Json.Decode as Decode
import Json.Encode as Encode
import Time


port done : Encode.Value -> Cmd msg


main : Program { messages : List String, times : List String } () ()
main =
    Platform.worker
        { init = \flags -> ( (), done (answers flags.messages flags.times) )
        , update = \_ () -> ( (), Cmd.none )
        , subscriptions = \() -> Sub.none
        }


told : String -> String
told text =
    case Decode.decodeString BuildAmp.sseMessageDecoder text of
        Ok (WelcomeEmailSent { email }) ->
            "sent to " ++ email

        Ok (Progress ProgressQueued) ->
            "queued"

        Ok (Progress _) ->
            "further"

        Ok (Unknown name data) ->
            "unknown " ++ name ++ " " ++ Encode.encode 0 data

        Ok (WorkflowProgress _) ->
            "progress"

        Ok (Resync _) ->
            "resync"

        Err _ ->
            "refused"


answers : List String -> List String -> Encode.Value
answers messages times =
    let
        nullable encode =
            Maybe.map encode >> Maybe.withDefault Encode.null

        posix =
            List.map BuildAmp.timestampToPosix times
    in
    Encode.object
        [ ( "messages", Encode.list (told >> Encode.string) messages )
        , ( "times", Encode.list (nullable (Time.posixToMillis >> Encode.int)) posix )
        , ( "written", Encode.list (nullable (BuildAmp.posixToTimestamp >> Encode.string)) posix )
        ]
"#;

const RUN: &str = r#"
const [folder, input] = process.argv.slice(1);
const { readFileSync, existsSync } = await import("node:fs");
const { messages, times } = JSON.parse(input);
const { answers } = await import(`file://${folder}/js/use.js`);
const ts = answers(messages, times);
let elm = null;
if (existsSync(`${folder}/elm.js`)) {
  const scope = {};
  new Function(readFileSync(`${folder}/elm.js`, "utf8")).call(scope);
  elm = await new Promise((resolve) =>
    scope.Elm.Main.init({ flags: { messages, times } }).ports.done.subscribe(resolve),
  );
}
console.log(JSON.stringify({ ts, elm }));
"#;

#[test]
fn h24_messages_narrow_by_type_and_a_later_type_is_kept_as_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("first_event"));
    project.write("ts/use.ts", USE_TS);
    project.write("elm/Main.elm", USE_ELM);
    project.compile_typescript();
    let has_elm = project.compile_elm();

    let messages = [
        (
            r#"{"type":"email.welcome_email_sent","data":{"email":"a@b"}}"#,
            "sent to a@b",
        ),
        (r#"{"type":"email.progress","data":"Queued"}"#, "queued"),
        (
            r#"{"type":"email.later","data":{"a":[1]}}"#,
            r#"unknown email.later {"a":[1]}"#,
        ),
        (
            r#"{"type":"email.welcome_email_sent","data":{"email":1}}"#,
            "refused",
        ),
        (r#"{"type":"email.welcome_email_sent"}"#, "refused"),
        (r#"{"type":1,"data":null}"#, "refused"),
        (r#"{"data":null}"#, "refused"),
        ("[]", "refused"),
        ("no JSON", "refused"),
    ];
    let times = [
        (
            "1970-01-01T00:00:00Z",
            json!(0),
            json!("1970-01-01T00:00:00.000Z"),
        ),
        (
            "2024-02-29T12:34:56.789123+05:30",
            json!(1_709_190_296_789_i64),
            json!("2024-02-29T07:04:56.789Z"),
        ),
        (
            "1969-12-31T23:59:60Z",
            json!(0),
            json!("1970-01-01T00:00:00.000Z"),
        ),
        (
            "0000-01-01T00:00:00-00:01",
            json!(-62_167_219_140_000_i64),
            json!("0000-01-01T00:01:00.000Z"),
        ),
        (
            "-0001-12-31T00:00:00Z",
            json!(-62_167_305_600_000_i64),
            json!("-000001-12-31T00:00:00.000Z"),
        ),
        (
            "+12345-06-07T08:09:10.5Z",
            json!(327_416_976_550_500_i64),
            json!("+012345-06-07T08:09:10.500Z"),
        ),
        ("2023-02-29T00:00:00Z", Value::Null, Value::Null),
        ("tomorrow", Value::Null, Value::Null),
    ];
    let input = json!({
        "messages": messages.map(|(text, _)| text),
        "times": times.each_ref().map(|(text, ..)| text),
    });
    let expected = json!({
        "messages": messages.map(|(_, told)| told),
        "times": times.each_ref().map(|(_, millis, _)| millis),
        "written": times.each_ref().map(|(.., written)| written),
    });
    let node = Command::new("node")
        .args(["--input-type=module", "--eval", RUN, "--"])
        .arg(&project.folder)
        .arg(input.to_string())
        .output()
        .unwrap();
    assert!(
        node.status.success(),
        "{}",
        String::from_utf8_lossy(&node.stderr)
    );
    let answers: Value = serde_json::from_slice(&node.stdout).unwrap();
    assert_eq!(answers["ts"], expected);
    assert_eq!(answers["elm"], if has_elm { expected } else { Value::Null });
}

/// Everything that a page does, before the types of a browser and of npm's `eventsource`.
const PAGE: &str = r#"import { EventSource as Npm } from "eventsource";
import {
  connect,
  isResync,
  isWorkflowProgress,
  match,
  type Connection,
  type ConnectionState,
  type Incoming,
  type Resync,
  type WorkflowProgress,
} from "./buildamp.js";

function told(message: Incoming): string | null {
  return match<string | null>(message, {
    "email.welcome_email_sent": ({ email }) => email,
    "email.progress": (progress) => (progress === "Queued" ? progress : null),
    "buildamp.workflow_progress": ({ run_at }) => run_at,
    "buildamp.resync": ({ reason }) => reason,
    Unknown: ({ name, data }) => `${name} ${String(data)}`,
  });
}

/** All of them, to the compiler's knowledge. */
function also(message: Incoming): string {
  switch (message.type) {
    case "email.welcome_email_sent":
      return message.data.email;
    case "email.progress":
      return String(message.data);
    case "buildamp.workflow_progress":
      return message.data.event_type;
    case "buildamp.resync":
      return message.data.reason;
    case "Unknown":
      return message.name;
  }
}

export async function page(signal?: AbortSignal): Promise<ConnectionState> {
  connect();
  connect({ EventSource, withCredentials: true, lastEventId: "" });
  connect({ EventSource: Npm, url: "http://localhost/sse" });
  class WithCookie extends Npm {
    constructor(url: string) {
      super(url, {
        fetch: (input, init) =>
          fetch(input, { ...init, headers: { ...init.headers, cookie: "a=b" } }),
      });
    }
  }
  const connection: Connection<Incoming> = connect({
    EventSource: WithCookie,
    signal,
    onMessage: (message, id) => console.log(told(message), id.length),
    onState: (state) => console.log(state === "waiting"),
    onMalformed: (error, text) => console.warn(error.length, text.length),
    random: () => 0,
  });
  for await (const message of connection) {
    also(message);
  }
  connection.close();
  return connection.state;
}

export function known(value: unknown): Resync | WorkflowProgress | null {
  return isResync(value) || isWorkflowProgress(value) ? value : null;
}
"#;

#[test]
fn s57_a_page_compiles_with_the_types_of_a_browser_and_of_node() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("first_event"));
    project.in_a_browser();
    project.write("ts/page.ts", PAGE);
    project.compile_typescript();
}

#[test]
fn s57_a_match_without_a_case_does_not_compile() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("first_event"));
    project.in_a_browser();
    let cases = [
        "    \"email.welcome_email_sent\": ({ email }) => email,\n",
        "    \"email.progress\": (progress) => (progress === \"Queued\" ? progress : null),\n",
        "    \"buildamp.workflow_progress\": ({ run_at }) => run_at,\n",
        "    \"buildamp.resync\": ({ reason }) => reason,\n",
        "    Unknown: ({ name, data }) => `${name} ${String(data)}`,\n",
    ];
    for case in cases {
        let page = PAGE.replace(case, "");
        assert_ne!(page, PAGE, "{case}");
        project.write("ts/page.ts", &page);
        let told = project.refused_typescript();
        let name = case.trim().trim_start_matches('"');
        let name = &name[..name.find(['"', ':']).unwrap()];
        assert!(
            told.contains(&format!("'\"{name}\"' is missing"))
                || told.contains(&format!("'{name}' is missing")),
            "without {name}: {told}"
        );
    }
}
