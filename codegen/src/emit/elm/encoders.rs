//! Definitions as encoders.

use super::scope::Scope;
use super::syntax::Distinct;
use super::values::{Elements, Value, apart, encoded, encoder, items};
use super::writer::{Key, Name, Place, Writer};
use crate::model::{
    Enum, FlatOf, Presence, Record, Shape, Tagging, TypeShape, VariantBody, WireVariant,
};

/// The last parameter of a definition's encoder.
enum Parameter {
    /// The encoder is a function without naming one.
    None,
    Unused,
    /// What the definition holds.
    Held(Held),
    /// A value of the definition.
    Whole,
}

/// What is inside the constructor of a definition.
enum Held {
    Value,
    /// Two or three elements.
    Elements(usize),
}

/// Writes the last parameter of a definition's encoder, a space before it.
pub(super) fn parameter(w: &mut Writer, scope: &Scope) {
    let held = match parameter_of(scope) {
        Parameter::None => return,
        Parameter::Unused => {
            w.text(" _");
            return;
        }
        Parameter::Whole => {
            w.text(" value");
            return;
        }
        Parameter::Held(held) => held,
    };
    w.text(" ");
    if !scope.is_alias() {
        w.text("(").text(scope.constructor()).text(" ");
    }
    match held {
        Held::Value => w.text("value"),
        Held::Elements(2) => w.text("( t0, t1 )"),
        Held::Elements(_) => w.text("( t0, t1, t2 )"),
    };
    if !scope.is_alias() {
        w.text(")");
    }
}

fn parameter_of(scope: &Scope) -> Parameter {
    let is_alias = scope.is_alias();
    match &scope.definition.shape {
        TypeShape::Record(of) if of.fields.is_empty() && of.flat.is_empty() => Parameter::Unused,
        TypeShape::Newtype(_) | TypeShape::Record(_) => Parameter::Held(Held::Value),
        TypeShape::Tuple(items) => match (items.shapes.len(), items.required) {
            (0, _) => Parameter::Unused,
            (1, 1) | (2, 2) | (3, 3) if is_alias => Parameter::None,
            (2, 2) | (3, 3) => Parameter::Held(Held::Value),
            (length @ (2 | 3), _) => Parameter::Held(Held::Elements(length)),
            _ => Parameter::Held(Held::Value),
        },
        TypeShape::Unit => Parameter::Unused,
        TypeShape::Enum(it) if it.variants.is_empty() && is_alias => Parameter::None,
        TypeShape::Enum(it) if it.variants.is_empty() => Parameter::Held(Held::Value),
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => Parameter::None,
        TypeShape::Enum(_) | TypeShape::Numbers(..) => Parameter::Whole,
    }
}

/// The body of a definition's encoder.
pub(super) fn body(w: &mut Writer, scope: &Scope) {
    let value = match parameter_of(scope) {
        Parameter::None => None,
        Parameter::Unused | Parameter::Held(_) | Parameter::Whole => Some(VALUE),
    };
    match &scope.definition.shape {
        TypeShape::Record(of) => {
            let constants = [None, constant(of)];
            object(
                w,
                scope,
                of,
                &scope.fields[0],
                &VALUE,
                constants,
                Place::Alone,
            );
        }
        TypeShape::Newtype(shape) => encoded(w, scope, shape, &VALUE, 0, Place::Alone),
        TypeShape::Tuple(of) => items(w, scope, &of.shapes, of.required, value.as_ref()),
        TypeShape::Unit => _ = w.known("Encode.null"),
        TypeShape::Enum(it) if it.variants.is_empty() => never(w, value),
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => never(w, None),
        TypeShape::Enum(it) => {
            let variants = it.variants.iter().zip(scope.names.constructors());
            cases(
                w,
                variants.zip(&scope.fields),
                |w, ((variant, name), fields)| {
                    branch(w, scope, it, variant, name, fields);
                },
            );
        }
        TypeShape::Numbers(_, numbers) => {
            cases(
                w,
                numbers.iter().zip(scope.names.constructors()),
                |w, (number, name)| {
                    case(w.text(name), |w| {
                        w.call(Place::Alone, Name::Known("Encode.int"), |w| {
                            w.line().argument_integer(number.value);
                        });
                    });
                },
            );
        }
    }
}

