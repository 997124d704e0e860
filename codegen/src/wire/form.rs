//! What lies among the keys of an object around it: a struct, a map, an enum, and how serde reads each there.

use std::borrow::Cow;

use ecow::EcoString;

use super::all::All;
use crate::model::{BuiltIn, Enum, Record, Shape, Tagging, TypeShape, VariantBody};

/// What a shape is as a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// An object.
    Object(Object),
    /// An enum in the external form: the tags of its variants, other accepted names included.
    Tagged(Vec<EcoString>),
    /// Nothing at all: `()`, a struct without fields or braces.
    Nothing,
    /// Whatever the type parameter is.
    Param(EcoString),
    /// No object; how to say what it is.
    Other(&'static str),
}

/// An object and how serde reads it among other keys.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag a way of reading; each is independent of the others"
)]
pub(super) struct Object {
    /// The keys of its own, other accepted names included.
    pub(super) keys: Vec<EcoString>,
    /// Whether it takes its own keys away from what is left for others (a struct without `flatten`).
    pub(super) takes: bool,
    /// Whether it takes every key that is left: there is a map in it.
    pub(super) rest: bool,
    /// Whether it refuses keys that it does not know, wherever it stands.
    pub(super) closed: bool,
    /// Whether it is `serde_json::Value`, which is not always an object.
    pub(super) any: bool,
    /// Whether the values of its map can be anything.
    pub(super) rest_of_any: bool,
}

const DEEPEST: usize = 32;

impl All<'_> {
    /// The form of a shape on the side that `self` looks at.
    pub(super) fn form(&self, shape: &Shape) -> Form {
        self.form_at(shape, 0)
    }

    fn form_at(&self, shape: &Shape, depth: usize) -> Form {
        if depth > DEEPEST {
            return Form::Other("a type that contains itself without an end");
        }
        match shape {
            Shape::Any => Form::Object(Object {
                rest: true,
                any: true,
                rest_of_any: true,
                ..Object::default()
            }),
            Shape::Map { of, .. } => Form::Object(Object {
                rest: true,
                rest_of_any: **of == Shape::Any,
                ..Object::default()
            }),
            Shape::Null => Form::Nothing,
            Shape::Param(name) => Form::Param(name.clone()),
            Shape::Ref {
                file, name, args, ..
            } => match self.definition(file, name) {
                Some((params, shape)) => self.form_of(params, shape, args, depth + 1),
                None => Form::Other("a type with a mistake"),
            },
            Shape::BuiltIn(of, _) => built_in(*of),
            Shape::Option(_) => Form::Other("an `Option`"),
            Shape::Bool => Form::Other("a `bool`"),
            Shape::Int(_) | Shape::NonZero(_) | Shape::Float { .. } => Form::Other("a number"),
            Shape::Text(_) => Form::Other("a text"),
            Shape::List(_) | Shape::Array(..) | Shape::Tuple(_) => Form::Other("an array"),
        }
    }

    fn form_of(
        &self,
        params: &[EcoString],
        shape: &TypeShape,
        args: &[Shape],
        depth: usize,
    ) -> Form {
        let inner = |shape: &Shape| self.form_at(&applied(shape, params, args), depth);
        match shape {
            TypeShape::Newtype(shape) => inner(shape),
            TypeShape::Unit => Form::Nothing,
            TypeShape::Tuple(_) => Form::Other("an array"),
            TypeShape::Numbers(..) => Form::Other("a number"),
            TypeShape::Record(record) => Self::of_record(record, &inner),
            TypeShape::Enum(it) => match &it.tagging {
                Tagging::External if it.variants.iter().any(|variant| variant.untagged) => {
                    Form::Other("an enum with a variant that is `untagged`")
                }
                Tagging::External => {
                    let names = it
                        .variants
                        .iter()
                        .flat_map(|variant| std::iter::once(&variant.tag).chain(&variant.aliases));
                    Form::Tagged(names.cloned().collect())
                }
                Tagging::Adjacent { .. } if it.variants.iter().any(|variant| variant.untagged) => {
                    Form::Other("an enum with a variant that is `untagged`")
                }
                Tagging::Adjacent { tag, content } => Form::Object(Object {
                    keys: vec![tag.clone(), content.clone()],
                    takes: true,
                    closed: it.closed,
                    ..Object::default()
                }),
                Tagging::Internal { tag } => Self::of_variants(it, Some(tag), &inner),
                Tagging::Untagged => Self::of_variants(it, None, &inner),
            },
        }
    }

    fn of_record(record: &Record, inner: &dyn Fn(&Shape) -> Form) -> Form {
        let mut object = Object {
            takes: record.flat.is_empty(),
            closed: record.closed,
            ..Object::default()
        };
        object
            .keys
            .extend(record.tag.iter().map(|(key, _)| key.clone()));
        for field in &record.fields {
            object.keys.push(field.key.clone());
            object.keys.extend(field.aliases.iter().cloned());
        }
        for flat in &record.flat {
            match inner(flat.of.shape()) {
                Form::Object(part) => object.add(part),
                Form::Tagged(tags) => object.keys.extend(tags),
                Form::Param(name) => return Form::Param(name),
                Form::Nothing => {}
                Form::Other(what) => return Form::Other(what),
            }
        }
        Form::Object(object)
    }

    fn of_variants(it: &Enum, tag: Option<&EcoString>, inner: &dyn Fn(&Shape) -> Form) -> Form {
        let mut object = Object {
            keys: tag.into_iter().cloned().collect(),
            ..Object::default()
        };
        for variant in &it.variants {
            let part = match &variant.body {
                VariantBody::Unit if tag.is_some() && !variant.untagged => Form::Nothing,
                VariantBody::Unit => Form::Other("an enum with a variant that is `null`"),
                VariantBody::Newtype(shape) => inner(shape),
                VariantBody::Tuple(_) => Form::Other("an enum with a variant that is an array"),
                VariantBody::Record(record) => Self::of_record(record, inner),
            };
            match part {
                Form::Object(part) => object.add(part),
                // What carries nothing lets no other key stand beside the tag.
                Form::Nothing => object.closed |= variant.body != VariantBody::Unit,
                Form::Tagged(_) => return Form::Other("an enum whose variant holds another enum"),
                Form::Param(name) => return Form::Param(name),
                Form::Other(what) => return Form::Other(what),
            }
        }
        Form::Object(object)
    }
}

