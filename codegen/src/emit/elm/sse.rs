//! `BuildAmp.elm`: the helpers for timestamps, the type of all messages from the server, and the connection to it.

use std::collections::{BTreeSet, HashMap};

use super::super::messages;
use super::super::names::Names;
use super::super::text::{Doc, broken, concat, fixed, join, tab, text};
use super::All;
use super::file::{Declarations, file};
use super::module::Module;
use super::syntax::{self, Expr, atom, call, named};

/// A message: its type and its decoder here, its `type` on the wire and its constructor.
struct Message<'a> {
    name: &'a str,
    constructor: String,
    ty: String,
    decoder: String,
}

/// The constructors that are no message of the application.
const TAKEN: [&str; 6] = [
    "Malformed",
    "Received",
    "Resync",
    "StateChanged",
    "Unknown",
    "WorkflowProgress",
];

/// How a program listens.
const SUBSCRIPTION: &str = "\
What comes from the server, by the port of your `BuildAmpPorts.elm`. Beside the program it takes `attach(app)` of
`buildamp-ports.js`.

    subscriptions _ =
        BuildAmp.subscription BuildAmpPorts.fromBuildAmp Heard

    update msg model =
        case msg of
            Heard (BuildAmp.Received message) ->
                ( see message model, Cmd.none )

            Heard (BuildAmp.StateChanged state) ->
                ( { model | connection = state }, Cmd.none )

            Heard (BuildAmp.Malformed error) ->
                ( model, report (Decode.errorToString error) )
";

/// How a program connects.
const CONNECT: &str = "\
Connects to the server, unless the program is connected already.

    init () =
        ( start, BuildAmp.connect BuildAmpPorts.toBuildAmp )
";

