//! `buildamp.ts`: the codec under one name, the union of all messages from the server, and the connection to it.

use super::super::layout::Layout;
use super::super::messages;
use super::brackets::{self, List};
use super::module::Module;
use super::page::Page;
use super::{All, functions, syntax};

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

/// No type parameters.
const NONE: &[&str] = &[];

/// The file's text; where no message leaves the server it holds the codec alone.
pub(super) fn file(all: &All) -> String {
    let definitions = all.graph.definitions;
    let mut page = Page::default();
    page.begin();
    if !messages::any(definitions) {
        page.gap();
        export(&mut page, all, "codec");
        return page.text();
    }
    let messages: Vec<Message> = messages::of(definitions).collect();
    let used: Vec<usize> = messages.iter().map(|&(index, _)| index).collect();
    let module = Module::importing(
        all,
        "buildamp",
        &[],
        &TAKEN,
        (used.clone(), used, Vec::new()),
    );
    page.gap();
    page.part(|l| module.import_codec(l));
    for name in ["messages", "sse"] {
        page.part(|l| {
            l.text("import * as ").text(name);
            from_prelude(l, all, name);
        });
    }
    module.imports(&mut page);
    page.gap();
    for name in ["codec", "messages", "sse"] {
        export(&mut page, all, name);
    }
    page.declaration(|l| union(l, &module, &messages));
    page.declaration(|l| guard(l, &module, &messages));
    page.declaration(|l| decoder(l, &module, &messages));
    page.declaration(|l| incoming(l, &module));
    page.declaration(|l| incoming_decoder(l, &module));
    page.declaration(connect);
    page.declaration(|l| match_all(l, &messages));
    page.text()
}

/// `export * from "./buildamp-codec.js";`
fn export(page: &mut Page, all: &All, name: &str) {
    page.part(|l| {
        l.text("export *");
        from_prelude(l, all, name);
    });
}

/// ` from "./buildamp-codec.js";`
pub(super) fn from_prelude(l: &mut Layout, all: &All, name: &str) {
    let from = all.relative("buildamp", &format!("buildamp-{name}"));
    l.text(" from \"").text(&from).text("\";");
}

fn union(l: &mut Layout, module: &Module, messages: &[Message]) {
    docs(l, &["Every message that the application sends."]);
    let head = |l: &mut Layout| {
        l.text("export type SseMessage");
    };
    let member = |l: &mut Layout, &(index, name): &Message| {
        brackets::object(l, |list| {
            syntax::string(list.item().text("type: "), name);
            list.item().text("data: ").text(module.name_of(index));
        });
    };
    match messages {
        [] => brackets::alias(l, head, |l| {
            l.text("never");
        }),
        [only] => brackets::alias(l, head, |l| member(l, only)),
        all => brackets::union_alias(l, head, all, brackets::no_docs, member),
    }
}

fn guard(l: &mut Layout, module: &Module, messages: &[Message]) {
    let value = if messages.is_empty() {
        "_value"
    } else {
        "value"
    };
    functions::signature(
        l,
        ["isSseMessage", ""],
        NONE,
        |list| {
            list.item().text(value).text(": unknown");
        },
        |l| {
            l.text(value).text(" is SseMessage");
        },
    );
    brackets::body(l, |l| {
        if messages.is_empty() {
            l.text("return false;");
            return;
        }
        brackets::return_all(l, "||", messages, |l, &(index, name)| {
            l.text(&module.codec).text("message");
            brackets::arguments(l, |list| {
                list.item().text("value");
                list.strings([name]);
                list.item().text("is").text(module.name_of(index));
            });
        });
    });
}

fn decoder(l: &mut Layout, module: &Module, messages: &[Message]) {
    let codec = &module.codec;
    docs(
        l,
        &["Reads a message. One of a type that came later is kept as `Unknown`. Never throws."],
    );
    function(
        l,
        "decodeSseMessage",
        "text: string",
        &format!("{codec}Result<SseMessage | {codec}UnknownMessage>"),
        &format!("{codec}decodeMessage"),
        |list| {
            list.item().text("text");
            list.item().text("isSseMessage");
            list.strings(messages.iter().map(|&(_, name)| name));
        },
    );
}

fn incoming(l: &mut Layout, module: &Module) {
    docs(
        l,
        &[
            "Every message that arrives: those of the application, what BuildAmp tells of itself, and those of a type that",
            "came later.",
        ],
    );
    let unknown = format!("{}UnknownMessage", module.codec);
    let members = ["SseMessage", "messages.BuiltInMessage", &unknown];
    let head = |l: &mut Layout| {
        l.text("export type Incoming");
    };
    brackets::union_alias(l, head, members, brackets::no_docs, |l, member| {
        l.text(member);
    });
}

fn incoming_decoder(l: &mut Layout, module: &Module) {
    docs(
        l,
        &["Reads a frame of the stream, for a connection of your own. Never throws."],
    );
    function(
        l,
        "decodeIncoming",
        "text: string",
        &format!("{}Result<Incoming>", module.codec),
        "messages.decodeFrame",
        |list| {
            list.item().text("decodeSseMessage");
            list.item().text("text");
        },
    );
}

fn connect(l: &mut Layout) {
    docs(
        l,
        &[
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
        ],
    );
    function(
        l,
        "connect",
        "options: sse.ConnectOptions<Incoming> = {}",
        "sse.Connection<Incoming>",
        "sse.openConnection<Incoming>",
        |list| {
            list.item().text("decodeIncoming");
            list.item().text("options");
        },
    );
}

fn match_all(l: &mut Layout, messages: &[Message]) {
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
            .map(|name| format!("  {}: (data) => show(data),", syntax::literal(name))),
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
    syntax::docs(l, &lines, None);
    functions::signature(
        l,
        ["match", ""],
        &["R"],
        |list| {
            list.item().text("message: Incoming");
            list.item().text("cases: sse.Cases<Incoming, R>");
        },
        |l| {
            l.text("R");
        },
    );
    brackets::body(l, |l| {
        l.text("return sse.matchMessage(message, cases);");
    });
}

fn docs(l: &mut Layout, lines: &[&str]) {
    let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    syntax::docs(l, &lines, None);
}

/// An exported function of one parameter that calls another.
fn function(
    l: &mut Layout,
    name: &str,
    parameter: &str,
    result: &str,
    call: &str,
    arguments: impl FnOnce(&mut List),
) {
    functions::signature(
        l,
        [name, ""],
        NONE,
        |list| {
            list.item().text(parameter);
        },
        |l| {
            l.text(result);
        },
    );
    brackets::body(l, |l| {
        l.text("return ").text(call);
        brackets::arguments(l, arguments);
        l.text(";");
    });
}
