//! The JavaScript beside an Elm program, with programs that use all of the ports, one of them, and none.

use std::process::Command;

use buildamp_codegen::emit::{Options, Owner, Target, generate};
use serde_json::{Value, json};

use crate::tools::{Project, expect, fixture, home};

const MAIN: &str = r#"port module Main exposing (main)

import BuildAmp exposing (SseEvent(..), SseMessage(..))
import BuildAmp.Sse.Email exposing (Progress(..))
import BuildAmpPorts
import BuildAmpSse exposing (ConnectionState(..))
import Json.Decode as Decode
import Json.Encode as Encode


port tell : Encode.Value -> Cmd msg


port ask : (String -> msg) -> Sub msg


type Msg
    = Heard SseEvent
    | Asked String


main : Program () () Msg
main =
    Platform.worker
        { init = \() -> ( (), Cmd.none )
        , update = update
        , subscriptions =
            \() ->
                Sub.batch
                    [ BuildAmp.subscription BuildAmpPorts.fromBuildAmp Heard
                    , ask Asked
                    ]
        }


update : Msg -> () -> ( (), Cmd Msg )
update msg () =
    case msg of
        Asked "connect" ->
            ( (), BuildAmp.connect BuildAmpPorts.toBuildAmp )

        Asked _ ->
            ( (), BuildAmp.disconnect BuildAmpPorts.toBuildAmp )

        Heard event ->
            ( (), tell (Encode.string (told event)) )


told : SseEvent -> String
told event =
    case event of
        Received (WelcomeEmailSent { email }) ->
            "sent to " ++ email

        Received (Progress ProgressQueued) ->
            "queued"

        Received (Progress _) ->
            "further"

        Received (WorkflowProgress _) ->
            "progress"

        Received (Resync { reason }) ->
            if reason == BuildAmpSse.Overflow then
                "resync after overflow"

            else
                "resync"

        Received (Unknown name data) ->
            "unknown " ++ name ++ " " ++ Encode.encode 0 data

        StateChanged Connecting ->
            "connecting"

        StateChanged Open ->
            "open"

        StateChanged Waiting ->
            "waiting"

        StateChanged Closed ->
            "closed"

        Malformed error ->
            Decode.errorToString error
                |> String.lines
                |> List.filterMap (String.split ":" >> List.head)
                |> List.reverse
                |> List.head
                |> Maybe.withDefault ""
                |> (++) "malformed, "
"#;

const LISTENS: &str = r"port module Listens exposing (main)

import BuildAmp exposing (SseEvent(..))
import BuildAmpPorts
import BuildAmpSse
import Json.Encode as Encode


port tell : Encode.Value -> Cmd msg


main : Program () () SseEvent
main =
    Platform.worker
        { init = \() -> ( (), Cmd.none )
        , update = \event () -> ( (), tell (Encode.bool (event == StateChanged BuildAmpSse.Open)) )
        , subscriptions = \() -> BuildAmp.subscription BuildAmpPorts.fromBuildAmp identity
        }
";

const NOTHING: &str = r"module Nothing exposing (main)


main : Program () () ()
main =
    Platform.worker
        { init = \() -> ( (), Cmd.none )
        , update = \() () -> ( (), Cmd.none )
        , subscriptions = \() -> Sub.none
        }
";

#[test]
fn h24_elm_programs_are_connected_by_the_shipped_javascript() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("first_event"));
    project.write("elm/Main.elm", MAIN);
    project.write("elm/Listens.elm", LISTENS);
    project.write("elm/Nothing.elm", NOTHING);
    if !project.compile_elm() {
        return;
    }
    for name in ["Main", "Listens", "Nothing"] {
        project.compile_elm_program(name, &format!("{name}.js"));
    }

    let run = |scenario: &str| -> Value {
        let output = Command::new("node")
            .arg(home().join("ports.mjs"))
            .arg(&project.folder)
            .arg(scenario)
            .output()
            .unwrap();
        expect(scenario, &output);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(
        run("connects_by_command"),
        json!([
            "connecting",
            "open",
            "sent to a@b",
            "queued",
            r#"unknown email.later {"a":1}"#,
            "malformed, Expecting a STRING",
            "resync after overflow",
            "malformed, SyntaxError",
            "unknown email.later null",
            "waiting",
            "open",
            "queued",
            "closed",
            "connecting",
            "closed",
        ])
    );
    assert_eq!(
        run("connects_a_program_that_only_listens_at_once"),
        json!([false, true])
    );
    assert_eq!(run("leaves_a_program_without_ports_alone"), json!([]));
}

const USE: &str = r#"import { attach } from "../elm/buildamp-ports.js";

interface Elm<Ports> {
  ports: Ports;
}

declare const full: Elm<{
  fromBuildAmp: { send(value: unknown): void };
  toBuildAmp: { subscribe(callback: (value: unknown) => void): void };
  other: { send(value: string): void };
}>;
declare const listening: Elm<{ fromBuildAmp: { send(value: unknown): void } }>;
declare const without: Record<never, never>;
declare const wrong: Elm<{ fromBuildAmp: { subscribe(): void } }>;

export function use(signal: AbortSignal): void {
  const detach: () => void = attach(full, { url: "/live/sse", signal });
  detach();
  attach(listening);
  attach(without);
  // @ts-expect-error: the port runs the other way.
  attach(wrong);
  // @ts-expect-error: messages go to Elm.
  attach(full, { onMessage: () => {} });
}
"#;

#[test]
fn h24_the_types_of_the_shipped_javascript_check_the_ports() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new(folder.path(), &fixture("first_event"));
    project.in_a_browser();
    project.write("ts/ports.ts", USE);
    project.compile_typescript();
}

#[test]
fn h24_only_a_project_with_messages_is_given_ports() {
    let names = |case: &str| -> Vec<(String, Owner)> {
        generate(&fixture(case), &Target::ALL, Options::default())
            .into_iter()
            .map(|file| (file.path, file.owner))
            .collect()
    };
    for case in ["first_event", "progress_alone"] {
        let files = names(case);
        for path in [
            "elm/BuildAmpSse.elm",
            "elm/buildamp-ports.d.ts",
            "elm/buildamp-ports.js",
            "elm/buildamp-sse.d.ts",
            "elm/buildamp-sse.js",
            "ts/buildamp-messages.ts",
            "ts/buildamp-sse.ts",
        ] {
            assert!(
                files.contains(&(path.to_owned(), Owner::Generator)),
                "{case}: {path}"
            );
        }
        let users: Vec<_> = files
            .iter()
            .filter(|(_, owner)| *owner == Owner::User)
            .collect();
        assert_eq!(
            users,
            [&("elm/BuildAmpPorts.elm".to_owned(), Owner::User)],
            "{case}"
        );
    }
    assert_eq!(
        names("enums")
            .into_iter()
            .map(|(path, _)| path)
            .collect::<Vec<_>>(),
        [
            "elm/BuildAmp.elm",
            "elm/BuildAmp/Models.elm",
            "elm/BuildAmpCodec.elm",
            "elm/BuildAmpObject.elm",
            "elm/BuildAmpText.elm",
            "ts/buildamp-codec.ts",
            "ts/buildamp-schema.ts",
            "ts/buildamp-text.ts",
            "ts/buildamp-trace.ts",
            "ts/buildamp.ts",
            "ts/models.schema.ts",
            "ts/models.ts",
        ]
    );
}
