//! Definitions as Elm types.

use super::module::Core;
use super::scope::Scope;
use super::syntax::{self, Distinct};
use super::writer::{Name, Place, Writer};
use crate::model::{
    BuiltIn, Key, Presence, Record, Shape, TypeShape, VariantBody, WireField, WireVariant,
};

/// The declaration of a definition's type.
pub(super) fn declare(w: &mut Writer, scope: &Scope) {
    let definition = scope.definition;
    w.docs(&definition.docs, definition.deprecated.as_deref());
    let constructors = scope.names.constructors();
    let is_alias = scope.is_alias();
    let never = scope.module.core(Core::Never);
    match &definition.shape {
        TypeShape::Record(of) if is_alias => {
            alias(w, scope, |w| record(w, scope, of, &scope.fields[0]));
        }
        TypeShape::Record(of) => custom(w, scope, constructors, |w, name| {
            carrying(w, scope, name, of, &scope.fields[0]);
        }),
        TypeShape::Newtype(shape) => {
            of_one(w, scope, |w| ty(w, scope, shape, Place::Argument));
        }
        TypeShape::Tuple(of) if of.shapes.is_empty() => custom(w, scope, constructors, bare),
        TypeShape::Tuple(of) if is_alias => {
            alias(w, scope, |w| {
                items(w, scope, &of.shapes, of.required, Place::Alone);
            });
        }
        TypeShape::Tuple(of) => of_one(w, scope, |w| {
            items(w, scope, &of.shapes, of.required, Place::Argument);
        }),
        TypeShape::Unit => custom(w, scope, constructors, bare),
        TypeShape::Enum(it) if it.variants.is_empty() && !is_alias => {
            of_one(w, scope, |w| _ = w.known(never));
        }
        TypeShape::Enum(it) if it.variants.is_empty() => {
            alias(w, scope, |w| _ = w.known(never));
        }
        TypeShape::Enum(it) => {
            let variants = it.variants.iter().zip(constructors).zip(&scope.fields);
            custom(w, scope, variants, |w, ((variant, name), fields)| {
                constructor(w, scope, variant, name, fields);
            });
        }
        TypeShape::Numbers(_, numbers) if numbers.is_empty() => {
            alias(w, scope, |w| _ = w.known(never));
        }
        TypeShape::Numbers(_, numbers) => {
            custom(
                w,
                scope,
                numbers.iter().zip(constructors),
                |w, (number, name)| {
                    w.inner_docs(&number.docs, number.deprecated.as_deref());
                    w.text(name);
                },
            );
        }
    }
}

/// The names of a record's fields: of its keys, then of what lies among them.
pub(super) fn field_names(record: &Record) -> Distinct {
    let keys = record.fields.iter().map(|field| &field.name);
    let mut names = Distinct::room(record.fields.len() + record.flat.len());
    for name in keys.chain(record.flat.iter().map(|flat| &flat.name)) {
        names.add(|text| syntax::push_lower(name, text), |_| false);
    }
    names
}

fn alias(w: &mut Writer, scope: &Scope, of: impl FnOnce(&mut Writer)) {
    scope.applied(w.text("type alias "), Name::Here(scope.names.ty()));
    w.text(" =").tab(|w| of(w.hard_line()));
}

/// A type of its own, ` = A | B`, one a line.
fn custom<T>(
    w: &mut Writer,
    scope: &Scope,
    constructors: impl IntoIterator<Item = T>,
    write: impl FnMut(&mut Writer, T),
) {
    scope.applied(w.text("type "), Name::Here(scope.names.ty()));
    w.alternatives(constructors, write);
}

/// A constructor of nothing.
fn bare(w: &mut Writer, name: &str) {
    w.text(name);
}

/// A type of its own with one constructor of one thing.
fn of_one(w: &mut Writer, scope: &Scope, of: impl Fn(&mut Writer)) {
    custom(w, scope, scope.names.constructors(), |w, name| {
        of(w.text(name).text(" "));
    });
}

fn constructor(
    w: &mut Writer,
    scope: &Scope,
    variant: &WireVariant,
    name: &str,
    fields: &Distinct,
) {
    w.inner_docs(&variant.docs, variant.deprecated.as_deref());
    match &variant.body {
        VariantBody::Unit => _ = w.text(name),
        VariantBody::Newtype(shape) => {
            ty(w.text(name).text(" "), scope, shape, Place::Argument);
        }
        VariantBody::Tuple(items) => {
            w.text(name);
            for index in 0..items.shapes.len() {
                let (shape, is_optional) = (&items.shapes[index], index >= items.required);
                optional(w.text(" "), scope, shape, is_optional, Place::Argument);
            }
        }
        VariantBody::Record(of) => carrying(w, scope, name, of, fields),
    }
}

/// A constructor of a record.
fn carrying(w: &mut Writer, scope: &Scope, name: &str, of: &Record, fields: &Distinct) {
    w.text(name);
    if fields.is_empty() {
        w.text(" {}");
    } else {
        w.tab(|w| record(w.hard_line(), scope, of, fields));
    }
}

fn record(w: &mut Writer, scope: &Scope, of: &Record, names: &Distinct) {
    if names.is_empty() {
        w.text("{}");
        return;
    }
    w.broken(|w| {
        w.enclosed(["{", "}"], 0..names.len(), |w, place| {
            let name = names.get(place);
            if let Some(field) = of.fields.get(place) {
                w.inner_docs(&field.docs, field.deprecated.as_deref());
                field_type(w.text(name).text(" : "), scope, field);
            } else {
                let flat = &of.flat[place - of.fields.len()];
                w.inner_docs(&flat.docs, None);
                w.text(name).text(" : ");
                optional(w, scope, flat.of.shape(), flat.optional, Place::Alone);
            }
        });
    });
}

