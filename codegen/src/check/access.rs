//! What each type brings along, and whether generated code reaches those that need an impl.

use super::Placed;
use crate::model::{At, Kind, TemplatePart, Ty};
use crate::parse::Parsed;
use crate::report::{self, Problem};
use crate::resolve::{self, Found, plain};
use crate::scan::{ModuleId, Tree};

/// What to do about a type whose JSON only its own code knows.
fn by_hand(tree: &Tree, module: ModuleId, ident: &str) -> String {
    if tree.is_plain(&tree.module(module)) {
        let stated = resolve::stated(&tree.full_path(module, ident));
        return format!("say which Rust type has the same JSON: {stated}");
    }
    "say which Rust type has the same JSON, as in `#[buildamp(shape = \"String\")]` above the type, or derive both traits: \
     `#[derive(serde::Serialize, serde::Deserialize)]`"
        .to_owned()
}

/// Adds to each item the traits that it implements by hand, anywhere in what was read.
pub fn complete(tree: &Tree, items: &mut [Placed]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (module, it) in tree.modules() {
        for one in &it.facts.impls {
            let (Some(name), Some((Found::Item(home, index), ..))) = (
                one.of.last(),
                resolve::through_aliases(tree, module, &one.ty),
            ) else {
                continue;
            };
            let Some(placed) = items
                .iter_mut()
                .find(|it| it.module == home && it.index == index)
            else {
                continue;
            };
            let (item, is_by_hand) = (&mut placed.parsed.item, &mut placed.by_hand);
            match name.as_str() {
                "Debug" => item.has.debug = true,
                "Clone" => item.has.clone = true,
                "Event" if item.kind == Kind::Event => item.has.kind = true,
                "ServiceCall" if item.kind == Kind::Service => item.has.kind = true,
                "Webhook" if item.kind == Kind::Webhook => item.has.kind = true,
                "Endpoint" if item.kind == Kind::Api => item.has.kind = true,
                "SseMessage" if item.kind == Kind::Sse => item.has.kind = true,
                "Serialize" | "Deserialize" if is_serde(tree, module, &one.of) => {
                    match name.as_str() {
                        "Serialize" => item.has.serialize = true,
                        _ => item.has.deserialize = true,
                    }
                    if item.stated.is_none() {
                        *is_by_hand = true;
                        problems.push(Problem::new(
                            report::SERDE_BY_HAND,
                            one.at.clone(),
                            format!(
                                "`{name}` for `{}` is written by hand, so its JSON is not known",
                                plain(&item.ident)
                            ),
                            by_hand(tree, home, &item.ident),
                        ));
                    }
                }
                _ => {}
            }
        }
    }
    for placed in items.iter_mut() {
        if let Some(derive) = &placed.parsed.foreign_serde {
            let item = &mut placed.parsed.item;
            (item.has.serialize, item.has.deserialize) = (true, true);
            if item.stated.is_none() {
                placed.by_hand = true;
                problems.push(Problem::new(
                    report::SERDE_BY_HAND,
                    item.at.clone(),
                    format!("`{derive}` writes JSON in a way of its own"),
                    by_hand(tree, placed.module, &item.ident),
                ));
            }
        }
    }
    problems
}

/// Whether a trait's path leads to serde, or to nothing that could be seen.
fn is_serde(tree: &Tree, module: usize, path: &[String]) -> bool {
    match resolve::path(tree, module, false, path) {
        Found::External(full) => match full.as_slice() {
            [.., home, _] => home.starts_with("serde") || home == "ser" || home == "de",
            _ => true,
        },
        _ => true,
    }
}

