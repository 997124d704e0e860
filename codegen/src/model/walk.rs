//! The one walk over what a type holds: whoever asks what a definition leads to asks here.

use super::{Shape, TypeShape, VariantBody, WireField};

impl TypeShape {
    /// The shapes right below a definition, in the order of the source.
    #[must_use]
    pub fn parts(&self) -> Vec<&Shape> {
        fn of_fields(fields: &[WireField]) -> Vec<&Shape> {
            fields.iter().map(|field| &field.shape).collect()
        }
        match self {
            Self::Record(fields) => of_fields(fields),
            Self::Newtype(shape) => vec![shape],
            Self::Tuple(shapes) => shapes.iter().collect(),
            Self::Unit => Vec::new(),
            Self::Enum(variants) => variants
                .iter()
                .flat_map(|variant| match &variant.body {
                    VariantBody::Unit => Vec::new(),
                    VariantBody::Newtype(shape) => vec![shape],
                    VariantBody::Tuple(shapes) => shapes.iter().collect(),
                    VariantBody::Record(fields) => of_fields(fields),
                })
                .collect(),
        }
    }
}

impl Shape {
    /// The shapes right below this one, type arguments included.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Bool
            | Self::Int(_)
            | Self::Float
            | Self::String
            | Self::Uuid
            | Self::Timestamp
            | Self::Param(_) => Vec::new(),
            Self::Option(of) | Self::List(of) | Self::Array(of, _) | Self::Map(of) => vec![of],
            Self::Tuple(shapes) | Self::Ref { args: shapes, .. } => shapes.iter().collect(),
        }
    }
}
