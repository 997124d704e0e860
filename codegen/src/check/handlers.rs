//! Handlers, found by the type of their first argument.

use super::Placed;
use super::answering;
use super::consumers::{same_names, second_consumers};
use super::glob;
use super::limits::{batch, limits};
use super::mode::{coalesce, mode};
use super::signature::{self, Context, Rest, Returned};
use crate::attr::Value;
use crate::model::{EndpointHandler, Handler, Interface, On, StateOf, Ty};
use crate::parse::{By, Function, Vis};
use crate::report::{self, Problem};
use crate::resolve::{self, Found, plain};
use crate::scan::{Module, ModuleId, Role, Tree};

/// What was found below the handlers.
#[derive(Debug, Default)]
pub struct Handlers {
    /// Handlers, in the order of files and lines.
    pub found: Vec<Handler>,
    /// The functions that answer requests, in the order of files and lines.
    pub endpoints: Vec<EndpointHandler>,
    /// Events and requests whose handler has a mistake of its own, so that nobody says they have none.
    pub attempted: Vec<usize>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Finds every handler. `secrets` says where those of a type are, as it is written in a module.
#[must_use]
pub fn handlers(
    tree: &Tree,
    items: &[Placed],
    secrets: &dyn Fn(ModuleId, &Ty) -> Vec<String>,
) -> Handlers {
    let mut handlers = Handlers::default();
    for (id, module) in tree.modules() {
        if module.role == Role::Handlers {
            for function in &module.facts.functions {
                let place = (id, &*module);
                if !answering::read(tree, items, place, function, &mut handlers) {
                    read(tree, items, secrets, place, function, &mut handlers);
                }
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
    /// A `Vec` of it.
    Batch(usize),
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
    secrets: &dyn Fn(ModuleId, &Ty) -> Vec<String>,
    (id, module): (ModuleId, &Module),
    function: &Function,
    handlers: &mut Handlers,
) {
    handlers.problems.extend(function.problems.iter().cloned());
    let Some(candidate) = candidate(tree, items, id, function, &mut handlers.problems) else {
        return;
    };
    let before = handlers.problems.len();
    let mut others = function.args.clone();
    others.remove(candidate.position);
    let rest = signature::rest(tree, id, &others);
    let returned = function.returns.as_ref();
    let returned = returned.and_then(|ty| signature::returned(tree, id, ty));
    handlers.problems.extend(wrong_signature(
        tree,
        items,
        function,
        &candidate,
        &rest,
        returned.as_ref(),
    ));
    let state = state(tree, function, &rest, &mut handlers.problems);
    let subscription = subscription(candidate.event, function, &mut handlers.problems);
    let consumer = consumer(tree, module, function, &mut handlers.problems);
    let limits = limits(function, tree.interface(), &mut handlers.problems);
    let batch = batch(
        function,
        candidate.is_batch,
        &limits,
        &mut handlers.problems,
    );
    let mode = mode(function, &limits, batch, &mut handlers.problems);
    let body = candidate.event.and_then(|event| items.get(event));
    let body = body.map(|event| &event.parsed.item.body);
    let coalesce = coalesce(function, mode, body, &mut handlers.problems);
    around(module, function, &mut handlers.problems);
    match (subscription, consumer) {
        (Some(on), Some((consumer, named))) if handlers.problems.len() == before => {
            let mut path = module.path.clone();
            path.push(function.name.clone());
            handlers.found.push(Handler {
                consumer,
                named,
                path,
                on,
                takes: rest.takes(),
                state,
                limits,
                batch,
                mode,
                coalesce,
                secret_result: match returned {
                    Some(Returned::Result(home, ty)) => secrets(home, &ty),
                    Some(Returned::Nothing | Returned::Batch) | None => Vec::new(),
                },
                at: function.at.clone(),
            });
        }
        _ => handlers.attempted.extend(candidate.event),
    }
}

/// A function that is meant to be a handler.
struct Candidate {
    /// Its event; `None` for an envelope.
    event: Option<usize>,
    /// Which argument that is.
    position: usize,
    /// Whether it is a `Vec` of them.
    is_batch: bool,
    /// What is wrong so far.
    reasons: Vec<&'static str>,
}

/// Tells handlers from helpers: by the first argument, by `pub`, and by `#[buildamp(..)]`.
fn candidate(
    tree: &Tree,
    items: &[Placed],
    module: ModuleId,
    function: &Function,
    problems: &mut Vec<Problem>,
) -> Option<Candidate> {
    let is_public = function.vis == Vis::Public;
    let is_marked = !function.said.is_empty();
    let first = first(tree, items, module, function);
    let is_batch = matches!(first, First::Batch(_));
    let (event, position, why) = match (first, is_public, is_marked) {
        (_, false, false) | (First::Other, true, false) => return None,
        (First::Other, _, true) => {
            if !tree.is_broken() {
                problems.push(no_event(function));
            }
            return None;
        }
        (First::Misplaced { .. }, true, false) if !function.is_async => return None,
        (
            First::Misplaced {
                event,
                position,
                why,
            },
            _,
            _,
        ) => (Some(event), position, Some(why)),
        (First::Event(event) | First::Batch(event), _, _) => (Some(event), 0, None),
        (First::Envelope, _, _) => (None, 0, None),
    };
    let reasons = [(!is_public).then_some("it is not `pub`"), why];
    Some(Candidate {
        event,
        position,
        is_batch,
        reasons: reasons.into_iter().flatten().collect(),
    })
}

fn wrong_signature(
    tree: &Tree,
    items: &[Placed],
    function: &Function,
    candidate: &Candidate,
    rest: &Rest,
    returned: Option<&Returned>,
) -> Option<Problem> {
    let mut reasons = candidate.reasons.clone();
    if !function.is_async {
        reasons.push("it is not `async`");
    }
    if function.is_generic {
        reasons.push("it is generic");
    }
    // Arguments that follow an event out of place are read for the signature to write alone.
    if candidate.position == 0 {
        reasons.extend(rest.reasons.iter().map(String::as_str));
    }
    reasons.extend(wrong_return(tree.interface(), candidate.is_batch, returned));
    if reasons.is_empty() {
        return None;
    }
    let event = candidate.event.and_then(|event| items.get(event));
    let event = event.map_or("Envelope", |it| plain(&it.parsed.item.ident));
    let event = if candidate.is_batch && tree.interface() == Interface::Reliable {
        &format!("Vec<{event}>")
    } else {
        event
    };
    let name = &function.name;
    let (code, tx, also) = match (tree.interface(), rest.with_store) {
        (Interface::Reliable, _) | (Interface::Immediate, false) => {
            (report::HANDLER_SIGNATURE, rest.tx, "")
        }
        (Interface::Immediate, true) => (report::IMMEDIATE, false, signature::IMMEDIATE_CONTEXT),
    };
    let right = signature::to_write(name, event, rest.context.is_some(), tx);
    Some(Problem::new(
        code,
        function.at.clone(),
        format!(
            "`{name}` takes `{event}` and is no handler: {}",
            reasons.join(", ")
        ),
        format!("write `{right}`{also}; a helper is `pub(crate)` or private"),
    ))
}

/// What is wrong with what it returns.
fn wrong_return(
    interface: Interface,
    is_batch: bool,
    returned: Option<&Returned>,
) -> Option<&'static str> {
    match (interface, is_batch, returned) {
        (Interface::Immediate, true, _) => Some("without a store it takes one event at a time"),
        (Interface::Immediate, false, None) => Some("it does not return `Result<(), E>`"),
        (Interface::Reliable, false, None) => Some(
            "it does not return `Result<(), E>`, `Result<Settle, E>`, or `Result<T, E>` with a `T` that can be kept",
        ),
        (Interface::Reliable, true, None | Some(Returned::Result(..))) => Some(
            "of a batch it does not return `Result<(), E>`, `Result<Settle, E>` or `Result<BatchOutcome, E>`",
        ),
        (_, false, Some(Returned::Batch)) => {
            Some("it takes one event and returns the outcome of a batch")
        }
        (_, _, Some(_)) => None,
    }
}

/// Whose context the handler takes.
pub(super) fn state(
    tree: &Tree,
    function: &Function,
    rest: &Rest,
    problems: &mut Vec<Problem>,
) -> Option<StateOf> {
    match &rest.context {
        Some(Context::Of(state)) => Some(state.clone()),
        Some(Context::Unknown(name)) if !tree.is_broken() => {
            problems.push(Problem::new(
                report::HANDLER_CONTEXT,
                function.at.clone(),
                format!("`&{name}` leads to no context that generated code could name"),
                "write `&crate::Cx`, with `pub type Cx = buildamp::Context<AppState>;` in the crate's root",
            ));
            None
        }
        Some(Context::Unknown(_) | Context::OfAStore | Context::OfNoStore) | None => None,
    }
}

fn first(tree: &Tree, items: &[Placed], module: ModuleId, function: &Function) -> First {
    let event = |ty: &Ty| match resolve::through_aliases(tree, module, ty) {
        Some((Found::Item(home, index), ..)) => items.iter().position(|it| {
            it.module == home && it.index == index && it.parsed.item.kind.is_event()
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
    if let (Some(of), By::Value) = (signature::vec_of(&arg.ty), arg.by)
        && let Some(event) = event(of)
    {
        return First::Batch(event);
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
    let on = function.said.get("on");
    let (what, help) = match (event, on) {
        (Some(event), None) => return Some(On::Event(event)),
        (None, Some(Value::Text(glob))) => match glob::mistake(glob) {
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
pub(super) fn around(module: &Module, function: &Function, problems: &mut Vec<Problem>) {
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
fn consumer(
    tree: &Tree,
    module: &Module,
    function: &Function,
    problems: &mut Vec<Problem>,
) -> Option<(String, bool)> {
    match function.said.get("consumer") {
        Some(Value::Text(name)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
            return Some((name.clone(), true));
        }
        Some(_) => {
            problems.push(Problem::new(
                report::BUILDAMP_ATTRIBUTE,
                function.at.clone(),
                "`consumer` is a name without spaces",
                "write #[buildamp(consumer = \"audit\")]",
            ));
            return None;
        }
        None => {}
    }
    let depth = depth_of_handlers(tree, module);
    let below = module.path.iter().skip(depth);
    let mut names: Vec<&str> = below.map(|name| plain(name)).collect();
    names.push(plain(&function.name));
    Some((names.join("::"), false))
}

/// How many steps below the crate's root the handlers' own module lies.
fn depth_of_handlers(tree: &Tree, module: &Module) -> usize {
    let is_own = |module: &Module| tree.handler_dirs().contains(&module.child_dir);
    let mut above = module.parent;
    let mut own = is_own(module).then_some(module.path.len());
    while let (None, Some(id)) = (own, above) {
        let module = tree.module(id);
        own = is_own(&module).then_some(module.path.len());
        above = module.parent;
    }
    own.unwrap_or(1)
}
