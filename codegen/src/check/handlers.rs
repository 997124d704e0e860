//! Handlers, found by the type of their first argument.

use std::collections::BTreeMap;

use super::Placed;
use super::signature::{self, Context};
use crate::attr::Value;
use crate::model::{At, Handler, Kind, On, Ty};
use crate::parse::{By, Function, Vis};
use crate::report::{self, Problem};
use crate::resolve::{self, Found, plain};
use crate::scan::{Module, ModuleId, Role, Tree};

/// What was found below the handlers.
#[derive(Debug, Default)]
pub struct Handlers {
    /// Handlers, in the order of files and lines.
    pub found: Vec<Handler>,
    /// Events whose handler has a mistake of its own, so that nobody says they have none.
    pub attempted: Vec<usize>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Finds every handler.
#[must_use]
pub fn handlers(tree: &Tree, items: &[Placed]) -> Handlers {
    let mut handlers = Handlers::default();
    for (id, module) in tree.modules() {
        if module.role == Role::Handlers {
            for function in &module.facts.functions {
                read(tree, items, (id, &module), function, &mut handlers);
            }
        }
    }
    handlers.found.sort_by(|a, b| a.at.cmp(&b.at));
    let more = [
        second_consumers(&handlers.found, items),
        same_names(&handlers.found),
    ];
    handlers.problems.extend(more.into_iter().flatten());
    handlers
}

/// What the first argument of a function is.
enum First {
    Event(usize),
    Envelope,
    /// An event, but behind a reference or at another position.
    Misplaced {
        event: usize,
        position: usize,
        why: &'static str,
    },
    Other,
}

fn read(
    tree: &Tree,
    items: &[Placed],
    home: (ModuleId, &Module),
    function: &Function,
    handlers: &mut Handlers,
) {
    let (id, module) = home;
    handlers.problems.extend(function.problems.iter().cloned());
    let first = first(tree, items, id, function);
    let is_public = function.vis == Vis::Public;
    let position = match &first {
        First::Misplaced { position, .. } => *position,
        First::Event(_) | First::Envelope | First::Other => 0,
    };
    let (on, mut reasons) = match (first, is_public, function.entries.is_empty()) {
        (_, false, true) | (First::Other, true, true) => return,
        (First::Other, _, false) if tree.is_broken() => return,
        (First::Other, _, false) => {
            handlers.problems.push(no_event(function));
            return;
        }
        (First::Misplaced { .. }, true, true) if !function.is_async => return,
        (First::Misplaced { event, why, .. }, ..) => (Some(event), vec![why.to_owned()]),
        (First::Event(event), true, _) => (Some(event), Vec::new()),
        (First::Envelope, true, _) => (None, Vec::new()),
        (First::Event(event), false, false) => (Some(event), vec!["it is not `pub`".to_owned()]),
        (First::Envelope, false, false) => (None, vec!["it is not `pub`".to_owned()]),
    };
    let mut others = function.args.clone();
    others.remove(position);
    let rest = signature::rest(tree, id, &others);
    if !function.is_async {
        reasons.push("it is not `async`".to_owned());
    }
    if function.is_generic {
        reasons.push("it is generic".to_owned());
    }
    if position == 0 {
        reasons.extend(rest.reasons.iter().cloned());
    }
    if !function
        .returns
        .as_ref()
        .is_some_and(|returns| signature::returns_result(tree, id, returns))
    {
        reasons.push("it does not return `Result<(), E>` or `Result<Settle, E>`".to_owned());
    }
    let event_name = on
        .and_then(|event| items.get(event))
        .map_or("Envelope", |it| plain(&it.parsed.item.ident));
    let before = handlers.problems.len();
    if !reasons.is_empty() {
        let right =
            signature::to_write(&function.name, event_name, rest.context.is_some(), rest.tx);
        handlers.problems.push(Problem::new(
            report::HANDLER_SIGNATURE,
            function.at.clone(),
            format!(
                "`{}` takes `{event_name}` and is no handler: {}",
                function.name,
                reasons.join(", ")
            ),
            format!("write `{right}`; a helper is `pub(crate)` or private"),
        ));
    }
    let state = match rest.context {
        Some(Context::Of(ref state)) => Some(state.clone()),
        Some(Context::Unknown(ref name)) => {
            if !tree.is_broken() {
                handlers.problems.push(Problem::new(
                    report::HANDLER_CONTEXT,
                    function.at.clone(),
                    format!("`&{name}` leads to no context that generated code could name"),
                    "write `&crate::Cx`, with `pub type Cx = buildamp::Context<AppState>;` in the crate's root",
                ));
            }
            None
        }
        None => None,
    };
    let subscription = subscription(on, function, &mut handlers.problems);
    around(module, function, &mut handlers.problems);
    match subscription {
        Some(on) if handlers.problems.len() == before => {
            let (consumer, named) = consumer(tree, module, function);
            let mut path = module.path.clone();
            path.push(function.name.clone());
            handlers.found.push(Handler {
                consumer,
                named,
                path,
                on,
                takes: rest.takes(),
                state,
                at: function.at.clone(),
            });
        }
        _ => handlers.attempted.extend(on),
    }
}

fn first(tree: &Tree, items: &[Placed], module: ModuleId, function: &Function) -> First {
    let event = |ty: &Ty| match resolve::through_aliases(tree, module, ty) {
        Some((Found::Item(home, index), ..)) => items.iter().position(|it| {
            it.module == home && it.index == index && it.parsed.item.kind == Kind::Event
        }),
        _ => None,
    };
    let Some(arg) = function.args.first() else {
        return First::Other;
    };
    match (event(&arg.ty), arg.by) {
        (Some(found), By::Value) => return First::Event(found),
        (Some(event), By::Ref | By::Mut) => {
            return First::Misplaced {
                event,
                position: 0,
                why: "the event is taken by reference",
            };
        }
        (None, _) => {}
    }
    if let Some((Found::External(path), ..)) = resolve::through_aliases(tree, module, &arg.ty)
        && signature::is_ours(&path, "Envelope")
        && arg.by == By::Value
    {
        return First::Envelope;
    }
    let mut later = function
        .args
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, arg)| arg.by == By::Value);
    let found = later.find_map(|(position, arg)| Some((position, event(&arg.ty)?)));
    found.map_or(First::Other, |(position, event)| First::Misplaced {
        event,
        position,
        why: "the event is not its first argument",
    })
}

