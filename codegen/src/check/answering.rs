//! The functions that answer requests, found by the type of their first argument.

use super::Placed;
use super::endpoints::answer;
use super::handlers::{Handlers, around, state};
use super::signature::{self, Returned};
use crate::model::{EndpointHandler, Kind, Ty};
use crate::parse::{By, Function, Vis};
use crate::report::{self, Problem, Severity};
use crate::resolve::{self, Found, plain};
use crate::scan::{Module, ModuleId, Tree};

/// Reads a function that takes a request first; `false` where it takes none.
pub(super) fn read(
    tree: &Tree,
    items: &[Placed],
    (id, module): (ModuleId, &Module),
    function: &Function,
    handlers: &mut Handlers,
) -> bool {
    let request = |ty: &Ty| match resolve::through_aliases(tree, id, ty) {
        Some((Found::Item(home, index), ..)) => items.iter().position(|it| {
            it.module == home && it.index == index && it.parsed.item.kind == Kind::Api
        }),
        _ => None,
    };
    let Some((first, number)) = function
        .args
        .first()
        .and_then(|arg| Some((arg, request(&arg.ty)?)))
    else {
        return false;
    };
    // A helper.
    if function.vis != Vis::Public || (!function.is_async && function.said.is_empty()) {
        return true;
    }
    handlers.problems.extend(function.problems.iter().cloned());
    let before = handlers.problems.len();
    let rest = signature::rest(tree, id, &function.args[1..]);
    let mut reasons: Vec<&str> = Vec::new();
    if first.by != By::Value {
        reasons.push("the request is taken by reference");
    }
    if !function.is_async {
        reasons.push("it is not `async`");
    }
    if function.is_generic {
        reasons.push("it is generic");
    }
    if !function.said.is_empty() {
        reasons.push("it says `#[buildamp(..)]`, which is for handlers of events");
    }
    reasons.extend(rest.reasons.iter().map(String::as_str));
    let answer = answer(items, &items[number]).map(|number| &items[number]);
    let not_answered = answer.map(|answer| {
        let name = plain(&answer.parsed.item.ident);
        (
            returns(tree, id, function, answer),
            name,
            format!("it does not return `Result<{name}, E>`"),
        )
    });
    if let Some((false, _, reason)) = &not_answered {
        reasons.push(reason);
    }
    if !reasons.is_empty() {
        let answer = not_answered.as_ref().map_or("_", |(_, name, _)| name);
        handlers.problems.push(wrong(
            function,
            &items[number],
            answer,
            (rest.context.is_some(), rest.tx),
            &reasons,
        ));
    }
    let state = state(tree, function, &rest, &mut handlers.problems);
    around(module, function, &mut handlers.problems);
    let first = handlers.endpoints.iter().find(|it| it.request == number);
    if let Some(first) = first {
        handlers.problems.push(Problem::new(
            report::ENDPOINT,
            function.at.clone(),
            format!(
                "`{}` answers `{}` a second time: `{}` does, too",
                function.name,
                plain(&items[number].parsed.item.ident),
                first.path.join("::")
            ),
            "keep one of them; a helper is `pub(crate)` or private",
        ));
    }
    if handlers.problems.len() == before {
        let mut path = module.path.clone();
        path.push(function.name.clone());
        handlers.endpoints.push(EndpointHandler {
            path,
            request: number,
            takes: rest.takes(),
            state,
            at: function.at.clone(),
        });
    } else {
        handlers.attempted.push(number);
    }
    true
}

/// Whether a function returns that type when it succeeds.
fn returns(tree: &Tree, module: ModuleId, function: &Function, answer: &Placed) -> bool {
    let returned = function.returns.as_ref();
    let returned = returned.and_then(|ty| signature::returned(tree, module, ty));
    let Some(Returned::Result(home, ty)) = returned else {
        return false;
    };
    matches!(
        resolve::through_aliases(tree, home, &ty),
        Some((Found::Item(home, index), ..)) if home == answer.module && index == answer.index
    )
}

fn wrong(
    function: &Function,
    request: &Placed,
    answer: &str,
    (context, tx): (bool, bool),
    reasons: &[&str],
) -> Problem {
    let request = plain(&request.parsed.item.ident);
    let name = &function.name;
    Problem::new(
        report::HANDLER_SIGNATURE,
        function.at.clone(),
        format!(
            "`{name}` takes `{request}` and does not answer it: {}",
            reasons.join(", ")
        ),
        format!(
            "write `{}`; a helper is `pub(crate)` or private",
            to_write(name, request, answer, context, tx)
        ),
    )
}

/// The signature of a handler, to paste.
fn to_write(function: &str, request: &str, answer: &str, context: bool, tx: bool) -> String {
    let context = if context { ", cx: &Cx" } else { "" };
    let tx = if tx { ", tx: &mut Tx<'_>" } else { "" };
    format!("pub async fn {function}(req: {request}{context}{tx}) -> buildamp::Result<{answer}>")
}

/// Says of each request that nobody answers which function to write. Asked as [`super::unhandled`] is.
#[must_use]
pub fn unanswered(tree: &Tree, items: &[Placed], handlers: &Handlers) -> Vec<Problem> {
    let dir = tree
        .handler_dirs()
        .first()
        .map(|dir| tree.shown(dir))
        .unwrap_or_default();
    let mut problems = Vec::new();
    for (number, placed) in items.iter().enumerate() {
        let item = &placed.parsed.item;
        let is_answered = handlers.endpoints.iter().any(|it| it.request == number)
            || handlers.attempted.contains(&number);
        if item.kind != Kind::Api || placed.hidden || is_answered {
            continue;
        }
        let name = plain(&item.ident);
        let Some(answer) = answer(items, placed) else {
            continue;
        };
        let answer = plain(&items[answer].parsed.item.ident);
        let function = signature::function_name(name.trim_end_matches("Req"));
        let mut problem = Problem::new(
            report::ENDPOINT,
            item.at.clone(),
            format!("nobody answers the request `{name}`"),
            format!(
                "write below {dir}: `{}`",
                to_write(&function, name, answer, true, true)
            ),
        );
        // The program that answers another package's requests may be a third one.
        if item.foreign.is_some() {
            problem.severity = Severity::Warning;
        }
        problems.push(problem);
    }
    problems
}
