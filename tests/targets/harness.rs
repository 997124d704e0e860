//! Subjects for the languages to judge: a type with its arguments, under a name that is easy to find.

use std::fmt::Write;
use std::path::Path;

use buildamp_codegen::model::{At, Definition, Kind, Shape, Side, TypeShape};

use crate::tools::Project;

/// A project whose module `harness` holds a newtype `Case0`, `Case1` … around each subject, and an Elm program that
/// runs their decoders.
pub fn project(folder: &Path, definitions: &[Definition], subjects: &[Shape]) -> Project {
    let project = Project::new(folder, &with_cases(definitions, subjects));
    project.write("elm/Main.elm", &main(subjects.len()));
    project
}

/// The definitions, and a newtype `Case0`, `Case1` … around each subject.
pub fn with_cases(definitions: &[Definition], subjects: &[Shape]) -> Vec<Definition> {
    let cases = subjects
        .iter()
        .enumerate()
        .map(|(index, subject)| Definition {
            name: format!("Case{index}").into(),
            side: Side::Both,
            file: vec!["harness".to_owned()].into(),
            kind: Kind::Plain,
            durable: None,
            progress: false,
            route: None,
            docs: Vec::new().into(),
            deprecated: None,
            params: Vec::new(),
            shape: TypeShape::Newtype(subject.clone()),
            at: At::default(),
        });
    definitions.iter().cloned().chain(cases).collect()
}

fn main(subjects: usize) -> String {
    let mut branches = String::new();
    for index in 0..subjects {
        let _ = write!(
            branches,
            "        {index} ->\n            answer Harness.case{index}Decoder Harness.encodeCase{index} text\n\n"
        );
    }
    format!("{MAIN}{branches}        _ ->\n            Encode.null\n")
}

const MAIN: &str = r#"port module Main exposing (main)

import BuildAmp.Harness as Harness
import Json.Decode as Decode
import Json.Encode as Encode


port done : Encode.Value -> Cmd msg


main : Program (List { subject : Int, text : String }) () ()
main =
    Platform.worker
        { init = \cases -> ( (), done (Encode.list (\{ subject, text } -> judge subject text) cases) )
        , update = \_ () -> ( (), Cmd.none )
        , subscriptions = \() -> Sub.none
        }


answer : Decode.Decoder a -> (a -> Encode.Value) -> String -> Encode.Value
answer decoder encode text =
    case Decode.decodeString decoder text of
        Ok value ->
            Encode.object
                [ ( "accepted", Encode.bool True )
                , ( "written", Encode.string (Encode.encode 0 (encode value)) )
                ]

        Err error ->
            Encode.object
                [ ( "accepted", Encode.bool False )
                , ( "written", Encode.string (Decode.errorToString error) )
                ]


judge : Int -> String -> Encode.Value
judge subject text =
    case subject of
"#;
