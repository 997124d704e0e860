//! The messages that BuildAmp itself sends, as the runtime writes them, before the guards and decoders of the preludes.

use std::process::Command;

use buildamp::{ProgressState, Resync, ResyncReason, SseMessage, Timestamp, WorkflowProgress};
use serde::Serialize;
use serde_json::{Value, json};

use crate::tools::{Project, expect, fixture};

const MAIN: &str = r#"port module Main exposing (main)

import BuildAmp exposing (SseMessage(..))
import BuildAmpSse exposing (ProgressState(..), ResyncReason(..))
import Json.Decode as Decode
import Json.Encode as Encode


port done : Encode.Value -> Cmd msg


main : Program (List String) () ()
main =
    Platform.worker
        { init = \texts -> ( (), done (Encode.list told texts) )
        , update = \_ () -> ( (), Cmd.none )
        , subscriptions = \() -> Sub.none
        }


told : String -> Encode.Value
told text =
    case Decode.decodeString BuildAmp.sseMessageDecoder text of
        Ok (WorkflowProgress progress) ->
            Encode.object
                [ ( "correlation_id", Encode.string progress.correlationId )
                , ( "event_id", Encode.string progress.eventId )
                , ( "event_type", Encode.string progress.eventType )
                , ( "consumer", nullable Encode.string progress.consumer )
                , ( "state", Encode.string (state progress.state) )
                , ( "attempt", Encode.int progress.attempt )
                , ( "max_attempts", nullable Encode.int progress.maxAttempts )
                , ( "error", nullable Encode.string progress.error )
                , ( "run_at", nullable Encode.string progress.runAt )
                , ( "at", Encode.string progress.at )
                ]

        Ok (Resync { reason }) ->
            Encode.object [ ( "reason", Encode.string (why reason) ) ]

        Ok (Unknown _ _) ->
            Encode.string "unknown"

        Err _ ->
            Encode.null


nullable : (a -> Encode.Value) -> Maybe a -> Encode.Value
nullable encode =
    Maybe.map encode >> Maybe.withDefault Encode.null


state : ProgressState -> String
state found =
    case found of
        Queued ->
            "queued"

        Running ->
            "running"

        Retrying ->
            "retrying"

        Succeeded ->
            "succeeded"

        Dead ->
            "dead"

        Cancelled ->
            "cancelled"


why : ResyncReason -> String
why reason =
    case reason of
        HistoryCut ->
            "history_cut"

        Overflow ->
            "overflow"
"#;

/// What each language makes of the texts: the data, or `null` where it refuses them.
const RUN: &str = r#"
const [folder] = process.argv.slice(1);
const { readFileSync, existsSync } = await import("node:fs");
const texts = JSON.parse(readFileSync(`${folder}/texts.json`, "utf8"));
const { decodeIncoming } = await import(`file://${folder}/js/buildamp.js`);
const told = (result) => {
  if (!result.ok) return null;
  return result.value.type === "Unknown" ? "unknown" : result.value.data;
};
const ts = texts.map((text) => told(decodeIncoming(text)));
let elm = null;
if (existsSync(`${folder}/elm.js`)) {
  const scope = {};
  new Function(readFileSync(`${folder}/elm.js`, "utf8")).call(scope);
  elm = await new Promise((resolve) =>
    scope.Elm.Main.init({ flags: texts }).ports.done.subscribe(resolve),
  );
}
console.log(JSON.stringify({ ts, elm }));
"#;

#[test]
fn h24_what_the_runtime_says_of_itself_is_read_and_anything_near_it_refused() {
    let mut texts = Vec::new();
    let mut expected = Vec::new();
    for progress in progresses() {
        texts.push(frame(&progress));
        expected.push(serde_json::to_value(progress).unwrap());
    }
    for reason in [ResyncReason::HistoryCut, ResyncReason::Overflow] {
        texts.push(frame(&Resync { reason }));
        expected.push(serde_json::to_value(Resync { reason }).unwrap());
    }
    let read = texts.len();
    for (name, data) in mutations() {
        texts.push(json!({ "type": name, "data": data }).to_string());
        expected.push(Value::Null);
    }
    assert!(texts.len() - read > 60, "the mutations are gone");

    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("progress_alone"));
    project.write("elm/Main.elm", MAIN);
    project.write("texts.json", &serde_json::to_string(&texts).unwrap());
    project.compile_typescript();
    let has_elm = project.compile_elm();
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", RUN, "--"])
        .arg(&project.folder)
        .output()
        .unwrap();
    expect("node", &output);
    let answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (index, (text, expected)) in texts.iter().zip(&expected).enumerate() {
        assert_eq!(&answers["ts"][index], expected, "TypeScript: {text}");
        if has_elm {
            assert_eq!(&answers["elm"][index], expected, "Elm: {text}");
        }
    }
}

const TIMELINE: &str = r#"import { decodeIncoming, match, type Incoming } from "./buildamp.js";

