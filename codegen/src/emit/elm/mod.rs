//! Elm: one module a Rust module, with a type, a decoder and an encoder for each definition.
//!
//! Every file stands as elm-format prints it. Modules in Elm may not import each other in a circle: the definitions of
//! Rust modules that do lie together in the module of the first of them, and the others hold aliases.

mod all;
mod camel;
mod decoders;
mod docs;
mod encoders;
mod file;
mod flat;
mod literal;
mod module;
mod naming;
mod scope;
mod shapes;
mod sse;
mod syntax;
mod taken;
mod types;
mod values;
mod writer;

use super::messages;
use super::{File, Owner};
use crate::model::Definition;
use crate::parallel;
pub(super) use all::All;
use all::OutputFile;

/// What every generated module builds on: of records and enums, of objects, of the forms of text.
const CODEC: [(&str, &str); 3] = [
    (
        "BuildAmpCodec.elm",
        include_str!("../prelude/BuildAmpCodec.elm"),
    ),
    (
        "BuildAmpObject.elm",
        include_str!("../prelude/BuildAmpObject.elm"),
    ),
    (
        "BuildAmpText.elm",
        include_str!("../prelude/BuildAmpText.elm"),
    ),
];

/// What a program needs besides where messages come from the server. The JavaScript is what tsc makes of the files of
/// the same name in TypeScript, which a test does again.
const SSE: [(&str, &str); 5] = [
    (
        "BuildAmpSse.elm",
        include_str!("../prelude/BuildAmpSse.elm"),
    ),
    (
        "buildamp-ports.d.ts",
        include_str!("../prelude/js/buildamp-ports.d.ts"),
    ),
    (
        "buildamp-ports.js",
        include_str!("../prelude/js/buildamp-ports.js"),
    ),
    (
        "buildamp-sse.d.ts",
        include_str!("../prelude/js/buildamp-sse.d.ts"),
    ),
    (
        "buildamp-sse.js",
        include_str!("../prelude/js/buildamp-sse.js"),
    ),
];

/// The port pair, which has to stand in a program of the user's.
const PORTS: &str = include_str!("../prelude/BuildAmpPorts.elm");

/// All Elm files, the prelude included.
pub(super) fn files(definitions: &[Definition]) -> Vec<File> {
    let all = All::of(definitions);
    let mut files = beside(&all);
    let places: Vec<usize> = (0..all.files.len()).collect();
    files.extend(parallel::map(&places, |&place| module(&all, place)));
    files
}

/// What stands beside the modules of the output files: the prelude, and the module of all messages.
pub(super) fn beside(all: &All) -> Vec<File> {
    let mut files = vec![File::generated("elm/BuildAmp.elm", sse::file_text(all))];
    files.extend(CODEC.map(|(name, text)| File::generated(format!("elm/{name}"), text)));
    if messages::any(all.graph.definitions) {
        files.extend(SSE.map(|(name, text)| File::generated(format!("elm/{name}"), text)));
        files.push(File {
            path: "elm/BuildAmpPorts.elm".to_owned(),
            text: PORTS.to_owned(),
            owner: Owner::User,
        });
    }
    files
}

/// The module of the output file at this place of [`All::files`]. It depends on no other's text.
pub(super) fn module(all: &All, place: usize) -> File {
    let OutputFile { module, .. } = &all.files[place];
    let path = format!("elm/{}.elm", module.replace('.', "/"));
    File::generated(path, module::text(all, place))
}