fn no_event(function: &Function) -> Problem {
    let at = function.at.clone();
    let what = format!(
        "`{}` says `#[buildamp(..)]`, but its first argument is no event",
        function.name
    );
    Problem::new(
        report::HANDLER_SIGNATURE,
        at,
        what,
        "take an event of the models by value as the first argument, or remove the attribute",
    )
}

/// What the handler listens to; the type of its first argument and `on` have to agree.
fn subscription(
    event: Option<usize>,
    function: &Function,
    problems: &mut Vec<Problem>,
) -> Option<On> {
    let on = function.entries.iter().find(|entry| entry.key.name == "on");
    let (what, help) = match (event, on.map(|entry| &entry.value)) {
        (Some(event), None) => return Some(On::Event(event)),
        (None, Some(Value::Text(glob))) => match signature::wrong_glob(glob) {
            None => return Some(On::Glob(glob.clone())),
            Some(why) => (
                format!("the glob `{glob}` cannot match: {why}"),
                "write segments divided by dots, `*` for one and `**` at the end for the rest: \
                 `#[buildamp(on = \"order.**\")]`",
            ),
        },
        (None, Some(_)) => (
            "`on` needs a glob".to_owned(),
            "write `#[buildamp(on = \"order.**\")]`",
        ),
        (None, None) => (
            format!(
                "`{}` takes an Envelope and does not say which events",
                function.name
            ),
            "write `#[buildamp(on = \"order.**\")]` above it",
        ),
        (Some(_), Some(_)) => (
            format!(
                "`{}` takes one event, so `on` has nothing to choose",
                function.name
            ),
            "remove `on`, or take an `Envelope` first",
        ),
    };
    problems.push(Problem::new(
        report::HANDLER_GLOB,
        function.at.clone(),
        what,
        help,
    ));
    None
}

/// A `cfg` on the handler, and private modules on the way to it.
fn around(module: &Module, function: &Function, problems: &mut Vec<Problem>) {
    if let Some((text, at)) = &function.cfg {
        problems.push(Problem::new(
            report::CFG,
            at.clone(),
            format!("`{text}` on a handler: the registry is the same for every feature and target"),
            "remove the attribute, or register it with `app.on(\"name\", …)`",
        ));
    }
    if let Some(gate) = module.gates.iter().find(|gate| !gate.open) {
        problems.push(Problem::new(
            report::PRIVATE_MODULE,
            gate.at.clone(),
            format!(
                "`mod {}` is private, so generated code cannot reach the handlers below it",
                gate.name
            ),
            format!("write `pub mod {};`", gate.name),
        ));
    }
}

/// The consumer's durable name, and whether an attribute pins it.
fn consumer(tree: &Tree, module: &Module, function: &Function) -> (String, bool) {
    let pinned = function
        .entries
        .iter()
        .find(|entry| entry.key.name == "consumer");
    if let Some(Value::Text(name)) = pinned.map(|entry| &entry.value) {
        return (name.clone(), true);
    }
    let root = tree
        .modules()
        .into_iter()
        .find(|(_, it)| Some(&it.child_dir) == tree.handler_dir());
    let depth = root.map_or(1, |(_, it)| it.path.len());
    let mut names: Vec<&str> = module
        .path
        .iter()
        .skip(depth)
        .map(|name| plain(name))
        .collect();
    names.push(plain(&function.name));
    (names.join("::"), false)
}

fn second_consumers(found: &[Handler], items: &[Placed]) -> Vec<Problem> {
    let mut first: BTreeMap<usize, &Handler> = BTreeMap::new();
    let mut problems = Vec::new();
    for handler in found.iter().filter(|handler| !handler.named) {
        let On::Event(event) = handler.on else {
            continue;
        };
        let Some(other) = first.get(&event) else {
            first.insert(event, handler);
            continue;
        };
        let name = items
            .get(event)
            .map_or("", |it| plain(&it.parsed.item.ident));
        problems.push(Problem::new(
            report::SECOND_CONSUMER,
            handler.at.clone(),
            format!("`{name}` has a consumer already, `{}`, and this one has no name of its own", other.consumer),
            format!(
                "write `#[buildamp(consumer = \"{}\")]` above it, or make it `pub(crate)` when it is a helper",
                handler.consumer
            ),
        ));
    }
    problems
}

fn same_names(found: &[Handler]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    let mut problems = Vec::new();
    for handler in found {
        if let Some(other) = first.get(handler.consumer.as_str()) {
            problems.push(Problem::new(
                report::DUPLICATE_CONSUMER,
                handler.at.clone(),
                format!(
                    "the consumer `{}` exists already, on line {} of {}",
                    handler.consumer, other.line, other.file
                ),
                "give one of them another `#[buildamp(consumer = \"…\")]`",
            ));
        } else {
            first.insert(&handler.consumer, &handler.at);
        }
    }
    problems
}
