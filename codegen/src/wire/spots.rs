//! The places in the source from which the parts of a definition come.

use crate::model::{At, Body, Field, Fields, Item, Shape, TypeShape, Variant, VariantBody};
use crate::parse::ty_place;
use crate::resolve::plain;

/// A part of a definition, and the field that it comes from.
pub(super) struct Spot<'a> {
    /// What stands there.
    pub(super) shape: &'a Shape,
    /// The variant.
    pub(super) variant: Option<&'a Variant>,
    /// The field; `None` where the whole type is stated to be another.
    pub(super) field: Option<&'a Field>,
}

impl Spot<'_> {
    /// Where its type stands.
    pub(super) fn at<'a>(&'a self, item: &'a Item) -> &'a At {
        match self.field {
            Some(field) => ty_place(field.stated.as_deref().unwrap_or(&field.ty)),
            None => &item.at,
        }
    }

    /// How a person calls it: `Order.total`, `Shape::Circle.radius`, `UserId`.
    pub(super) fn name(&self, item: &Item) -> String {
        let name = plain(&item.ident);
        let variant = self
            .variant
            .map(|variant| format!("::{}", plain(&variant.ident)));
        let field = self.field.filter(|_| !self.is_only());
        let field = field.map(|field| format!(".{}", plain(&field.ident)));
        format!(
            "{name}{}{}",
            variant.unwrap_or_default(),
            field.unwrap_or_default()
        )
    }

    fn is_only(&self) -> bool {
        self.field.is_some_and(|field| field.ident == "0")
    }
}

/// The parts of a definition, with their places.
pub(super) fn spots<'a>(item: &'a Item, shape: &'a TypeShape) -> Vec<Spot<'a>> {
    let fields = match &item.body {
        Body::Struct(fields) => fields,
        Body::Enum(variants) => {
            let TypeShape::Enum(it) = shape else {
                return whole(shape);
            };
            let parts = it.variants.iter().flat_map(|part| {
                let variant = variants.iter().find(|it| plain(&it.ident) == part.name);
                let fields = variant.map_or(&Fields::Unit, |variant| &variant.fields);
                let mut spots = match &part.body {
                    VariantBody::Unit => Vec::new(),
                    VariantBody::Newtype(shape) => in_order(fields, [shape]),
                    VariantBody::Tuple(items) => in_order(fields, &items.shapes),
                    VariantBody::Record(record) => by_name(fields, record),
                };
                for spot in &mut spots {
                    spot.variant = variant;
                }
                spots
            });
            return parts.collect();
        }
    };
    match shape {
        TypeShape::Record(record) => by_name(fields, record),
        TypeShape::Newtype(_) if item.stated.is_some() => whole(shape),
        TypeShape::Newtype(shape) => in_order(fields, [shape]),
        TypeShape::Tuple(items) => in_order(fields, &items.shapes),
        TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => whole(shape),
    }
}

fn whole(shape: &TypeShape) -> Vec<Spot<'_>> {
    let spot = |shape| Spot {
        shape,
        variant: None,
        field: None,
    };
    shape.parts().into_iter().map(spot).collect()
}

fn in_order<'a>(fields: &'a Fields, shapes: impl IntoIterator<Item = &'a Shape>) -> Vec<Spot<'a>> {
    let fields = match fields {
        Fields::Named(fields) | Fields::Unnamed(fields) => fields.as_slice(),
        Fields::Unit => &[],
    };
    let mut there = fields
        .iter()
        .filter(|field| !(field.serde.skip.written && field.serde.skip.accepted));
    let spot = |shape| Spot {
        shape,
        variant: None,
        field: there.next(),
    };
    shapes.into_iter().map(spot).collect()
}

fn by_name<'a>(fields: &'a Fields, record: &'a crate::model::Record) -> Vec<Spot<'a>> {
    let all = match fields {
        Fields::Named(fields) | Fields::Unnamed(fields) => fields.as_slice(),
        Fields::Unit => &[],
    };
    let own = record.fields.iter().map(|it| (&it.name, &it.shape));
    let flat = record.flat.iter().map(|it| (&it.name, it.of.shape()));
    own.chain(flat)
        .map(|(name, shape)| Spot {
            shape,
            variant: None,
            field: all.iter().find(|field| plain(&field.ident) == name),
        })
        .collect()
}
