//! The fields that `subject` and `coalesce` name.

use super::Placed;
use crate::attr;
use crate::model::{Body, Definition, Fields, Item, Shape, TemplatePart};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Says of each template whose field has no text of its own.
#[must_use]
pub fn templates(items: &[Placed], definitions: &[Definition]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for placed in items {
        let item = &placed.parsed.item;
        let name = plain(&item.ident);
        let own = definitions
            .iter()
            .find(|it| it.file == item.file && it.name == name);
        for (key, parts) in item.options.templates() {
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

/// The fields of a template that cannot be displayed.
fn textless<'a>(
    item: &'a Item,
    own: &Definition,
    parts: &[TemplatePart],
) -> Vec<&'a crate::model::Field> {
    let Body::Struct(Fields::Named(fields) | Fields::Unnamed(fields)) = &item.body else {
        return Vec::new();
    };
    let named = |ident: &str| parts.contains(&TemplatePart::Field(ident.to_owned()));
    let with_shapes = fields.iter().zip(own.shape.parts());
    with_shapes
        .filter(|(field, shape)| named(&field.ident) && !has_text(shape))
        .map(|(field, _)| field)
        .collect()
}

/// Whether a value can be displayed, as far as its shape tells: a type of the user's may implement `Display`.
fn has_text(shape: &Shape) -> bool {
    match shape {
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::String
        | Shape::Uuid
        | Shape::Timestamp
        | Shape::Param(_)
        | Shape::Ref { .. } => true,
        Shape::Option(_) | Shape::List(_) | Shape::Array(..) | Shape::Tuple(_) | Shape::Map(_) => {
            false
        }
    }
}
