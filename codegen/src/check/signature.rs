//! What a handler's signature says.

use heck::ToSnakeCase;

use crate::model::{Interface, StateOf, Takes, Ty};
use crate::parse::{Arg, By};
use crate::resolve::{self, Found, plain};
use crate::scan::{ModuleId, Tree};

/// The arguments after the event, understood.
#[derive(Debug, Clone, Default)]
pub struct Rest {
    /// Whether a context is among them, and whose.
    pub context: Option<Context>,
    /// Whether a transaction is among them.
    pub tx: bool,
    /// What is wrong with them.
    pub reasons: Vec<String>,
    /// Whether one of them comes from a store that there is not.
    pub with_store: bool,
}

/// A context argument.
#[derive(Debug, Clone)]
pub enum Context {
    /// The application's.
    Of(StateOf),
    /// One whose state cannot be named.
    Unknown(String),
    /// That of an application with a store, where there is none.
    OfAStore,
    /// That of an application without a store, where there is one.
    OfNoStore,
}

impl Rest {
    /// The form they make, once nothing is wrong.
    pub fn takes(&self) -> Takes {
        match (&self.context, self.tx) {
            (None, false) => Takes::Event,
            (Some(_), false) => Takes::Context,
            (None, true) => Takes::Tx,
            (Some(_), true) => Takes::ContextAndTx,
        }
    }
}

/// The context of an application without a store, to paste.
pub const IMMEDIATE_CONTEXT: &str = ", with `pub type Cx = buildamp::immediate::Context<AppState>;`, or take \
     `event_store = false` out of buildamp.toml";

/// Reads the arguments after the event.
pub fn rest(tree: &Tree, module: ModuleId, args: &[Arg]) -> Rest {
    let mut rest = Rest::default();
    for arg in args {
        let name = written(&arg.ty);
        match arg.by {
            By::Mut if is_tx(tree, module, &arg.ty) => {
                if rest.tx {
                    rest.reasons.push("it takes two transactions".to_owned());
                }
                rest.tx = true;
            }
            By::Ref => match (context(tree, module, &arg.ty), &rest.context) {
                (None, _) => rest.reasons.push(format!("`&{name}` is no context")),
                (Some(_), Some(_)) => rest.reasons.push("it takes two contexts".to_owned()),
                (Some(found), None) => {
                    if rest.tx {
                        rest.reasons
                            .push("the context comes before the transaction".to_owned());
                    }
                    rest.context = Some(found);
                }
            },
            By::Mut => rest
                .reasons
                .push(format!("`&mut {name}` is no transaction")),
            By::Value if is_tx(tree, module, &arg.ty) => {
                rest.reasons
                    .push("the transaction is taken by value".to_owned());
                rest.tx = true;
            }
            By::Value => match context(tree, module, &arg.ty) {
                Some(found) => {
                    rest.reasons
                        .push("the context is taken by value".to_owned());
                    rest.context = Some(found);
                }
                None => rest
                    .reasons
                    .push(format!("`{name}` is neither `&Cx` nor `&mut Tx<'_>`")),
            },
        }
    }
    match (tree.interface(), &rest.context) {
        (Interface::Immediate, _) if rest.tx => {
            rest.with_store = true;
            rest.reasons
                .push("there is no store whose transaction it could take".to_owned());
        }
        (Interface::Immediate, Some(Context::OfAStore)) => {
            rest.with_store = true;
            rest.reasons
                .push("its context is that of an application with a store".to_owned());
        }
        (Interface::Reliable, Some(Context::OfNoStore)) => rest.reasons.push(
            "its context is that of an application without a store, and events are stored here (write `buildamp::Context`)"
                .to_owned(),
        ),
        _ => {}
    }
    rest
}

