//! What can be told of a value by looking at it, and whether that tells two types apart.

use std::collections::{BTreeMap, HashMap, HashSet};

use ecow::EcoString;

use super::LONGEST;
use crate::model::{
    BuiltIn, Definition, Int, Presence, Record, Shape, Side, Text, TypeShape, VariantBody,
};

/// The form of a value, as far as it shows.
#[derive(Clone)]
pub(super) enum Form {
    /// A wide integer: its digits.
    Wide,
    /// A text that may be such digits.
    Text,
    /// A value of a kind that is neither.
    Plain(&'static str),
    /// `null` or the value.
    Nullable(Box<Form>),
    /// An array of any length.
    Each(Shape),
    /// An array of these, of which some may be missing.
    Items(Vec<Shape>, usize),
    /// An object.
    Object(Object),
    /// Anything, as far as it shows; and whether a wide integer and a text may stand somewhere in it.
    Any { wide: bool, text: bool },
}

#[derive(Clone, Default)]
pub(super) struct Object {
    /// By all names of each: what stands there, and whether it has to.
    fields: BTreeMap<EcoString, (Shape, bool)>,
    /// What stands under any other key.
    rest: Option<Shape>,
    closed: bool,
}

/// How a type looks at a value of another: never takes it, takes it, or takes it for something else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Apart,
    Same,
    Alike,
}

/// The forms of all types.
pub(super) struct Forms<'a> {
    definitions: HashMap<(&'a [String], &'a str, Side), &'a Definition>,
}

/// How far down two types are compared, and newtypes looked through. What lies deeper does not tell them apart.
const DEEPEST: usize = 12;

impl<'a> Forms<'a> {
    pub(super) fn of(definitions: &'a [Definition]) -> Self {
        let place = |it: &'a Definition| ((it.file.as_slice(), it.name.as_str(), it.side), it);
        Self {
            definitions: definitions.iter().map(place).collect(),
        }
    }

    /// What a reference refers to, with its arguments in the place of the parameters.
    pub(super) fn resolve(&self, shape: &Shape) -> Option<(&'a Definition, TypeShape)> {
        let Shape::Ref {
            file,
            name,
            side,
            args,
        } = shape
        else {
            return None;
        };
        let definition = *self
            .definitions
            .get(&(file.as_slice(), name.as_str(), *side))?;
        let given = definition.params.iter().map(EcoString::as_str).zip(args);
        let given: HashMap<&str, &Shape> = given.collect();
        let mut resolved = definition.shape.clone();
        for part in resolved.parts_mut() {
            put_in(part, &given);
        }
        Some((definition, resolved))
    }

    /// The form of what a variant carries.
    pub(super) fn body(&self, body: &VariantBody) -> Form {
        match body {
            VariantBody::Unit => Form::Plain("null"),
            VariantBody::Newtype(shape) => self.form(shape, 0),
            VariantBody::Tuple(items) => Form::Items(items.shapes.clone(), items.required),
            VariantBody::Record(record) => self.record(record),
        }
    }

    /// Whether a value of the second form may be taken for one of the first, whose text or number stands elsewhere.
    pub(super) fn are_alike(&self, first: &Form, second: &Form) -> bool {
        self.look(first, second, 0) == Look::Alike
    }

    fn form(&self, shape: &Shape, depth: usize) -> Form {
        match shape {
            // A parameter may be given a text.
            Shape::Any | Shape::Param(_) => Form::Any {
                wide: false,
                text: true,
            },
            Shape::Null => Form::Plain("null"),
            Shape::Bool => Form::Plain("boolean"),
            Shape::Int(int) | Shape::NonZero(int) => integer(*int),
            Shape::Float { null: false } => Form::Plain("number"),
            Shape::Float { null: true } => Form::Nullable(Box::new(Form::Plain("number"))),
            Shape::Text(text) if may_be_digits(*text) => Form::Text,
            Shape::Text(_) => Form::Plain("text"),
            Shape::Option(of) => Form::Nullable(Box::new(self.form(of, depth))),
            Shape::List(of) | Shape::Array(of, _) => Form::Each((**of).clone()),
            Shape::Tuple(shapes) => Form::Items(shapes.clone(), shapes.len()),
            Shape::Map { of, .. } => Form::Object(Object {
                rest: Some((**of).clone()),
                ..Object::default()
            }),
            Shape::BuiltIn(built_in, args) => self.built_in(*built_in, args, shape),
            Shape::Ref { .. } if depth > DEEPEST => self.any(shape),
            Shape::Ref { .. } => match self.resolve(shape).map(|(_, resolved)| resolved) {
                Some(TypeShape::Record(record)) => self.record(&record),
                Some(TypeShape::Newtype(of)) => self.form(&of, depth + 1),
                Some(TypeShape::Tuple(items)) => Form::Items(items.shapes, items.required),
                Some(TypeShape::Unit) => Form::Plain("null"),
                Some(TypeShape::Numbers(int, numbers)) if numbers.iter().any(|it| it.other) => {
                    integer(int)
                }
                Some(TypeShape::Numbers(..)) => Form::Plain("number"),
                Some(TypeShape::Enum(_)) | None => self.any(shape),
            },
        }
    }

