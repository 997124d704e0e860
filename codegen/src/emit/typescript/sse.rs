//! `buildamp.ts`: the codec under one name, the union of all messages from the server, and the connection to it.

use std::collections::BTreeSet;

use super::super::messages;
use super::super::text::{Doc, concat, group, text};
use super::module::Module;
use super::{All, syntax};

/// A message: its definition and its `type` on the wire.
type Message<'a> = (usize, &'a str);

/// What the file declares or imports by another name than its own.
const TAKEN: [&str; 7] = [
    "SseMessage",
    "Incoming",
    "connect",
    "match",
    "decodeIncoming",
    "sse",
    "messages",
];

/// The file's text; where no message leaves the server it holds the codec alone.
pub(super) fn file(all: &All) -> String {
    let definitions = all.graph.definitions;
    let from = |name: &str| text(format!("export * from {};", syntax::string(name)));
    let codec = from("./buildamp-codec.js");
    if !messages::any(definitions) {
        return super::file(Vec::new(), vec![codec]);
    }
    let messages: Vec<Message> = messages::of(definitions).collect();
    let used: BTreeSet<usize> = messages.iter().map(|&(index, _)| index).collect();
    let module = Module::importing(all, "buildamp".to_owned(), &[], &used, &used, &TAKEN);
    let mut imports = vec![module.import_codec()];
    imports.extend([
        text("import * as messages from \"./buildamp-messages.js\";"),
        text("import * as sse from \"./buildamp-sse.js\";"),
    ]);
    imports.extend(module.imports());
    let exports = [
        codec,
        Doc::HardLine,
        from("./buildamp-messages.js"),
        Doc::HardLine,
        from("./buildamp-sse.js"),
    ];
    let declarations = vec![
        concat(exports),
        union(&module, &messages),
        guard(&module, &messages),
        decoder(&module, &messages),
        incoming(&module),
        incoming_decoder(&module),
        connect(),
        match_all(&messages),
    ];
    super::file(imports, declarations)
}

fn union(module: &Module, messages: &[Message]) -> Doc {
    let members = messages.iter().map(|&(index, name)| {
        let name = text(format!("type: {}", syntax::string(name)));
        let data = text(format!("data: {}", module.name_of(index)));
        syntax::object(vec![name, data])
    });
    concat([
        docs(&["Every message that the application sends."]),
        message_alias(members.collect()),
    ])
}

fn message_alias(mut members: Vec<Doc>) -> Doc {
    let head = text("export type SseMessage");
    match members.len() {
        0 => syntax::alias(head, text("never")),
        1 => syntax::alias(head, members.remove(0)),
        _ => syntax::union_alias(head, members),
    }
}

fn guard(module: &Module, messages: &[Message]) -> Doc {
    let each: Vec<Doc> = messages
        .iter()
        .map(|&(index, name)| {
            let arguments = vec![
                text("value"),
                text(syntax::string(name)),
                text(format!("is{}", module.name_of(index))),
            ];
            concat([
                text(format!("{}.message", module.codec)),
                syntax::arguments(arguments),
            ])
        })
        .collect();
    let signature = |value: &str| {
        group(concat([
            text("export function isSseMessage"),
            syntax::parameters(vec![text(format!("{value}: unknown"))]),
            text(format!(": {value} is SseMessage")),
        ]))
    };
    if each.is_empty() {
        syntax::function(signature("_value"), text("return false;"))
    } else {
        syntax::function(signature("value"), syntax::return_all("||", each))
    }
}

fn decoder(module: &Module, messages: &[Message]) -> Doc {
    let codec = &module.codec;
    let mut arguments = vec![text("text"), text("isSseMessage")];
    arguments.extend(messages.iter().map(|(_, name)| text(syntax::string(name))));
    concat([
        docs(&[
            "Reads a message. One of a type that came later is kept as `Unknown`. Never throws.",
        ]),
        function(
            "decodeSseMessage",
            "text: string",
            &format!("{codec}.Result<SseMessage | {codec}.UnknownMessage>"),
            &format!("{codec}.decodeMessage"),
            arguments,
        ),
    ])
}

fn incoming(module: &Module) -> Doc {
    let members = [
        "SseMessage".to_owned(),
        "messages.BuiltInMessage".to_owned(),
        format!("{}.UnknownMessage", module.codec),
    ];
    concat([
        docs(&[
            "Every message that arrives: those of the application, what BuildAmp tells of itself, and those of a type that",
            "came later.",
        ]),
        syntax::union_alias(text("export type Incoming"), members.into_iter().map(text)),
    ])
}

fn incoming_decoder(module: &Module) -> Doc {
    concat([
        docs(&["Reads a frame of the stream, for a connection of your own. Never throws."]),
        function(
            "decodeIncoming",
            "text: string",
            &format!("{}.Result<Incoming>", module.codec),
            "messages.decodeFrame",
            vec![text("decodeSseMessage"), text("text")],
        ),
    ])
}

fn connect() -> Doc {
    concat([
        docs(&[
            "Connects to the server's stream, comes back whenever the connection is lost, and goes on where it was.",
            "",
            "```ts",
            "const connection = connect({",
            "  signal: leaving.signal,",
            "  onState: (state) => show(state),",
            "});",
            "for await (const message of connection) {",
            "  update(message);",
            "}",
            "```",
            "",
            "Instead of the loop, or beside it, `onMessage` is handed each message.",
        ]),
        function(
            "connect",
            "options: sse.ConnectOptions<Incoming> = {}",
            "sse.Connection<Incoming>",
            "sse.openConnection<Incoming>",
            vec![text("decodeIncoming"), text("options")],
        ),
    ])
}

fn match_all(messages: &[Message]) -> Doc {
    let mut lines = vec![
        "Hands a message to the function for its type. A type without one does not compile."
            .to_owned(),
        String::new(),
        "```ts".to_owned(),
        "match(message, {".to_owned(),
    ];
    lines.extend(
        messages
            .iter()
            .map(|&(_, name)| name)
            .chain(["buildamp.workflow_progress"])
            .map(|name| format!("  {}: (data) => show(data),", syntax::string(name))),
    );
    lines.extend(
        [
            "  \"buildamp.resync\": () => load(),",
            "  Unknown: ({ name }) => console.warn(`${name} is new`),",
            "});",
            "```",
        ]
        .map(str::to_owned),
    );
    let signature = group(concat([
        text("export function match<R>"),
        syntax::parameters(vec![
            text("message: Incoming"),
            text("cases: sse.Cases<Incoming, R>"),
        ]),
        text(": R"),
    ]));
    concat([
        syntax::docs(&lines),
        syntax::function(signature, text("return sse.matchMessage(message, cases);")),
    ])
}

fn docs(lines: &[&str]) -> Doc {
    let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    syntax::docs(&lines)
}

/// An exported function of one parameter that calls another.
fn function(name: &str, parameter: &str, result: &str, call: &str, arguments: Vec<Doc>) -> Doc {
    let signature = group(concat([
        text(format!("export function {name}")),
        syntax::parameters(vec![text(parameter)]),
        text(format!(": {result}")),
    ]));
    let body = concat([
        text(format!("return {call}")),
        syntax::arguments(arguments),
        text(";"),
    ]);
    syntax::function(signature, body)
}