fn is_tx(tree: &Tree, module: ModuleId, ty: &Ty) -> bool {
    match resolve::through_aliases(tree, module, ty) {
        Some((Found::External(path), ..)) => is_ours(&path, "Tx"),
        Some((Found::Nothing | Found::Unread, ..)) => written(ty).ends_with("Tx"),
        _ => false,
    }
}

/// Whether a path leads to a name of our crates.
pub fn is_ours(path: &[String], name: &str) -> bool {
    path.first()
        .is_some_and(|first| first.starts_with("buildamp"))
        && path.last().is_some_and(|last| last == name)
}

/// Whose context a type is; `None` when it is no context.
fn context(tree: &Tree, module: ModuleId, ty: &Ty) -> Option<Context> {
    let Ty::Path {
        global,
        segments,
        args,
        ..
    } = ty
    else {
        return None;
    };
    let looks_like_one = segments
        .last()
        .is_some_and(|last| last.ends_with("Cx") || last.ends_with("Context"));
    match resolve::path(tree, module, *global, segments) {
        Found::External(path) if is_ours(&path, "Context") => {
            let immediate = path.iter().any(|segment| segment == "immediate");
            Some(match (tree.interface(), immediate) {
                (Interface::Reliable, true) => Context::OfNoStore,
                (Interface::Immediate, false) => Context::OfAStore,
                _ => state(tree, module, args.first()),
            })
        }
        Found::External(path) if looks_like_one => Some(Context::Of(StateOf::Alias(format!(
            "::{}",
            path.join("::")
        )))),
        Found::Alias(home, name) => alias_context(tree, module, home, &name, args),
        Found::Nothing | Found::Unread if looks_like_one => {
            Some(by_use_line(tree, module, segments))
        }
        Found::External(_)
        | Found::Item(..)
        | Found::Outside(..)
        | Found::Module(_)
        | Found::Unread
        | Found::Nothing => None,
    }
}

fn alias_context(
    tree: &Tree,
    module: ModuleId,
    home: ModuleId,
    name: &str,
    args: &[Ty],
) -> Option<Context> {
    let alias = resolve::alias(tree, home, name)?;
    let behind = context(tree, home, &alias.ty)?;
    if matches!(behind, Context::OfAStore | Context::OfNoStore) {
        return Some(behind);
    }
    let place = tree.module(home);
    // What another package's alias is called is what this one's file calls it, so it may.
    let is_open = tree.is_abroad(place.package)
        || alias.vis.from_root(place.path.len()) && place.gates.iter().all(|gate| gate.open);
    match (alias.params.first(), is_open) {
        (None, true) => Some(Context::Of(StateOf::Alias(full_path(tree, home, name)))),
        (None, false) => Some(behind),
        (Some((_, default)), _) => Some(match (args.first(), default) {
            (Some(arg), _) => state(tree, module, Some(arg)),
            (None, default) => state(tree, home, default.as_ref()),
        }),
    }
}

/// A context that a `use crate::…` line names and that a macro may declare.
fn by_use_line(tree: &Tree, module: ModuleId, segments: &[String]) -> Context {
    let place = tree.module(module);
    let by_use = match segments {
        [only] => place
            .facts
            .uses
            .iter()
            .find(|line| line.name.as_deref() == Some(plain(only))),
        _ => None,
    };
    let path = by_use.map_or(segments, |line| line.path.as_slice());
    match path.first().map(String::as_str) {
        Some("crate") => Context::Of(StateOf::Alias(path.join("::"))),
        _ => Context::Unknown(segments.join("::")),
    }
}

fn state(tree: &Tree, module: ModuleId, arg: Option<&Ty>) -> Context {
    match arg {
        None => Context::Of(StateOf::State("()".to_owned())),
        Some(ty) => match nameable(tree, module, ty) {
            Some(path) => Context::Of(StateOf::State(path)),
            None => Context::Unknown(format!("Context<{}>", written(ty))),
        },
    }
}

