//! The fields that `subject` and `coalesce` name.

use super::Placed;
use crate::attr;
use crate::model::{
    Body, Definition, Field, Fields, Handler, Item, On, Shape, Side, TemplatePart, TypeShape,
};
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::Tree;

/// Says of each template whose field has no text of its own.
#[must_use]
pub fn templates(items: &[Placed], definitions: &[Definition]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for placed in items {
        let item = &placed.parsed.item;
        let name = plain(&item.ident);
        let called: Vec<TemplatePart> = (item.options.call.iter())
            .flat_map(|call| call.fields.iter().cloned().map(TemplatePart::Field))
            .collect();
        let called = [("target", called.as_slice())];
        for (key, parts) in item.options.templates().into_iter().chain(called) {
            if parts.is_empty() {
                continue;
            }
            let own = definition(definitions, item);
            let textless = own.into_iter().flat_map(|own| textless(item, own, parts));
            problems.extend(textless.map(|field| {
                Problem::new(
                    report::BUILDAMP_ATTRIBUTE,
                    field.at.clone(),
                    format!(
                        "`{key}` of `{name}` names `{}`, which is no single text or number",
                        plain(&field.ident)
                    ),
                    format!(
                        "name a field that is one, such as an id: {}",
                        attr::example(key)
                    ),
                )
            }));
        }
    }
    problems
}

/// The same of what handlers merge events by, and of fields that are not theirs to see.
#[must_use]
pub fn coalesced(
    tree: &Tree,
    handlers: &[Handler],
    items: &[Placed],
    definitions: &[Definition],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for handler in handlers {
        let (Some(coalesce), On::Event(event)) = (&handler.coalesce, &handler.on) else {
            continue;
        };
        let Some(placed) = items.get(*event) else {
            continue;
        };
        let item = &placed.parsed.item;
        let name = plain(&item.ident);
        let mut refuse = |field: &str, why: &str, help: String| {
            let what = format!(
                "`coalesce` names `{}` of `{name}`, which is {why}",
                plain(field)
            );
            let at = handler.at.clone();
            problems.push(Problem::new(report::BUILDAMP_ATTRIBUTE, at, what, help));
        };
        let written = definition(definitions, item);
        let textless = written.map(|own| textless(item, own, &coalesce.key));
        for field in textless.into_iter().flatten() {
            let help = format!(
                "name a field that is one, such as an id: {}",
                attr::example_on_a_handler("coalesce")
            );
            refuse(&field.ident, "no single text or number", help);
        }
        let depth = tree.module(placed.module).path.len();
        let named = |name: &str| coalesce.key.contains(&TemplatePart::Field(name.to_owned()));
        let fields = placed.parsed.fields.iter();
        for field in fields.filter(|it| named(&it.name) && !it.vis.from_root(depth)) {
            refuse(&field.name, "private", format!("write `{}`", field.text));
        }
    }
    problems
}

/// A type as it is written.
fn definition<'d>(definitions: &'d [Definition], item: &Item) -> Option<&'d Definition> {
    let name = plain(&item.ident);
    let mut definitions = definitions.iter();
    definitions.find(|it| it.file == item.file && it.name == name && it.side != Side::Accepted)
}

/// The fields of a template that cannot be displayed.
fn textless<'a>(item: &'a Item, own: &Definition, parts: &[TemplatePart]) -> Vec<&'a Field> {
    let Body::Struct(Fields::Named(fields) | Fields::Unnamed(fields)) = &item.body else {
        return Vec::new();
    };
    let named = |ident: &str| parts.contains(&TemplatePart::Field(ident.to_owned()));
    fields
        .iter()
        .filter(|field| named(&field.ident))
        .filter(|field| shape_of(field, fields, &own.shape).is_some_and(|shape| !has_text(shape)))
        .collect()
}

/// What stands for a field on the wire, where that tells of its own type.
fn shape_of<'a>(field: &Field, fields: &[Field], own: &'a TypeShape) -> Option<&'a Shape> {
    let serde = &field.serde;
    if field.stated.is_some() || serde.with.written.is_some() || serde.skip.written {
        return None;
    }
    match own {
        TypeShape::Record(record) => {
            let name = plain(&field.ident);
            let own = record.fields.iter().find(|it| it.name == name);
            let flat = || record.flat.iter().find(|it| it.name == name);
            own.map(|it| &it.shape)
                .or_else(|| flat().map(|it| it.of.shape()))
        }
        TypeShape::Newtype(shape) => Some(shape),
        TypeShape::Tuple(items) => {
            let mut there = fields.iter().filter(|it| !it.serde.skip.written);
            let position = there.position(|it| it.ident == field.ident)?;
            items.shapes.get(position)
        }
        TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => None,
    }
}

/// Whether a value can be displayed, as far as its shape tells: a type of the user's may implement `Display`.
fn has_text(shape: &Shape) -> bool {
    match shape {
        Shape::Bool
        | Shape::Int(_)
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Text(_)
        | Shape::Any
        | Shape::Param(_)
        | Shape::Ref { .. } => true,
        Shape::Null
        | Shape::Option(_)
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::Map { .. }
        | Shape::BuiltIn(..) => false,
    }
}
