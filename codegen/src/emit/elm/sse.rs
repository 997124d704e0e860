//! `BuildAmp.elm`: the helpers for timestamps, the type of all messages from the server, and the connection to it.

use std::collections::HashMap;

use super::super::messages;
use super::super::names::Names;
use super::all::All;
use super::file::{Declarations, Exposed, file};
use super::module::Module;
use super::writer::{Name, Place, Writer};
use super::{camel, syntax};

/// A message: its type and its decoder here, its `type` on the wire and its constructor.
struct Message<'a> {
    name: &'a str,
    constructor: String,
    ty: Name<'a>,
    decoder: Name<'a>,
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
    let used = messages::of(definitions).map(|(index, _)| index);
    let module = Module::importing(all, None, used);
    let mut exposed = vec!["posixToTimestamp", "timestampToPosix"];
    let mut declarations = Declarations::new();
    if messages::any(definitions) {
        let messages = messages_of(all, &module);
        exposed.extend([
            "SseEvent(..)",
            "SseMessage(..)",
            "connect",
            "disconnect",
            "sseMessageDecoder",
            "subscription",
        ]);
        declarations.add(|w| union(w, &messages));
        declarations.add(|w| decoder(w, &messages));
        declarations.add(event);
        declarations.add(subscription);
        declarations.add(|w| command(w, "connect", CONNECT));
        declarations.add(|w| command(w, "disconnect", "Ends the connection, until `connect`."));
    }
    declarations.add(|w| {
        documented(w, "The time of a timestamp; `Nothing` for any other text.");
        w.text("timestampToPosix : String -> Maybe ");
        w.known("Time.Posix").hard_line();
        equal(w, "timestampToPosix", "Text.timestampToPosix");
    });
    declarations.add(|w| {
        documented(w, "A timestamp as Rust reads it.");
        w.text("posixToTimestamp : ");
        w.known("Time.Posix").text(" -> String").hard_line();
        equal(w, "posixToTimestamp", "Text.posixToTimestamp");
    });
    let exposed = exposed.into_iter().map(Exposed::plain).collect();
    file("BuildAmp", exposed, module.imports(), declarations)
}

/// The messages of the application, then ours. The constructor of one is its type's name; where two types share it,
/// what their durable names say.
fn messages_of<'a>(all: &'a All, module: &'a Module) -> Vec<Message<'a>> {
    let found: Vec<(usize, &str)> = messages::of(all.graph.definitions).collect();
    let name = |index: usize| all.names(index).ty();
    let mut bearers: HashMap<&str, usize> = HashMap::new();
    for &(index, _) in &found {
        *bearers.entry(name(index)).or_default() += 1;
    }
    let mut taken = Names::without(TAKEN);
    let own = found.iter().map(|&(index, durable)| {
        let constructor = if bearers[name(index)] == 1 && taken.is_free(name(index)) {
            taken.take(name(index))
        } else {
            let mut wanted = String::new();
            camel::push_upper(durable, &mut wanted);
            taken.take(&syntax::upper(&wanted))
        };
        Message {
            name: durable,
            constructor,
            ty: module.type_name(index),
            decoder: module.decoder_name(index),
        }
    });
    let built_in = [
        Message {
            name: "buildamp.workflow_progress",
            constructor: "WorkflowProgress".to_owned(),
            ty: Name::Known("BuildAmpSse.WorkflowProgress"),
            decoder: Name::Known("BuildAmpSse.workflowProgressDecoder"),
        },
        Message {
            name: "buildamp.resync",
            constructor: "Resync".to_owned(),
            ty: Name::Known("BuildAmpSse.Resync"),
            decoder: Name::Known("BuildAmpSse.resyncDecoder"),
        },
    ];
    own.chain(built_in).collect()
}

fn union(w: &mut Writer, messages: &[Message]) {
    let docs = "Every message that arrives; one of a type that came later with its type and data.";
    documented(w, docs);
    let all = messages.iter().map(Some).chain([None]);
    w.text("type SseMessage")
        .alternatives(all, |w, message| match message {
            Some(message) => _ = w.text(&message.constructor).text(" ").name(message.ty),
            None => _ = w.text("Unknown String ").known("Decode.Value"),
        });
}

fn decoder(w: &mut Writer, messages: &[Message]) {
    w.text("{-| -}").hard_line();
    w.text("sseMessageDecoder : ").known("Decode.Decoder ");
    w.text("SseMessage").hard_line();
    w.text("sseMessageDecoder =").tab(|w| {
        w.hard_line()
            .call(Place::Alone, Name::Known("Codec.message"), |w| {
                w.line().text("Unknown");
                w.line().list(messages, |w, message| {
                    w.pair(|w| _ = w.string(message.name), |w| mapped(w, message));
                });
            });
    });
}

/// A message's decoder and its constructor.
fn mapped(w: &mut Writer, message: &Message) {
    w.call(Place::Alone, Name::Known("Decode.map"), |w| {
        w.line().text(&message.constructor);
        w.line().name(message.decoder);
    });
}

fn event(w: &mut Writer) {
    documented(
        w,
        "What a program hears: a message, how the connection stands, or that something came which is no message, or not as\nits type says.",
    );
    let constructors = [
        ("Received ", "SseMessage"),
        ("StateChanged ", "BuildAmpSse.ConnectionState"),
        ("Malformed ", "Decode.Error"),
    ];
    w.text("type SseEvent")
        .alternatives(constructors, |w, (constructor, of)| {
            w.text(constructor).known(of);
        });
}

fn subscription(w: &mut Writer) {
    documented(w, SUBSCRIPTION);
    w.text("subscription : ((").known("Decode.Value");
    w.text(" -> msg) -> Sub msg) -> (SseEvent -> msg) -> Sub msg")
        .hard_line();
    w.text("subscription fromBuildAmp toMsg =").hard_line();
    w.text("    fromBuildAmp (").known("BuildAmpSse.event");
    w.text(" Received StateChanged Malformed sseMessageDecoder >> toMsg)");
}

fn command(w: &mut Writer, name: &str, docs: &str) {
    documented(w, docs);
    w.text(name).text(" : (").known("Encode.Value");
    w.text(" -> Cmd msg) -> Cmd msg").hard_line();
    w.text(name).text(" toBuildAmp =").hard_line();
    w.text("    toBuildAmp (").known("BuildAmpSse.command");
    w.text(" ").string(name).text(")");
}

/// A function of the codec under its name here.
fn equal(w: &mut Writer, name: &str, codec: &'static str) {
    w.text(name).text(" =");
    w.tab(|w| _ = w.hard_line().known(codec));
}

/// Documentation above what follows.
fn documented(w: &mut Writer, docs: &str) {
    w.text("{-| ");
    for line in docs.lines() {
        w.text(line).hard_line();
    }
    if docs.contains("\n\n") {
        w.hard_line();
    }
    w.text("-}").hard_line();
}