/// A type as it can be written anywhere in the crate.
fn nameable(tree: &Tree, module: ModuleId, ty: &Ty) -> Option<String> {
    let (global, segments, args) = match ty {
        Ty::Path {
            global,
            segments,
            args,
            ..
        } => (*global, segments, args),
        Ty::Tuple(types, _) if types.is_empty() => return Some("()".to_owned()),
        Ty::Tuple(..) | Ty::Array { .. } | Ty::Slice(..) | Ty::Reference(..) | Ty::Other { .. } => {
            return None;
        }
    };
    let path = match resolve::path(tree, module, global, segments) {
        Found::Item(home, index) => {
            let place = tree.module(home);
            full_path(tree, home, place.items.get(index)?)
        }
        Found::Alias(home, name) | Found::Outside(home, name) => full_path(tree, home, &name),
        Found::External(path) if path.len() == 1 => path[0].clone(),
        Found::External(path) => format!("::{}", path.join("::")),
        Found::Nothing if segments.first().is_some_and(|first| first == "crate") => {
            segments.join("::")
        }
        Found::Module(_) | Found::Unread | Found::Nothing => return None,
    };
    let args = args
        .iter()
        .map(|arg| nameable(tree, module, arg))
        .collect::<Option<Vec<_>>>()?;
    Some(if args.is_empty() {
        path
    } else {
        format!("{path}<{}>", args.join(", "))
    })
}

/// What a module declares as it can be written anywhere in the crate that is being built.
fn full_path(tree: &Tree, module: ModuleId, name: &str) -> String {
    if let Some(path) = tree.path_abroad(module, name) {
        return format!("::{}", path.join("::"));
    }
    let module = tree.module(module);
    let path = ["crate"].into_iter();
    let path = path.chain(module.path.iter().map(String::as_str));
    path.chain([name]).collect::<Vec<_>>().join("::")
}

/// What a handler comes to when it succeeds.
#[derive(Debug, Clone)]
pub enum Returned {
    /// `()` or `Settle`.
    Nothing,
    /// `BatchOutcome`.
    Batch,
    /// A result that is kept: its type, as written in a module.
    Result(ModuleId, Ty),
}

/// What a return type says, aliases followed; `None` when a handler cannot have it.
pub fn returned(tree: &Tree, module: ModuleId, ty: &Ty) -> Option<Returned> {
    match success(tree, module, ty, 0)? {
        Success::Default => Some(Returned::Nothing),
        Success::Type(home, ty) if is_success(tree, home, &ty) => Some(Returned::Nothing),
        // Without a store it could not be kept.
        Success::Type(..) if tree.interface() == Interface::Immediate => None,
        Success::Type(home, ty) if is_named(tree, home, &ty, "BatchOutcome") => {
            Some(Returned::Batch)
        }
        Success::Type(home, ty) => match &ty {
            Ty::Path { .. } | Ty::Tuple(..) | Ty::Array { .. } => Some(Returned::Result(home, ty)),
            Ty::Slice(..) | Ty::Reference(..) | Ty::Other { .. } => None,
        },
    }
}

/// What a `Result` holds on success.
enum Success {
    /// Nothing was written: `buildamp::Result`.
    Default,
    /// A type, as written in a module.
    Type(ModuleId, Ty),
}