/// What an encoder is handed.
const VALUE: Value = Value::Named("value");

/// What a variant carries.
const PAYLOAD: Value = Value::Named("payload");

fn never(w: &mut Writer, value: Option<Value>) {
    match value {
        Some(value) => w.call(Place::Alone, Name::Known("Basics.never"), |w| {
            value.write(w.line());
        }),
        None => _ = w.known("Basics.never"),
    }
}

/// `case value of`, an empty line between each two branches.
fn cases<T>(
    w: &mut Writer,
    branches: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Writer, T),
) {
    w.text("case value of").tab(|w| {
        for (index, it) in branches.enumerate() {
            if index > 0 {
                w.empty_line();
            }
            write(w.hard_line(), it);
        }
    });
}

/// Behind a pattern, what its case gives.
fn case(w: &mut Writer, of: impl FnOnce(&mut Writer)) {
    w.text(" ->").tab(|w| of(w.hard_line()));
}

/// A variant: its pattern, and what it is on the wire.
fn branch(
    w: &mut Writer,
    scope: &Scope,
    it: &Enum,
    variant: &WireVariant,
    constructor: &str,
    fields: &Distinct,
) {
    w.text(constructor);
    match &variant.body {
        VariantBody::Unit => {}
        VariantBody::Tuple(of) => {
            for index in 0..of.shapes.len() {
                w.text(" t").number(index);
            }
        }
        VariantBody::Record(_) if fields.is_empty() => _ = w.text(" _"),
        VariantBody::Newtype(_) | VariantBody::Record(_) => _ = w.text(" payload"),
    }
    let tagging = if variant.untagged {
        &Tagging::Untagged
    } else {
        &it.tagging
    };
    // What it carries, without its tag.
    let payload = |w: &mut Writer, place: Place| match &variant.body {
        VariantBody::Unit => {}
        VariantBody::Newtype(shape) => encoded(w, scope, shape, &PAYLOAD, 0, place),
        VariantBody::Tuple(of) => {
            apart(w, scope, &of.shapes, of.required, Elements::Apart, 0, place);
        }
        VariantBody::Record(of) => {
            let beside = match tagging {
                Tagging::Internal { tag } => Some((tag.as_str(), variant.tag.as_str())),
                Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => None,
            };
            let constants = [beside, constant(of)];
            object(w, scope, of, fields, &PAYLOAD, constants, place);
        }
    };
    case(w, |w| match variant.body {
        VariantBody::Unit => nothing(w, tagging, &variant.tag),
        VariantBody::Newtype(_) | VariantBody::Tuple(_) | VariantBody::Record(_) => {
            carrying(w, tagging, variant, payload);
        }
    });
}

/// A variant without fields.
fn nothing(w: &mut Writer, tagging: &Tagging, tag: &str) {
    match tagging {
        Tagging::External => string(w, tag, Place::Alone),
        Tagging::Internal { tag: key } | Tagging::Adjacent { tag: key, .. } => {
            w.call(Place::Alone, Name::Known("Codec.object"), |w| {
                w.line().list([key], |w, key| constant_pair(w, key, tag));
            });
        }
        Tagging::Untagged => _ = w.known("Encode.null"),
    }
}

/// A variant with fields.
fn carrying(
    w: &mut Writer,
    tagging: &Tagging,
    variant: &WireVariant,
    payload: impl Fn(&mut Writer, Place),
) {
    let place = Place::Alone;
    match tagging {
        Tagging::External => {
            w.keyed(place, "Codec.encodeVariant", Key::Text(&variant.tag), |w| {
                payload(w.line(), Place::Argument);
            });
        }
        Tagging::Internal { tag: key } => match variant.body {
            VariantBody::Record(_) => payload(w, place),
            VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => {
                w.keyed(place, "Codec.encodeInternal", Key::Text(key), |w| {
                    w.line().string(&variant.tag);
                    payload(w.line(), Place::Argument);
                });
            }
        },
        Tagging::Adjacent { tag: key, content } => {
            w.call(place, Name::Known("Codec.object"), |w| {
                w.line()
                    .list([None, Some(content)], |w, content| match content {
                        None => constant_pair(w, key, &variant.tag),
                        Some(content) => w.pair(|w| _ = w.string(content), |w| payload(w, place)),
                    });
            });
        }
        Tagging::Untagged => payload(w, place),
    }
}

