//! `BuildAmp.elm`: the helpers for timestamps, and the type of all messages from the server.

use std::collections::BTreeSet;

use super::super::names::Names;
use super::super::text::{Doc, broken, concat, tab, text};
use super::module::Module;
use super::syntax::{self, Expr, atom, call};
use super::{All, file};
use crate::model::{Definition, Kind};

/// A message: its definition, its `type` on the wire and its constructor.
struct Message<'a> {
    index: usize,
    name: &'a str,
    constructor: String,
}

/// The file's text.
pub(super) fn file_text(all: &All) -> String {
    let messages = messages(all);
    let used: BTreeSet<usize> = messages.iter().map(|message| message.index).collect();
    let module = Module::importing(all, &[], Vec::new(), Vec::new(), &used);
    let mut exposed = vec!["posixToTimestamp".to_owned(), "timestampToPosix".to_owned()];
    let mut declarations = Vec::new();
    if !messages.is_empty() {
        exposed.extend(["SseMessage(..)".to_owned(), "sseMessageDecoder".to_owned()]);
        declarations.extend([union(&module, &messages), decoder(&module, &messages)]);
    }
    declarations.extend([
        helper(
            "timestampToPosix",
            "The time of a timestamp; `Nothing` for any other text.",
            "String -> Maybe ",
            "Time.Posix",
        ),
        helper(
            "posixToTimestamp",
            "A timestamp as Rust reads it.",
            "",
            "Time.Posix -> String",
        ),
    ]);
    let imports = module.imports(&declarations);
    file(&["BuildAmp".to_owned()], exposed, imports, declarations)
}

/// The messages. The constructor of one is its type's name; where two types share it, what their durable names say.
fn messages<'a>(all: &All<'a>) -> Vec<Message<'a>> {
    let found: Vec<(usize, &str)> = all
        .graph
        .definitions
        .iter()
        .enumerate()
        .filter_map(|(index, definition)| Some((index, message_type(definition)?)))
        .collect();
    let name = |index: usize| all.names[index].ty.as_str();
    let mut taken = Names::without(["UnknownMessage"]);
    found
        .iter()
        .map(|&(index, durable)| {
            let is_alone = found
                .iter()
                .filter(|(other, _)| name(*other) == name(index))
                .count()
                == 1;
            let wanted = if is_alone && taken.is_free(name(index)) {
                name(index).to_owned()
            } else {
                syntax::upper(&heck::AsUpperCamelCase(durable).to_string())
            };
            Message {
                index,
                name: durable,
                constructor: taken.take(&wanted),
            }
        })
        .collect()
}

/// The `type` of a definition that is a message on its own; a generic type is none.
fn message_type(definition: &Definition) -> Option<&str> {
    match definition.kind {
        Kind::Sse if definition.params.is_empty() => definition.durable.as_deref(),
        Kind::Sse | Kind::Event | Kind::Plain => None,
    }
}

fn union(module: &Module, messages: &[Message]) -> Doc {
    let known = messages.iter().map(|message| {
        format!(
            "{} {}",
            message.constructor,
            module.names_of(message.index).0
        )
    });
    let lines = known.enumerate().map(|(index, constructor)| {
        concat([
            Doc::HardLine,
            text(if index == 0 { "= " } else { "| " }),
            text(constructor),
        ])
    });
    let unknown = concat([
        Doc::HardLine,
        text("| UnknownMessage String "),
        text("Decode.Value"),
    ]);
    concat([
        text(
            "{-| Every message that the server sends; one of a type that came later with its type and data.",
        ),
        Doc::HardLine,
        text("-}"),
        Doc::HardLine,
        text("type SseMessage"),
        broken(tab(concat(lines.chain([unknown])))),
    ])
}

fn decoder(module: &Module, messages: &[Message]) -> Doc {
    let known = messages.iter().map(|message| {
        let decoder = atom(module.names_of(message.index).1);
        let decoder = call("Decode.map", vec![atom(&message.constructor), decoder]);
        Expr::Pair(
            Box::new(atom(syntax::string(message.name))),
            Box::new(decoder),
        )
    });
    let body = call(
        "Codec.message",
        vec![atom("UnknownMessage"), Expr::List(known.collect())],
    );
    concat([
        text("{-| -}"),
        Doc::HardLine,
        text("sseMessageDecoder : "),
        text("Decode.Decoder SseMessage"),
        Doc::HardLine,
        text("sseMessageDecoder ="),
        tab(concat([Doc::HardLine, body.doc()])),
    ])
}

/// A function of the codec under its name here.
fn helper(name: &str, docs: &str, from: &str, to: &str) -> Doc {
    concat([
        text(format!("{{-| {docs}")),
        Doc::HardLine,
        text("-}"),
        Doc::HardLine,
        text(format!("{name} : {from}")),
        text(to),
        Doc::HardLine,
        text(format!("{name} =")),
        tab(concat([Doc::HardLine, text(format!("Codec.{name}"))])),
    ])
}
