//! `buildamp.ts`: the codec under one name, and the union of all messages from the server.

use std::collections::BTreeSet;

use super::super::text::{Doc, concat, group, text};
use super::module::Module;
use super::{All, syntax};
use crate::model::{Definition, Kind};

/// A message: its definition and its `type` on the wire.
type Message<'a> = (usize, &'a str);

/// The file's text; without messages it holds the codec alone.
pub(super) fn file(all: &All) -> String {
    let messages: Vec<Message> = all
        .graph
        .definitions
        .iter()
        .enumerate()
        .filter_map(|(index, definition)| Some((index, message_type(definition)?)))
        .collect();
    let codec = text("export * from \"./buildamp-codec.js\";");
    if messages.is_empty() {
        return super::file(Vec::new(), vec![codec]);
    }
    let used: BTreeSet<usize> = messages.iter().map(|&(index, _)| index).collect();
    let module = Module::importing(
        all,
        "buildamp".to_owned(),
        Vec::new(),
        used,
        &["SseMessage"],
    );
    let mut imports = vec![module.import_codec()];
    imports.extend(module.imports());
    let declarations = vec![
        codec,
        union(&module, &messages),
        guard(&module, &messages),
        decoder(&module, &messages),
    ];
    super::file(imports, declarations)
}

/// The `type` of a definition that is a message on its own; a generic type is none.
fn message_type(definition: &Definition) -> Option<&str> {
    match definition.kind {
        Kind::Sse if definition.params.is_empty() => definition.durable.as_deref(),
        Kind::Sse | Kind::Event | Kind::Plain => None,
    }
}

fn union(module: &Module, messages: &[Message]) -> Doc {
    let members = messages.iter().map(|&(index, name)| {
        let name = text(format!("type: {}", syntax::string(name)));
        let data = text(format!("data: {}", module.name_of(index)));
        syntax::object(vec![name, data])
    });
    concat([
        text("/** Every message that the server sends. */"),
        Doc::HardLine,
        message_alias(members.collect()),
    ])
}

fn message_alias(mut members: Vec<Doc>) -> Doc {
    let head = text("export type SseMessage");
    if members.len() == 1 {
        syntax::alias(head, members.remove(0))
    } else {
        syntax::union_alias(head, members)
    }
}

fn guard(module: &Module, messages: &[Message]) -> Doc {
    let each = messages.iter().map(|&(index, name)| {
        let arguments = vec![
            text("value"),
            text(syntax::string(name)),
            text(format!("is{}", module.name_of(index))),
        ];
        concat([
            text(format!("{}.message", module.codec)),
            syntax::arguments(arguments),
        ])
    });
    syntax::function(
        text("export function isSseMessage(value: unknown): value is SseMessage"),
        syntax::return_all("||", each.collect()),
    )
}

fn decoder(module: &Module, messages: &[Message]) -> Doc {
    let codec = &module.codec;
    let mut arguments = vec![text("text"), text("isSseMessage")];
    arguments.extend(messages.iter().map(|(_, name)| text(syntax::string(name))));
    let result = format!(": {codec}.Result<SseMessage | {codec}.UnknownMessage>");
    let body = concat([
        text(format!("return {codec}.decodeMessage")),
        syntax::arguments(arguments),
        text(";"),
    ]);
    concat([
        text(
            "/** Reads a message. One of a type that came later is kept as `Unknown`. Never throws. */",
        ),
        Doc::HardLine,
        syntax::function(
            group(concat([
                text("export function decodeSseMessage"),
                syntax::parameters(vec![text("text: string")]),
                text(result),
            ])),
            body,
        ),
    ])
}
