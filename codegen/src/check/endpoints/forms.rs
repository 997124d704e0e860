//! What the definitions say of values: their form in a query string, and who holds whom.

use rustc_hash::{FxHashMap, FxHashSet};

use super::is_accepted;
use crate::check::Placed;
use crate::model::{Definition, InputForm, Kind, Shape, Side, Tagging, TypeShape, VariantBody};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Definitions by file and name.
pub(super) struct Known<'d> {
    accepted: FxHashMap<(&'d [String], &'d str), &'d Definition>,
}

impl<'d> Known<'d> {
    pub fn new(definitions: &'d [Definition]) -> Self {
        let accepted = definitions.iter().filter(|it| is_accepted(it.side));
        Self {
            accepted: accepted.map(|it| ((&*it.file, &*it.name), it)).collect(),
        }
    }

    /// A type as it is read.
    pub fn accepted(&self, file: &[String], name: &str) -> Option<&'d Definition> {
        self.accepted.get(&(file, name)).copied()
    }
}

/// What the text of a value in a query string stands for.
pub(super) fn form(known: &Known<'_>, shape: &Shape) -> InputForm {
    match shape {
        Shape::Bool => InputForm::Bool,
        Shape::Int(_) | Shape::NonZero(_) | Shape::Float { .. } => InputForm::Number,
        Shape::Text(_) => InputForm::Text,
        Shape::Option(of) => form(known, of),
        Shape::List(of) => InputForm::List(Box::new(form(known, of))),
        Shape::Ref { file, name, .. } => match known.accepted(file, name).map(|it| &it.shape) {
            Some(TypeShape::Newtype(of)) => form(known, of),
            Some(TypeShape::Numbers(..)) => InputForm::Number,
            Some(TypeShape::Enum(it))
                if it.tagging == Tagging::External
                    && it.variants.iter().all(|it| it.body == VariantBody::Unit) =>
            {
                InputForm::Text
            }
            _ => InputForm::Json,
        },
        Shape::Any
        | Shape::Null
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::Map { .. }
        | Shape::BuiltIn(..)
        | Shape::Param(_) => InputForm::Json,
    }
}

/// Requests that others hold; and what is only in what leaves the server, in what the server itself reads again.
pub(super) fn held(
    known: &Known<'_>,
    items: &[Placed],
    definitions: &[Definition],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let named = |file: &[String], name: &str| {
        let mut items = items.iter().map(|placed| &placed.parsed.item);
        items.find(|item| *item.file == *file && plain(&item.ident) == name)
    };
    for definition in definitions {
        for (_, name) in refs(definition)
            .into_iter()
            .filter(|(file, name)| named(file, name).is_some_and(|item| item.kind == Kind::Api))
        {
            problems.push(Problem::new(
                report::ENDPOINT,
                definition.at.clone(),
                format!("`{}` holds the request `{name}`", definition.name),
                "requests stand by themselves: move what they share into a type that both hold",
            ));
        }
        let is_read_again = definition.kind.is_event() || definition.kind == Kind::Session;
        if !is_read_again || definition.side == Side::Written {
            continue;
        }
        for (file, name) in reached(known, definition) {
            let item = named(file, name);
            let fields = item.into_iter().flat_map(|item| item.body.fields());
            for field in fields.filter(|field| field.rules.read_only) {
                problems.push(Problem::new(
                    report::RULE,
                    field.at.clone(),
                    format!(
                        "`{}` is read-only, so `{}`, which holds `{name}`, would lose it when it is read again",
                        plain(&field.ident),
                        definition.name
                    ),
                    "take `ReadOnly` away, or give the event a type of its own",
                ));
            }
        }
    }
    problems
}

type Name<'d> = (&'d [String], &'d str);

/// The types that a definition refers to.
fn refs(definition: &Definition) -> Vec<Name<'_>> {
    fn see<'d>(shape: &'d Shape, found: &mut Vec<Name<'d>>) {
        if let Shape::Ref { file, name, .. } = shape {
            found.push((file, name));
        }
        shape.each_child(|child| see(child, found));
    }
    let mut found = Vec::new();
    definition.shape.each_part(|part| see(part, &mut found));
    found
}

/// All types that a definition leads to, in the order in which they are met.
fn reached<'d>(known: &Known<'d>, from: &'d Definition) -> Vec<Name<'d>> {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    let mut next = refs(from);
    while let Some(name) = next.pop() {
        if seen.insert(name) {
            found.push(name);
            next.extend(known.accepted(name.0, name.1).into_iter().flat_map(refs));
        }
    }
    found
}