impl Object {
    fn add(&mut self, part: Self) {
        for key in part.keys {
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
        self.rest |= part.rest;
        self.rest_of_any |= part.rest_of_any;
        self.closed |= part.closed;
        self.any |= part.any;
    }
}

fn built_in(of: BuiltIn) -> Form {
    let object = |keys: &[&str]| {
        Form::Object(Object {
            keys: keys.iter().map(|&key| key.into()).collect(),
            takes: true,
            closed: true,
            ..Object::default()
        })
    };
    let tags = |tags: &[&str]| Form::Tagged(tags.iter().map(|&tag| tag.into()).collect());
    match of {
        BuiltIn::Duration => object(&["secs", "nanos"]),
        BuiltIn::SystemTime => object(&["secs_since_epoch", "nanos_since_epoch"]),
        BuiltIn::Range => object(&["start", "end"]),
        BuiltIn::RangeFrom => object(&["start"]),
        BuiltIn::RangeTo => object(&["end"]),
        BuiltIn::Bound => tags(&["Unbounded", "Included", "Excluded"]),
        BuiltIn::Result => tags(&["Ok", "Err"]),
    }
}

/// A shape of a generic definition with its arguments put in.
pub(super) fn applied<'s>(
    shape: &'s Shape,
    params: &[EcoString],
    args: &[Shape],
) -> Cow<'s, Shape> {
    if params.is_empty() {
        return Cow::Borrowed(shape);
    }
    let mut shape = shape.clone();
    put(&mut shape, params, args);
    Cow::Owned(shape)
}

fn put(shape: &mut Shape, params: &[EcoString], args: &[Shape]) {
    if let Shape::Param(name) = shape {
        let position = params.iter().position(|param| param == name);
        if let Some(arg) = position.and_then(|position| args.get(position)) {
            *shape = arg.clone();
        }
        return;
    }
    for child in shape.children_mut() {
        put(child, params, args);
    }
}
