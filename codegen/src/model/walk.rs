//! The one walk over what a type holds: whoever asks what a definition leads to asks here.

use super::{FlatOf, Key, Record, Shape, TypeShape, VariantBody};

impl TypeShape {
    /// The shapes right below a definition, in the order of the source.
    #[must_use]
    pub fn parts(&self) -> Vec<&Shape> {
        match self {
            Self::Record(record) => record.parts(),
            Self::Newtype(shape) => vec![shape],
            Self::Tuple(items) => items.shapes.iter().collect(),
            Self::Unit | Self::Numbers(..) => Vec::new(),
            Self::Enum(it) => it
                .variants
                .iter()
                .flat_map(|variant| variant.body.parts())
                .collect(),
        }
    }

    /// Shows the shapes right below a definition.
    pub fn each_part<'a>(&'a self, mut see: impl FnMut(&'a Shape)) {
        match self {
            Self::Record(record) => record.each_part(see),
            Self::Newtype(shape) => see(shape),
            Self::Tuple(items) => items.shapes.iter().for_each(see),
            Self::Unit | Self::Numbers(..) => {}
            Self::Enum(it) => {
                for variant in &it.variants {
                    match &variant.body {
                        VariantBody::Unit => {}
                        VariantBody::Newtype(shape) => see(shape),
                        VariantBody::Tuple(items) => items.shapes.iter().for_each(&mut see),
                        VariantBody::Record(record) => record.each_part(&mut see),
                    }
                }
            }
        }
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Shape> {
        match self {
            Self::Record(record) => record.parts_mut(),
            Self::Newtype(shape) => vec![shape],
            Self::Tuple(items) => items.shapes.iter_mut().collect(),
            Self::Unit | Self::Numbers(..) => Vec::new(),
            Self::Enum(it) => it
                .variants
                .iter_mut()
                .flat_map(|variant| variant.body.parts_mut())
                .collect(),
        }
    }
}

impl VariantBody {
    /// The shapes right below a variant.
    #[must_use]
    pub fn parts(&self) -> Vec<&Shape> {
        match self {
            Self::Unit => Vec::new(),
            Self::Newtype(shape) => vec![shape],
            Self::Tuple(items) => items.shapes.iter().collect(),
            Self::Record(record) => record.parts(),
        }
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Shape> {
        match self {
            Self::Unit => Vec::new(),
            Self::Newtype(shape) => vec![shape],
            Self::Tuple(items) => items.shapes.iter_mut().collect(),
            Self::Record(record) => record.parts_mut(),
        }
    }
}

impl Record {
    /// The shapes right below an object.
    #[must_use]
    pub fn parts(&self) -> Vec<&Shape> {
        let fields = self.fields.iter().map(|field| &field.shape);
        fields
            .chain(self.flat.iter().map(|flat| flat.of.shape()))
            .collect()
    }

    /// Shows the shapes right below an object.
    pub fn each_part<'a>(&'a self, mut see: impl FnMut(&'a Shape)) {
        self.fields.iter().for_each(|field| see(&field.shape));
        self.flat.iter().for_each(|flat| see(flat.of.shape()));
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Shape> {
        let fields = self.fields.iter_mut().map(|field| &mut field.shape);
        fields
            .chain(self.flat.iter_mut().map(|flat| flat.of.shape_mut()))
            .collect()
    }
}

impl FlatOf {
    /// What lies there.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        match self {
            Self::Keys(of) | Self::Variant { of, .. } | Self::Rest { of, .. } => of,
        }
    }

    /// The same, to be changed.
    pub fn shape_mut(&mut self) -> &mut Shape {
        match self {
            Self::Keys(of) | Self::Variant { of, .. } | Self::Rest { of, .. } => of,
        }
    }
}

impl Shape {
    /// Shows the shapes right below this one, type arguments and the keys of a map included.
    pub fn each_child<'a>(&'a self, mut see: impl FnMut(&'a Self)) {
        match self {
            Self::Any
            | Self::Null
            | Self::Bool
            | Self::Int(_)
            | Self::NonZero(_)
            | Self::Float { .. }
            | Self::Text(_)
            | Self::Param(_) => {}
            Self::Option(of) | Self::List(of) | Self::Array(of, _) => see(of),
            Self::Map { key, of } => {
                match key {
                    Key::Tag(tag) => see(tag),
                    Key::Text(_) | Key::Int(_) | Key::Bool => {}
                }
                see(of);
            }
            Self::Tuple(shapes) | Self::BuiltIn(_, shapes) => shapes.iter().for_each(see),
            Self::Ref { args, .. } => args.iter().for_each(see),
        }
    }

    /// The same in a list.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        let mut children = Vec::new();
        self.each_child(|child| children.push(child));
        children
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Any
            | Self::Null
            | Self::Bool
            | Self::Int(_)
            | Self::NonZero(_)
            | Self::Float { .. }
            | Self::Text(_)
            | Self::Param(_) => Vec::new(),
            Self::Option(of) | Self::List(of) | Self::Array(of, _) => vec![of],
            Self::Map { key, of } => match key {
                Key::Tag(tag) => vec![tag, of],
                Key::Text(_) | Key::Int(_) | Key::Bool => vec![of],
            },
            Self::Tuple(shapes) | Self::BuiltIn(_, shapes) => shapes.iter_mut().collect(),
            Self::Ref { args, .. } => args.iter_mut().collect(),
        }
    }
}