/// The file's text.
pub(super) fn file_text(all: &All) -> String {
    let definitions = all.graph.definitions;
    let used: BTreeSet<usize> = messages::of(definitions).map(|(index, _)| index).collect();
    let module = Module::importing(all, &[], Vec::new(), Vec::new(), &used);
    let mut exposed = vec!["posixToTimestamp".to_owned(), "timestampToPosix".to_owned()];
    let mut declarations = Declarations::default();
    if messages::any(definitions) {
        let messages = messages_of(all, &module);
        exposed.extend(
            [
                "SseEvent(..)",
                "SseMessage(..)",
                "connect",
                "disconnect",
                "sseMessageDecoder",
                "subscription",
            ]
            .map(str::to_owned),
        );
        declarations.extend([
            union(&messages),
            decoder(&messages),
            event(),
            subscription(),
            command("connect", CONNECT),
            command("disconnect", "Ends the connection, until `connect`."),
        ]);
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
    file(&["BuildAmp".to_owned()], exposed, imports, &declarations)
}

/// The messages of the application, then ours. The constructor of one is its type's name; where two types share it,
/// what their durable names say.
fn messages_of<'a>(all: &All<'a>, module: &Module<'a>) -> Vec<Message<'a>> {
    let found: Vec<(usize, &str)> = messages::of(all.graph.definitions).collect();
    let name = |index: usize| all.names[index].ty.as_str();
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for &(index, _) in &found {
        *bearers.entry(name(index)).or_default() += 1;
    }
    let mut taken = Names::without(TAKEN);
    let own = found.iter().map(|&(index, durable)| {
        let wanted = if bearers[name(index)] == 1 && taken.is_free(name(index)) {
            name(index).to_owned()
        } else {
            syntax::upper(&heck::AsUpperCamelCase(durable).to_string())
        };
        let [ty, decoder, _] = module.names_of(index);
        Message {
            name: durable,
            constructor: taken.take(&wanted),
            ty,
            decoder,
        }
    });
    let built_in = |name, constructor: &str, decoder: &str| Message {
        name,
        constructor: constructor.to_owned(),
        ty: format!("BuildAmpSse.{constructor}"),
        decoder: format!("BuildAmpSse.{decoder}"),
    };
    let built_in = [
        built_in(
            "buildamp.workflow_progress",
            "WorkflowProgress",
            "workflowProgressDecoder",
        ),
        built_in("buildamp.resync", "Resync", "resyncDecoder"),
    ];
    own.chain(built_in).collect()
}

fn union(messages: &[Message]) -> Doc {
    let known = messages
        .iter()
        .map(|message| text(format!("{} {}", message.constructor, message.ty)));
    let unknown = concat([fixed("Unknown String "), fixed("Decode.Value")]);
    documented(
        "Every message that arrives; one of a type that came later with its type and data.",
        custom("SseMessage", known.chain([unknown]).collect()),
    )
}

fn decoder(messages: &[Message]) -> Doc {
    let known = messages.iter().map(|message| {
        let decoder = call(
            "Decode.map",
            vec![named(&message.constructor), named(&message.decoder)],
        );
        Expr::Pair(
            Box::new(atom(syntax::string(message.name))),
            Box::new(decoder),
        )
    });
    let body = call(
        "Codec.message",
        vec![atom("Unknown"), Expr::List(known.collect())],
    );
    concat([
        fixed("{-| -}"),
        Doc::HardLine,
        fixed("sseMessageDecoder : "),
        fixed("Decode.Decoder SseMessage"),
        Doc::HardLine,
        fixed("sseMessageDecoder ="),
        tab(concat([Doc::HardLine, body.doc()])),
    ])
}

fn event() -> Doc {
    let constructors = [
        "Received SseMessage",
        "StateChanged BuildAmpSse.ConnectionState",
        "Malformed Decode.Error",
    ];
    documented(
        "What a program hears: a message, how the connection stands, or that something came which is no message, or not as\nits type says.",
        custom("SseEvent", constructors.map(text).into()),
    )
}

fn subscription() -> Doc {
    let lines = [
        "subscription : ((Decode.Value -> msg) -> Sub msg) -> (SseEvent -> msg) -> Sub msg",
        "subscription fromBuildAmp toMsg =",
        "    fromBuildAmp (BuildAmpSse.event Received StateChanged Malformed sseMessageDecoder >> toMsg)",
    ];
    documented(SUBSCRIPTION, verbatim(&lines))
}

fn command(name: &str, docs: &str) -> Doc {
    let signature = concat([
        text(format!("{name} : (")),
        fixed("Encode.Value -> Cmd msg) -> Cmd msg"),
        Doc::HardLine,
    ]);
    let lines = [
        format!("{name} toBuildAmp ="),
        format!(
            "    toBuildAmp (BuildAmpSse.command {})",
            syntax::string(name)
        ),
    ];
    documented(docs, concat([signature, verbatim(&lines)]))
}

/// `type Foo` and its constructors, one a line.
fn custom(name: &str, constructors: Vec<Doc>) -> Doc {
    let lines = constructors
        .into_iter()
        .enumerate()
        .map(|(index, constructor)| {
            let sign = if index == 0 { "= " } else { "| " };
            concat([Doc::HardLine, text(sign), constructor])
        });
    concat([text(format!("type {name}")), broken(tab(concat(lines)))])
}

fn documented(docs: &str, of: Doc) -> Doc {
    let end = if docs.contains("\n\n") { "\n-}" } else { "-}" };
    let lines: Vec<&str> = docs.lines().chain(end.lines()).collect();
    concat([fixed("{-| "), verbatim(&lines), Doc::HardLine, of])
}

/// Lines as they stand.
fn verbatim(lines: &[impl AsRef<str>]) -> Doc {
    let lines = lines.iter().map(|line| text(line.as_ref()));
    join(lines, &Doc::HardLine)
}

/// A function of the codec under its name here.
fn helper(name: &str, docs: &str, from: &str, to: &str) -> Doc {
    concat([
        text(format!("{{-| {docs}")),
        Doc::HardLine,
        fixed("-}"),
        Doc::HardLine,
        text(format!("{name} : {from}")),
        text(to),
        Doc::HardLine,
        text(format!("{name} =")),
        tab(concat([Doc::HardLine, text(format!("Text.{name}"))])),
    ])
}