    fn record(&self, record: &Record) -> Form {
        if !record.flat.is_empty() {
            return self.any(&Shape::Tuple(record.parts().into_iter().cloned().collect()));
        }
        let tag = record
            .tag
            .iter()
            .map(|(key, _)| (key.clone(), (Shape::Null, true)));
        let fields = record.fields.iter().flat_map(|field| {
            let is_there = match field.presence {
                Presence::Always | Presence::Required => field.aliases.is_empty(),
                Presence::Optional | Presence::OrNull => false,
            };
            let names = std::iter::once(&field.key).chain(&field.aliases);
            names.map(move |name| (name.clone(), (field.shape.clone(), is_there)))
        });
        Form::Object(Object {
            fields: fields.chain(tag).collect(),
            rest: None,
            closed: record.closed,
        })
    }

    fn built_in(&self, built_in: BuiltIn, args: &[Shape], shape: &Shape) -> Form {
        let object = |keys: &[(&str, &Shape)]| {
            let field = |(key, shape): &(&str, &Shape)| ((*key).into(), ((*shape).clone(), true));
            Form::Object(Object {
                fields: keys.iter().map(field).collect(),
                rest: None,
                closed: true,
            })
        };
        let (wide, narrow) = (Shape::Int(Int::U64), Shape::Int(Int::U32));
        match (built_in, args) {
            (BuiltIn::Duration, _) => object(&[("secs", &wide), ("nanos", &narrow)]),
            (BuiltIn::SystemTime, _) => {
                object(&[("secs_since_epoch", &wide), ("nanos_since_epoch", &narrow)])
            }
            (BuiltIn::Range, [of]) => object(&[("start", of), ("end", of)]),
            (BuiltIn::RangeFrom, [of]) => object(&[("start", of)]),
            (BuiltIn::RangeTo, [of]) => object(&[("end", of)]),
            (
                BuiltIn::Range
                | BuiltIn::RangeFrom
                | BuiltIn::RangeTo
                | BuiltIn::Bound
                | BuiltIn::Result,
                _,
            ) => self.any(shape),
        }
    }

    /// What does not show, with what may stand in it.
    fn any(&self, shape: &Shape) -> Form {
        let (wide, text) = self.found(shape);
        Form::Any { wide, text }
    }

    /// Whether a wide integer and a text may stand somewhere in a type.
    fn found(&self, shape: &Shape) -> (bool, bool) {
        let (mut wide, mut text) = (false, false);
        let (mut seen, mut open) = (HashSet::new(), vec![shape.clone()]);
        while let Some(shape) = open.pop() {
            match &shape {
                Shape::Int(int) | Shape::NonZero(int) => wide |= int.is_wide(),
                Shape::BuiltIn(BuiltIn::Duration | BuiltIn::SystemTime, _) => wide = true,
                Shape::Text(form) => text |= may_be_digits(*form),
                Shape::Any | Shape::Param(_) => text = true,
                Shape::Ref { .. } => {
                    let text = format!("{shape:?}");
                    if text.len() < LONGEST && seen.insert(text) {
                        let resolved = self.resolve(&shape).map(|(_, resolved)| resolved);
                        let parts = resolved.iter().flat_map(TypeShape::parts);
                        open.extend(parts.cloned());
                    }
                }
                Shape::Null
                | Shape::Bool
                | Shape::Float { .. }
                | Shape::Option(_)
                | Shape::List(_)
                | Shape::Array(..)
                | Shape::Tuple(_)
                | Shape::Map { .. }
                | Shape::BuiltIn(..) => open.extend(shape.children().into_iter().cloned()),
            }
        }
        (wide, text)
    }