/// A key of an object with a fixed text.
type Constant<'a> = (&'a str, &'a str);

fn constant(of: &Record) -> Option<Constant<'_>> {
    of.tag
        .as_ref()
        .map(|(key, text)| (key.as_str(), text.as_str()))
}

/// `( "key", Encode.string "text" )`
fn constant_pair(w: &mut Writer, key: &str, text: &str) {
    w.pair(|w| _ = w.string(key), |w| string(w, text, Place::Alone));
}

fn string(w: &mut Writer, text: &str, place: Place) {
    w.call(place, Name::Known("Encode.string"), |w| {
        w.line().string(text);
    });
}

/// What stands in an object, in order.
#[derive(Debug, Clone, Copy)]
enum Entry<'a> {
    Constant(Constant<'a>),
    /// The field with this place among the names.
    Field(usize),
}

/// The fields of the record that `value` names.
fn object(
    w: &mut Writer,
    scope: &Scope,
    of: &Record,
    names: &Distinct,
    value: &Value,
    constants: [Option<Constant>; 2],
    place: Place,
) {
    let constants = constants.into_iter().flatten().map(Entry::Constant);
    let entries = constants.chain((0..names.len()).map(Entry::Field));
    let is_plain = of.flat.is_empty() && of.fields.iter().all(|field| is_plain(field.presence));
    if is_plain {
        w.call(place, Name::Known("Codec.object"), |w| {
            w.line().list(entries, |w, entry| match entry {
                Entry::Constant((key, text)) => constant_pair(w, key, text),
                Entry::Field(at) => {
                    let (field, value) = (&of.fields[at], Value::Field(value, names.get(at)));
                    w.pair(
                        |w| _ = w.string(&field.key),
                        |w| encoded(w, scope, &field.shape, &value, 0, Place::Alone),
                    );
                }
            });
        });
        return;
    }
    w.call(place, Name::Known("Codec.objectOf"), |w| {
        w.line().list(entries, |w, entry| match entry {
            Entry::Constant((key, text)) => {
                w.keyed(Place::Alone, "Codec.entry", Key::Text(key), |w| {
                    string(w.line(), text, Place::Argument);
                });
            }
            Entry::Field(at) => {
                let value = Value::Field(value, names.get(at));
                entry_of(w, scope, of, at, &value);
            }
        });
    });
}

fn is_plain(presence: Presence) -> bool {
    match presence {
        Presence::Always | Presence::OrNull | Presence::Required => true,
        Presence::Optional => false,
    }
}

/// The entry or the entries of an object for one of its fields.
fn entry_of(w: &mut Writer, scope: &Scope, of: &Record, at: usize, value: &Value) {
    let Some(field) = of.fields.get(at) else {
        let flat = &of.flat[at - of.fields.len()];
        let function = match (&flat.of, flat.optional) {
            (FlatOf::Keys(_) | FlatOf::Rest { .. }, false) => "Codec.entries",
            (FlatOf::Keys(_) | FlatOf::Rest { .. }, true) => "Codec.entriesIfAny",
            (FlatOf::Variant { .. }, false) => "Codec.variantEntries",
            (FlatOf::Variant { .. }, true) => "Codec.variantEntriesIfAny",
        };
        w.call(Place::Alone, Name::Known(function), |w| {
            with_value(w, scope, flat.of.shape(), value);
        });
        return;
    };
    if is_plain(field.presence) {
        w.keyed(Place::Alone, "Codec.entry", Key::Text(&field.key), |w| {
            encoded(w.line(), scope, &field.shape, value, 0, Place::Argument);
        });
    } else {
        let key = Key::Text(&field.key);
        w.keyed(Place::Alone, "Codec.entryIfAny", key, |w| {
            with_value(w, scope, &field.shape, value);
        });
    }
}

/// The arguments of a function that takes an encoder and what it may be handed.
fn with_value(w: &mut Writer, scope: &Scope, shape: &Shape, value: &Value) {
    encoder(w.line(), scope, shape, 0, Place::Argument);
    value.write(w.line());
}
