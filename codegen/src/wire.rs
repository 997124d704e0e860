//! Item → Definition: the JSON that serde writes. The only room that knows serde's rules.

mod case;
mod ty;

use std::collections::BTreeMap;

pub use self::case::CASES;
use self::ty::Scope;
use crate::model::{
    At, Body, Definition, Field, Fields, Item, Shape, TypeShape, VariantBody, WireField,
    WireVariant,
};
use crate::parse::Parsed;
use crate::report::{self, Problem};
use crate::resolve::plain;
use crate::scan::{ModuleId, Tree};

/// Lowers one item. `None` when some of it has no form on the wire; every reason is among the problems.
#[must_use]
pub fn lower(tree: &Tree, module: ModuleId, parsed: &Parsed) -> (Option<Definition>, Vec<Problem>) {
    let item = &parsed.item;
    let mut scope = Scope::of_item(tree, module, item);
    let shape = top(item, &mut scope);
    let problems = scope.problems;
    let definition = shape.map(|shape| Definition {
        name: plain(&item.ident).to_owned(),
        file: item.file.clone(),
        kind: item.kind,
        durable: item.durable.clone(),
        progress: item.options.progress,
        docs: item.docs.clone(),
        params: type_params(item),
        shape,
        at: item.at.clone(),
    });
    (definition.filter(|_| problems.is_empty()), problems)
}

fn type_params(item: &Item) -> Vec<String> {
    let types = item
        .generics
        .iter()
        .filter(|generic| generic.constant.is_none());
    types.map(|generic| generic.name.clone()).collect()
}

fn top(item: &Item, scope: &mut Scope<'_>) -> Option<TypeShape> {
    let rule = item.serde.rename_all.as_deref();
    match &item.body {
        Body::Struct(Fields::Unit) => Some(TypeShape::Unit),
        Body::Struct(Fields::Named(fields)) => record(fields, rule, scope).map(TypeShape::Record),
        Body::Struct(Fields::Unnamed(fields)) => {
            let mut shapes = values(fields, scope)?;
            Some(match shapes.len() {
                1 => TypeShape::Newtype(shapes.remove(0)),
                _ => TypeShape::Tuple(shapes),
            })
        }
        Body::Enum(variants) => {
            let lowered: Vec<Option<WireVariant>> = variants
                .iter()
                .map(|variant| {
                    let rule = variant.rename_all.as_deref();
                    let body = match &variant.fields {
                        Fields::Unit => Some(VariantBody::Unit),
                        Fields::Named(fields) => {
                            record(fields, rule, scope).map(VariantBody::Record)
                        }
                        Fields::Unnamed(fields) => values(fields, scope).map(several),
                    };
                    Some(WireVariant {
                        tag: tag(variant, item),
                        name: plain(&variant.ident).to_owned(),
                        body: body?,
                        docs: variant.docs.clone(),
                    })
                })
                .collect();
            let keys = variants
                .iter()
                .map(|variant| (tag(variant, item), &variant.at));
            distinct(keys, "variants", scope);
            lowered
                .into_iter()
                .collect::<Option<_>>()
                .map(TypeShape::Enum)
        }
    }
}

fn tag(variant: &crate::model::Variant, item: &Item) -> String {
    variant
        .rename
        .clone()
        .unwrap_or_else(|| case::variant(plain(&variant.ident), item.serde.rename_all.as_deref()))
}

fn several(mut shapes: Vec<Shape>) -> VariantBody {
    match shapes.len() {
        1 => VariantBody::Newtype(shapes.remove(0)),
        _ => VariantBody::Tuple(shapes),
    }
}

fn record(fields: &[Field], rule: Option<&str>, scope: &mut Scope<'_>) -> Option<Vec<WireField>> {
    let key = |field: &Field| {
        let by_rule = || case::field(plain(&field.ident), rule);
        field.rename.clone().unwrap_or_else(by_rule)
    };
    distinct(
        fields.iter().map(|field| (key(field), &field.at)),
        "fields",
        scope,
    );
    let lowered: Vec<Option<WireField>> = fields
        .iter()
        .map(|field| {
            Some(WireField {
                key: key(field),
                name: plain(&field.ident).to_owned(),
                shape: scope.shape(&field.ty)?,
                docs: field.docs.clone(),
            })
        })
        .collect();
    lowered.into_iter().collect()
}

fn values(fields: &[Field], scope: &mut Scope<'_>) -> Option<Vec<Shape>> {
    let shapes: Vec<Option<Shape>> = fields.iter().map(|field| scope.shape(&field.ty)).collect();
    shapes.into_iter().collect()
}

/// Says of each second name on the wire that it is taken.
fn distinct<'a>(names: impl Iterator<Item = (String, &'a At)>, what: &str, scope: &mut Scope<'_>) {
    let mut seen: BTreeMap<String, &At> = BTreeMap::new();
    for (name, at) in names {
        if let Some(first) = seen.get(&name) {
            scope.problems.push(Problem::new(
                report::DUPLICATE_KEY,
                at.clone(),
                format!(
                    "two {what} are `{name}` on the wire: the other is on line {}",
                    first.line
                ),
                "give one of them another `#[serde(rename = \"…\")]`",
            ));
        } else {
            seen.insert(name, at);
        }
    }
}