    fn look(&self, first: &Form, second: &Form, depth: usize) -> Look {
        if depth > DEEPEST {
            return Look::Same;
        }
        match (first, second) {
            (Form::Any { wide, text }, other) | (other, Form::Any { wide, text }) => {
                let (other_wide, other_text) = self.holds(other);
                if (*wide && other_text) || (*text && other_wide) {
                    Look::Alike
                } else {
                    Look::Same
                }
            }
            (Form::Nullable(first), Form::Nullable(second)) => {
                self.look(first, second, depth + 1).max(Look::Same)
            }
            (Form::Nullable(of), other) | (other, Form::Nullable(of)) => match other {
                Form::Plain("null") => Look::Same,
                other => self.look(of, other, depth + 1),
            },
            (Form::Wide, Form::Text) | (Form::Text, Form::Wide) => Look::Alike,
            (Form::Wide, Form::Wide)
            | (Form::Text, Form::Text | Form::Plain("text"))
            | (Form::Plain("text"), Form::Text) => Look::Same,
            (Form::Plain(first), Form::Plain(second)) if first == second => Look::Same,
            (Form::Each(first), Form::Each(second)) => {
                self.shapes(first, second, depth).max(Look::Same)
            }
            (Form::Each(of), Form::Items(items, required))
            | (Form::Items(items, required), Form::Each(of)) => {
                let looks = items.iter().map(|item| self.shapes(of, item, depth));
                all(looks.enumerate().map(|(at, look)| (look, at < *required)))
            }
            (Form::Items(first, at_least), Form::Items(second, there)) => {
                if *at_least > second.len() || *there > first.len() {
                    return Look::Apart;
                }
                let pairs = first.iter().zip(second).enumerate();
                all(pairs.map(|(at, (first, second))| {
                    let is_there = at < *at_least || at < *there;
                    (self.shapes(first, second, depth), is_there)
                }))
            }
            (Form::Object(first), Form::Object(second)) => self.objects(first, second, depth),
            _ => Look::Apart,
        }
    }

    fn shapes(&self, first: &Shape, second: &Shape, depth: usize) -> Look {
        self.look(
            &self.form(first, depth),
            &self.form(second, depth),
            depth + 1,
        )
    }

    /// Whether the first takes an object of the second, and what for: it asks for its own keys, and ignores others
    /// unless it is closed.
    fn objects(&self, first: &Object, second: &Object, depth: usize) -> Look {
        let asked = first.fields.iter().map(|(key, (shape, is_asked))| {
            let there = second.fields.get(key);
            match there.map(|(shape, _)| shape).or(second.rest.as_ref()) {
                Some(other) => {
                    let is_there = there.is_some_and(|(_, is_there)| *is_there);
                    (self.shapes(shape, other, depth), *is_asked || is_there)
                }
                None => (Look::Apart, *is_asked),
            }
        });
        let others = second
            .fields
            .iter()
            .filter(|(key, _)| !first.fields.contains_key(*key));
        let others = others.map(|(_, (shape, is_there))| match &first.rest {
            Some(of) => (self.shapes(of, shape, depth), *is_there),
            None if first.closed => (Look::Apart, *is_there),
            None => (Look::Same, false),
        });
        let rest = match (&first.rest, &second.rest) {
            (Some(first), Some(second)) => self.shapes(first, second, depth),
            (None, _) | (_, None) => Look::Same,
        };
        all(asked.chain(others).chain([(rest, false)]))
    }

    /// Whether a wide integer and a text may stand somewhere in a value.
    fn holds(&self, form: &Form) -> (bool, bool) {
        let of = |shapes: &mut dyn Iterator<Item = &Shape>| {
            shapes.fold((false, false), |(wide, text), shape| {
                let (more_wide, more_text) = self.found(shape);
                (wide || more_wide, text || more_text)
            })
        };
        match form {
            Form::Wide => (true, false),
            Form::Text => (false, true),
            Form::Plain(_) => (false, false),
            Form::Nullable(form) => self.holds(form),
            Form::Each(shape) => self.found(shape),
            Form::Items(shapes, _) => of(&mut shapes.iter()),
            Form::Object(object) => {
                let fields = object.fields.values().map(|(shape, _)| shape);
                of(&mut fields.chain(&object.rest))
            }
            Form::Any { wide, text } => (*wide, *text),
        }
    }
}

/// What all of these come to: a value that has to be there and never fits tells the whole apart.
fn all(looks: impl Iterator<Item = (Look, bool)>) -> Look {
    let mut whole = Look::Same;
    for (look, has_to) in looks {
        match look {
            Look::Apart if has_to => return Look::Apart,
            look => whole = whole.max(look),
        }
    }
    whole
}

fn integer(int: Int) -> Form {
    if int.is_wide() {
        Form::Wide
    } else {
        Form::Plain("number")
    }
}

fn may_be_digits(text: Text) -> bool {
    match text {
        Text::Any | Text::Char | Text::Decimal | Text::Digits(_) | Text::Hex | Text::Base64 => true,
        Text::Uuid
        | Text::Timestamp
        | Text::Zoned
        | Text::Date
        | Text::Time
        | Text::DateTime
        | Text::Ipv4
        | Text::Ipv6
        | Text::Ip
        | Text::SocketV4
        | Text::SocketV6
        | Text::Socket
        | Text::Url => false,
    }
}

fn put_in(shape: &mut Shape, given: &HashMap<&str, &Shape>) {
    if let Shape::Param(name) = shape {
        if let Some(&argument) = given.get(name.as_str()) {
            shape.clone_from(argument);
        }
        return;
    }
    for child in shape.children_mut() {
        put_in(child, given);
    }
}