fn success(tree: &Tree, module: ModuleId, ty: &Ty, depth: usize) -> Option<Success> {
    let Ty::Path {
        global,
        segments,
        args,
        ..
    } = ty
    else {
        return None;
    };
    match resolve::path(tree, module, *global, segments) {
        Found::Alias(home, name) if depth < 32 => {
            let alias = resolve::alias(tree, home, &name)?;
            let behind = success(tree, home, &alias.ty, depth + 1)?;
            let Success::Type(inner_module, inner) = &behind else {
                return Some(behind);
            };
            let param = alias
                .params
                .iter()
                .position(|(param, _)| *param == written(inner));
            match (param, *inner_module == home) {
                (Some(position), true) => match (args.get(position), &alias.params[position].1) {
                    (Some(arg), _) => Some(Success::Type(module, arg.clone())),
                    (None, Some(default)) => Some(Success::Type(home, default.clone())),
                    (None, None) => None,
                },
                _ => Some(behind),
            }
        }
        found => {
            let is_ours = matches!(&found, Found::External(path) if is_ours(path, "Result"));
            match (segments.last().map(String::as_str), args.first()) {
                (Some("Result"), Some(arg)) => Some(Success::Type(module, arg.clone())),
                (Some("Result"), None) if is_ours => Some(Success::Default),
                _ => match (&found, args.first()) {
                    (Found::External(path), Some(arg))
                        if path.last().is_some_and(|last| last == "Result") =>
                    {
                        Some(Success::Type(module, arg.clone()))
                    }
                    _ => None,
                },
            }
        }
    }
}

fn is_success(tree: &Tree, module: ModuleId, ty: &Ty) -> bool {
    match ty {
        Ty::Tuple(types, _) => types.is_empty(),
        Ty::Path { .. } => match resolve::through_aliases(tree, module, ty) {
            // Without a store there is nothing to settle.
            Some(_) if tree.interface() == Interface::Immediate => false,
            Some((Found::External(path), ..)) => is_ours(&path, "Settle"),
            Some((Found::Nothing | Found::Unread, _, ty)) => written(&ty).ends_with("Settle"),
            None => resolves_to_unit(tree, module, ty),
            Some(_) => false,
        },
        Ty::Array { .. } | Ty::Slice(..) | Ty::Reference(..) | Ty::Other { .. } => false,
    }
}

/// Whether a type is ours by this name.
fn is_named(tree: &Tree, module: ModuleId, ty: &Ty, name: &str) -> bool {
    match resolve::through_aliases(tree, module, ty) {
        Some((Found::External(path), ..)) => is_ours(&path, name),
        Some((Found::Nothing | Found::Unread, _, ty)) => written(&ty).ends_with(name),
        _ => false,
    }
}

/// `type Done = ();`
fn resolves_to_unit(tree: &Tree, module: ModuleId, ty: &Ty) -> bool {
    let Ty::Path {
        global, segments, ..
    } = ty
    else {
        return false;
    };
    match resolve::path(tree, module, *global, segments) {
        Found::Alias(home, name) => {
            resolve::alias(tree, home, &name).is_some_and(|alias| is_success(tree, home, &alias.ty))
        }
        _ => false,
    }
}

/// A type's path as written.
pub fn written(ty: &Ty) -> String {
    match ty {
        Ty::Path { segments, .. } => segments.join("::"),
        Ty::Tuple(types, _) if types.is_empty() => "()".to_owned(),
        Ty::Tuple(..) => "(…)".to_owned(),
        Ty::Array { len, .. } => format!("[_; {len}]"),
        Ty::Slice(..) => "[_]".to_owned(),
        Ty::Reference(of, _) => format!("&{}", written(of)),
        Ty::Other { text, .. } => text.clone(),
    }
}

/// The signature of a handler, to paste.
pub fn to_write(function: &str, event: &str, context: bool, tx: bool) -> String {
    let first = if event.starts_with("Vec<") {
        "events"
    } else {
        "event"
    };
    let mut args = format!("{first}: {event}");
    if context {
        args.push_str(", cx: &Cx");
    }
    if tx {
        args.push_str(", tx: &mut Tx<'_>");
    }
    format!("pub async fn {function}({args}) -> buildamp::Result<()>")
}

/// What a `Vec` as it is written is one of.
pub fn vec_of(ty: &Ty) -> Option<&Ty> {
    match ty {
        Ty::Path { segments, args, .. } if segments.last().is_some_and(|it| it == "Vec") => {
            args.first()
        }
        _ => None,
    }
}

/// The name that a handler of an event would have.
pub fn function_name(event: &str) -> String {
    event.to_snake_case()
}