/// Says of every private type, field and module that stands between generated code and an impl it has to write.
///
/// A plain type that derives both of serde's traits and hides something, or of which Debug and Clone cannot be written,
/// is left as it is: any serde crate may do so.
pub fn reachable(tree: &Tree, items: &mut [Placed]) -> Vec<Problem> {
    let mut problems = Vec::new();
    // The impls of another package's types are its own to write.
    for placed in items
        .iter_mut()
        .filter(|it| it.parsed.item.foreign.is_none())
    {
        let module = tree.module(placed.module);
        let depth = module.path.len();
        let parsed = &mut placed.parsed;
        let closed = module.gates.iter().find(|gate| !gate.open);
        let hides_type = !parsed.vis.from_root(depth);
        if is_left_alone(parsed, depth, hides_type || closed.is_some()) {
            (parsed.item.has.debug, parsed.item.has.clone) = (true, true);
        }
        let lacks = parsed.item.lacks();
        let needs_data = lacks.debug || lacks.clone || lacks.serialize || lacks.deserialize;
        if !needs_data && !lacks.kind {
            continue;
        }
        placed.hidden = closed.is_some() || hides_type;
        if lacks.debug {
            problems.extend(parsed.item.body.fields().filter_map(|field| {
                long_tuple(&field.ty).map(|(length, at)| {
                    Problem::new(
                        report::UNSUPPORTED_TYPE,
                        at.clone(),
                        format!("the standard library has no `Debug` for a tuple of {length}, so it cannot be written"),
                        "write a struct with named fields, or `impl std::fmt::Debug` for the type yourself",
                    )
                })
            }));
        }
        let name = plain(&parsed.item.ident).to_owned();
        if let Some(gate) = closed {
            problems.push(Problem::new(
                report::PRIVATE_MODULE,
                gate.at.clone(),
                format!(
                    "`mod {}` is private, so generated code cannot reach the types below it",
                    gate.name
                ),
                format!("write `pub mod {};`", gate.name),
            ));
        }
        if hides_type {
            let keyword = match parsed.item.body {
                crate::model::Body::Struct(_) => "struct",
                crate::model::Body::Enum(_) => "enum",
            };
            problems.push(Problem::new(
                report::PRIVATE_TYPE,
                parsed.item.at.clone(),
                format!("`{name}` is private, so its impls cannot be written"),
                format!("write `pub {keyword} {name}`, or move it out of the models folder"),
            ));
        }
        let templates = parsed.item.options.templates();
        let is_in_template = |name: &str| {
            let part = TemplatePart::Field(name.to_owned());
            templates.iter().any(|(_, parts)| parts.contains(&part))
        };
        for field in parsed
            .fields
            .iter()
            .filter(|field| !field.vis.from_root(depth))
        {
            if needs_data || is_in_template(&field.name) {
                problems.push(Problem::new(
                    report::PRIVATE_FIELD,
                    field.at.clone(),
                    format!(
                        "field `{}` of `{name}` is private, so its impls cannot be written",
                        plain(&field.name)
                    ),
                    format!("write `{}`", field.text),
                ));
            }
        }
        for (bound, at) in parsed.local_bounds.iter().filter(|_| needs_data) {
            problems.push(Problem::new(
                report::GENERICS,
                at.clone(),
                format!("the bound `{bound}` of `{name}` means something in this file alone"),
                "write the trait's full path (`std::fmt::Display`), or derive Debug, Clone, Serialize and Deserialize \
                 yourself",
            ));
        }
    }
    problems
}

/// Whether Debug and Clone of a type are not to be written, so that it counts as having both.
fn is_left_alone(parsed: &Parsed, depth: usize, is_hidden: bool) -> bool {
    let item = &parsed.item;
    // Most have both, and are not looked at any further.
    if item.has.debug && item.has.clone {
        return true;
    }
    let lacks = item.lacks();
    let hides_field = || {
        let mut fields = parsed.fields.iter();
        fields.any(|field| !field.vis.from_root(depth))
    };
    let is_awkward = || {
        !parsed.local_bounds.is_empty()
            || item
                .body
                .fields()
                .any(|field| long_tuple(&field.ty).is_some())
    };
    let has_serde = !lacks.serialize && !lacks.deserialize;
    !item.kind.is_durable() && has_serde && (is_hidden || hides_field() || is_awkward())
}

/// The first tuple in a type that is longer than those for which the standard library has `Debug`.
fn long_tuple(ty: &Ty) -> Option<(usize, &At)> {
    match ty {
        Ty::Tuple(types, at) if types.len() > 12 => Some((types.len(), at)),
        Ty::Tuple(types, _) => types.iter().find_map(long_tuple),
        Ty::Path { args, .. } => args.iter().find_map(long_tuple),
        Ty::Array { of, .. } | Ty::Slice(of, _) | Ty::Reference(of, _) => long_tuple(of),
        Ty::Other { .. } => None,
    }
}