/** What a page shows of each event: how its last delivery stands, in words that its code cannot misspell. */
export function answers(texts: string[]) {
  const shown: { [event: string]: string[] } = {};
  const show = (message: Incoming) =>
    match<void>(message, {
      "buildamp.workflow_progress": ({ event_id, state, attempt, max_attempts, run_at }) => {
        const often = max_attempts === null ? "" : ` ${attempt} of ${max_attempts}`;
        const next = state === "retrying" && run_at !== null ? ` at ${run_at}` : "";
        (shown[event_id] ??= []).push(`${state}${often}${next}`);
      },
      "buildamp.resync": () => {},
      Unknown: () => {},
    });
  for (const text of texts) {
    const read = decodeIncoming(text);
    if (read.ok) show(read.value);
  }
  return shown;
}
"#;

#[test]
fn h36_a_page_follows_an_event_from_queued_to_its_end() {
    let [one, other] = [
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a8058",
    ];
    let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    let told = |event: &str, state, attempt| {
        frame(&WorkflowProgress {
            correlation_id: one.parse().unwrap(),
            event_id: event.parse().unwrap(),
            event_type: "upload.thumbnail".to_owned(),
            consumer: (attempt > 0).then(|| "upload::thumbnail".to_owned()),
            state,
            attempt,
            max_attempts: (attempt > 0).then_some(3),
            error: None,
            run_at: (state == ProgressState::Retrying).then_some(at),
            at,
        })
    };
    let texts = [
        told(one, ProgressState::Queued, 0),
        told(one, ProgressState::Running, 1),
        told(other, ProgressState::Queued, 0),
        told(one, ProgressState::Retrying, 1),
        told(one, ProgressState::Running, 2),
        "{\"type\":\"buildamp.workflow_progress\",\"data\":{\"state\":\"done\"}}".to_owned(),
        told(one, ProgressState::Succeeded, 2),
        told(other, ProgressState::Dead, 3),
    ];
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("progress_alone"));
    project.write("ts/use.ts", TIMELINE);
    project.compile_typescript();
    let expected = json!({
        one: ["queued", "running 1 of 3", "retrying 1 of 3 at 2026-11-20T10:00:00Z", "running 2 of 3", "succeeded 2 of 3"],
        other: ["queued", "dead 3 of 3"],
    });
    assert_eq!(project.answers(&json!(texts)), expected);
    // A state that there is not does not compile.
    project.write("ts/use.ts", &TIMELINE.replace("\"retrying\"", "\"failed\""));
    let told = project.refused_typescript();
    assert!(told.contains("no overlap"), "{told}");
}

fn frame<M: SseMessage + Serialize>(message: &M) -> String {
    json!({ "type": M::TYPE, "data": message }).to_string()
}

/// Every state, with all that may be absent there and absent.
fn progresses() -> Vec<WorkflowProgress> {
    let at: Timestamp = "2026-11-20T23:59:59.123456789Z".parse().unwrap();
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let queued = |state| WorkflowProgress {
        correlation_id: id.parse().unwrap(),
        event_id: id.parse().unwrap(),
        event_type: "email.send_welcome_email".to_owned(),
        consumer: None,
        state,
        attempt: 0,
        max_attempts: None,
        error: None,
        run_at: None,
        at,
    };
    let states = [
        ProgressState::Queued,
        ProgressState::Running,
        ProgressState::Retrying,
        ProgressState::Succeeded,
        ProgressState::Dead,
        ProgressState::Cancelled,
    ];
    let full = |state| WorkflowProgress {
        consumer: Some("email::send_welcome_email".to_owned()),
        attempt: u32::MAX,
        max_attempts: Some(8),
        error: Some("the server said \"no\"\r\n\u{2028}🙈".to_owned()),
        run_at: Some(Timestamp::UNIX_EPOCH),
        ..queued(state)
    };
    states
        .into_iter()
        .flat_map(|state| [queued(state), full(state)])
        .collect()
}

/// Data near what the runtime writes that serde refuses.
fn mutations() -> Vec<(&'static str, Value)> {
    let near = [
        Value::Null,
        json!(0),
        json!(-1),
        json!(0.5),
        json!(4_294_967_296_u64),
        json!(""),
        json!("later"),
        json!("2026-02-30T00:00:00Z"),
        json!(true),
        json!([]),
        json!({}),
    ];
    let mut found = Vec::new();
    for whole in near.iter().chain([&json!({ "reason": null })]) {
        let data = || whole.clone();
        if serde_json::from_value::<Resync>(data()).is_err() {
            found.push((Resync::TYPE, data()));
        }
        if serde_json::from_value::<WorkflowProgress>(data()).is_err() {
            found.push((WorkflowProgress::TYPE, data()));
        }
    }
    for progress in progresses() {
        let value = serde_json::to_value(progress).unwrap();
        for key in value.as_object().unwrap().keys() {
            let mut data = value.clone();
            data.as_object_mut().unwrap().remove(key);
            if serde_json::from_value::<WorkflowProgress>(data.clone()).is_err() {
                found.push((WorkflowProgress::TYPE, data));
            }
            for other in &near {
                let mut data = value.clone();
                data[key] = other.clone();
                if serde_json::from_value::<WorkflowProgress>(data.clone()).is_err() {
                    found.push((WorkflowProgress::TYPE, data));
                }
            }
        }
    }
    for reason in &near {
        let data = json!({ "reason": reason });
        if serde_json::from_value::<Resync>(data.clone()).is_err() {
            found.push((Resync::TYPE, data));
        }
    }
    found
}