/// The type of a field: what may be missing is a `Maybe` of its own.
fn field_type(w: &mut Writer, scope: &Scope, field: &WireField) {
    let is_optional = match field.presence {
        Presence::Always | Presence::OrNull | Presence::Required => false,
        Presence::Optional => true,
    };
    optional(w, scope, &field.shape, is_optional, Place::Alone);
}

/// A type, or a `Maybe` of it.
fn optional(w: &mut Writer, scope: &Scope, shape: &Shape, is_optional: bool, place: Place) {
    if is_optional {
        maybe(w, scope, shape, place);
    } else {
        ty(w, scope, shape, place);
    }
}

/// A value on the wire as a type.
fn ty(w: &mut Writer, scope: &Scope, shape: &Shape, place: Place) {
    let core = |core: Core| scope.module.core(core);
    match shape {
        Shape::Any => _ = w.known("Decode.Value"),
        Shape::Null => _ = w.text("()"),
        Shape::Bool => _ = w.known(core(Core::Bool)),
        Shape::Int(_) | Shape::NonZero(_) => _ = w.known(core(Core::Int)),
        Shape::Float { .. } => _ = w.known(core(Core::Float)),
        Shape::Text(_) => _ = w.known(core(Core::String)),
        Shape::Option(of) => maybe(w, scope, of, place),
        Shape::List(of) | Shape::Array(of, _) => {
            applied(w, place, |w| {
                ty(
                    w.known(core(Core::List)).text(" "),
                    scope,
                    of,
                    Place::Argument,
                );
            });
        }
        Shape::Tuple(shapes) => items(w, scope, shapes, shapes.len(), place),
        Shape::Map { key, of } => applied(w, place, |w| {
            w.known("Dict.Dict ").known(core(key_type(key)));
            ty(w.text(" "), scope, of, Place::Argument);
        }),
        Shape::BuiltIn(built_in, args) => {
            let name = Name::Known(built_in_name(scope, *built_in));
            // In Elm the error comes first.
            if *built_in == BuiltIn::Result {
                with_arguments(w, scope, place, name, args.iter().rev());
            } else {
                with_arguments(w, scope, place, name, args.iter());
            }
        }
        Shape::Param(name) => _ = w.text(scope.variable(name)),
        Shape::Ref { args, .. } => {
            let found = scope.find(shape);
            let name = found.map_or(Name::Here(""), |index| scope.module.type_name(index));
            with_arguments(w, scope, place, name, args.iter());
        }
    }
}

fn with_arguments<'s>(
    w: &mut Writer,
    scope: &Scope,
    place: Place,
    name: Name,
    args: impl ExactSizeIterator<Item = &'s Shape>,
) {
    if args.len() == 0 {
        w.name(name);
        return;
    }
    applied(w, place, |w| {
        w.name(name);
        args.for_each(|arg| ty(w.text(" "), scope, arg, Place::Argument));
    });
}

/// A type with arguments.
fn applied(w: &mut Writer, place: Place, of: impl FnOnce(&mut Writer)) {
    match place {
        Place::Alone => of(w),
        Place::Argument => {
            of(w.text("("));
            w.text(")");
        }
    }
}

fn maybe(w: &mut Writer, scope: &Scope, of: &Shape, place: Place) {
    applied(w, place, |w| {
        let maybe = scope.module.core(Core::Maybe);
        ty(w.known(maybe).text(" "), scope, of, Place::Argument);
    });
}

/// Numbers beyond 2^53 stay text, so that no two keys fall together.
fn key_type(key: &Key) -> Core {
    match key {
        Key::Int(int) if !int.is_wide() => Core::Int,
        Key::Int(_) | Key::Text(_) | Key::Bool | Key::Tag(_) => Core::String,
    }
}

fn built_in_name(scope: &Scope, built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "Codec.Duration",
        BuiltIn::SystemTime => "Codec.SystemTime",
        BuiltIn::Range => "Codec.Range",
        BuiltIn::RangeFrom => "Codec.RangeFrom",
        BuiltIn::RangeTo => "Codec.RangeTo",
        BuiltIn::Bound => "Codec.Bound",
        BuiltIn::Result => scope.module.core(Core::Result),
    }
}

/// An array of different types: a tuple of two and three, what it holds where that is one, else a record. Those that may
/// be missing are a `Maybe` each.
fn items(w: &mut Writer, scope: &Scope, shapes: &[Shape], required: usize, place: Place) {
    let item = |w: &mut Writer, index: usize, place| {
        optional(w, scope, &shapes[index], index >= required, place);
    };
    match shapes.len() {
        0 => _ = w.text("()"),
        1 => item(w, 0, place),
        length @ (2 | 3) => {
            for index in 0..length {
                let sign = if index == 0 { "( " } else { ", " };
                item(w.text(sign), index, Place::Alone);
            }
            w.text(" )");
        }
        length => {
            for index in 0..length {
                let sign = if index == 0 { "{ t" } else { ", t" };
                w.text(sign).number(index);
                item(w.text(" : "), index, Place::Alone);
            }
            w.text(" }");
        }
    }
}
