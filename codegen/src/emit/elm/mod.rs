//! Elm: one module a Rust module, with a type, a decoder and an encoder for each definition.
//!
//! Every file stands as elm-format prints it. Modules in Elm may not import each other in a circle: the definitions of
//! Rust modules that do lie together in the module of the first of them, and the others hold aliases.

mod all;
mod camel;
mod client;
mod decoders;
mod docs;
mod encoders;
mod file;
mod flat;
mod literal;
mod module;
mod naming;
mod pattern;
mod rules;
mod scope;
mod shapes;
mod sse;
mod syntax;
mod taken;
mod types;
mod values;
mod writer;

pub(super) use self::all::All;
use super::messages;
use super::{Owner, Sheet};

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

/// What looks at rules.
const RULES: [(&str, &str); 2] = [
    (
        "BuildAmpPattern.elm",
        include_str!("../prelude/BuildAmpPattern.elm"),
    ),
    (
        "BuildAmpRules.elm",
        include_str!("../prelude/BuildAmpRules.elm"),
    ),
];

/// What asks the server, the one file that needs elm/http.
const CLIENT: (&str, &str) = (
    "BuildAmpClient.elm",
    include_str!("../prelude/BuildAmpClient.elm"),
);

/// The port pair, which has to stand in a program of the user's.
const PORTS: &str = include_str!("../prelude/BuildAmpPorts.elm");

/// All Elm files, the prelude included.
pub(super) fn sheets<'a>(all: &'a All<'a>) -> Vec<Sheet<'a>> {
    let fixed = |owner: Owner, (name, text): (&str, &'static str)| {
        Sheet::fixed(format!("elm/{name}"), owner, text)
    };
    let mut sheets = vec![Sheet::generated("elm/BuildAmp.elm", || {
        sse::file_text(all).into()
    })];
    sheets.extend(CODEC.map(|it| fixed(Owner::Generator, it)));
    if messages::any(all.graph.definitions) {
        sheets.extend(SSE.map(|it| fixed(Owner::Generator, it)));
        sheets.push(fixed(Owner::User, ("BuildAmpPorts.elm", PORTS)));
    }
    if all.api.any_rule() || all.api.any_request() {
        sheets.extend(RULES.map(|it| fixed(Owner::Generator, it)));
    }
    if all.api.any_request() {
        sheets.push(fixed(Owner::Generator, CLIENT));
    }
    sheets.extend(all.files.iter().enumerate().map(|(place, file)| {
        let path = format!("elm/{}.elm", file.module.replace('.', "/"));
        Sheet::generated(path, move || module::text(all, place).into())
    }));
    sheets
}
