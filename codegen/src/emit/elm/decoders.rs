//! Definitions as decoders.

use ecow::EcoString;

use super::flat;
use super::scope::Scope;
use super::shapes::{elements, int_decoder, tuple};
use super::syntax::Distinct;
use super::writer::{Key, Name, Place, Writer};
use crate::model::{
    Enum, Int, Presence, Record, Shape, Tagging, TypeShape, VariantBody, WireField, WireNumber,
    WireVariant,
};

pub(super) use super::shapes::decoder;

/// The body of a definition's decoder.
pub(super) fn body(w: &mut Writer, scope: &Scope) {
    let constructor = scope.constructor();
    let is_alias = scope.is_alias();
    let place = Place::Alone;
    match &scope.definition.shape {
        TypeShape::Record(of) if !is_alias => {
            let build = Build::Constructor(constructor);
            record(w, scope, of, &scope.fields[0], build, None, place);
        }
        TypeShape::Record(of) if scope.fields[0].is_empty() => {
            record(w, scope, of, &scope.fields[0], Build::Record, None, place);
        }
        TypeShape::Record(of) => asked(w, scope, of, None, place, |w, place| {
            w.call(place, Name::Known("Codec.record"), |w| {
                w.line().text(scope.names.ty());
            });
        }),
        TypeShape::Newtype(shape) => map(w, place, constructor, |w| {
            decoder(w, scope, shape, Place::Argument);
        }),
        TypeShape::Tuple(of) if of.shapes.is_empty() => {
            elements(w, scope, &of.shapes, of.required, place, |w| {
                w.text(constructor);
            });
        }
        TypeShape::Tuple(of) => wrapped(w, scope, |w, place| {
            tuple(w, scope, &of.shapes, of.required, place);
        }),
        TypeShape::Unit => unit(w, constructor),
        TypeShape::Enum(it) if it.variants.is_empty() => {
            wrapped(w, scope, |w, place| never(w, scope, place));
        }
        TypeShape::Enum(it) => enumeration(w, scope, it),
        TypeShape::Numbers(_, all) if all.is_empty() => never(w, scope, place),
        TypeShape::Numbers(int, all) => numbers(w, scope, *int, all),
    }
}

/// A decoder, and the constructor around it of what is no alias.
fn wrapped(w: &mut Writer, scope: &Scope, decoder: impl FnOnce(&mut Writer, Place)) {
    if scope.is_alias() {
        decoder(w, Place::Alone);
    } else {
        map(w, Place::Alone, scope.constructor(), |w| {
            decoder(w, Place::Argument);
        });
    }
}

/// `Decode.map Foo decoder`
fn map(w: &mut Writer, place: Place, constructor: &str, decoder: impl FnOnce(&mut Writer)) {
    w.call(place, Name::Known("Decode.map"), |w| {
        w.line().text(constructor);
        decoder(w.line());
    });
}

fn unit(w: &mut Writer, constructor: &str) {
    w.call(Place::Alone, Name::Known("Codec.unit"), |w| {
        w.line().text(constructor);
    });
}

fn never(w: &mut Writer, scope: &Scope, place: Place) {
    w.call(place, Name::Known("Codec.never"), |w| {
        w.line().string(scope.names.ty());
    });
}

/// What the values of an object's fields become.
#[derive(Debug, Clone, Copy)]
enum Build<'a> {
    Record,
    /// A record in this constructor.
    Constructor(&'a str),
}

/// A record; `beside` is a key that belongs to what is around it.
fn record(
    w: &mut Writer,
    scope: &Scope,
    of: &Record,
    names: &Distinct,
    build: Build,
    beside: Option<&str>,
    place: Place,
) {
    let parameters = scope.parameters(names);
    let result = |w: &mut Writer, place: Place| match build {
        Build::Record => w.record(names, &parameters),
        Build::Constructor(name) => w.call(place, Name::Here(name), |w| {
            w.line().record(names, &parameters);
        }),
    };
    asked(w, scope, of, beside, place, |w, place| {
        w.call(place, Name::Known("Codec.record"), |w| {
            w.line();
            if names.is_empty() {
                result(w, Place::Argument);
                return;
            }
            let write = |w: &mut Writer| {
                for (index, name) in parameters.iter().enumerate() {
                    w.text(if index == 0 { "" } else { " " }).text(name);
                }
            };
            w.lambda(Place::Argument, write, |w| result(w, Place::Alone));
        });
    });
}

/// A decoder, and behind it what is asked of an object, in the order of the fields in Elm.
fn asked(
    w: &mut Writer,
    scope: &Scope,
    of: &Record,
    beside: Option<&str>,
    place: Place,
    first: impl FnOnce(&mut Writer, Place),
) {
    if of.tag.is_none() && of.fields.is_empty() && of.flat.is_empty() && !of.closed {
        first(w, place);
        return;
    }
    let stages = |w: &mut Writer| {
        if let Some((key, text)) = &of.tag {
            w.stage()
                .keyed(Place::Alone, "Codec.constant", Key::Text(key), |w| {
                    w.line().string(text);
                });
        }
        for field in &of.fields {
            key(w.stage(), scope, field);
        }
        for index in 0..of.flat.len() {
            flat::stage(w.stage(), scope, of, index);
        }
        if of.closed {
            closed(w.stage(), flat::own_keys(of).chain(beside));
        }
    };
    w.pipe(place, |w| first(w, Place::Alone), stages);
}

fn closed<'k>(w: &mut Writer, known: impl IntoIterator<Item = &'k str>) {
    w.call(Place::Alone, Name::Known("Codec.closed"), |w| {
        w.line().texts(known);
    });
}

fn key(w: &mut Writer, scope: &Scope, field: &WireField) {
    let (function, of_several, shape) = match (field.presence, &field.shape) {
        (Presence::Always | Presence::OrNull, Shape::Option(of)) => {
            ("Codec.optional", "Codec.optionalOf", &**of)
        }
        (Presence::Always | Presence::OrNull, shape @ Shape::Param(_)) => {
            ("Codec.paramField", "Codec.paramFieldOf", shape)
        }
        (Presence::Always | Presence::OrNull | Presence::Required, shape) => {
            ("Codec.field", "Codec.fieldOf", shape)
        }
        (Presence::Optional, shape) => ("Codec.omittable", "Codec.omittableOf", shape),
    };
    if field.aliases.is_empty() {
        w.keyed(Place::Alone, function, Key::Text(&field.key), |w| {
            decoder(w.line(), scope, shape, Place::Argument);
        });
        return;
    }
    w.call(Place::Alone, Name::Known(of_several), |w| {
        let keys = std::iter::once(&field.key).chain(&field.aliases);
        w.line().texts(keys.map(EcoString::as_str));
        decoder(w.line(), scope, shape, Place::Argument);
    });
}

/// A variant, its constructor, and the names of its fields.
type Variant<'a> = (&'a WireVariant, &'a str, &'a Distinct);

/// An enum: the tagged variants by their tags, then those without one in order.
fn enumeration(w: &mut Writer, scope: &Scope, it: &Enum) {
    let stands_alone = |variant: &WireVariant| variant.untagged || it.tagging == Tagging::Untagged;
    let all = || {
        let variants = it.variants.iter().zip(scope.names.constructors());
        variants
            .zip(&scope.fields)
            .map(|((variant, name), fields)| (variant, name, fields))
    };
    let alone = || all().filter(|(variant, ..)| stands_alone(variant));
    let tagged = |w: &mut Writer, place: Place| {
        let variants = all().filter(|(variant, ..)| !stands_alone(variant));
        let list = |w: &mut Writer| {
            w.line().list(variants, |w, variant| {
                with_aliases(w, scope, &it.tagging, variant);
            });
        };
        by_tag(w, it, place, list);
    };
    let one_of = |w: &mut Writer, of: &dyn Fn(&mut Writer)| {
        w.call(Place::Alone, Name::Known("Decode.oneOf"), |w| of(w.line()));
    };
    if it.variants.iter().all(stands_alone) {
        one_of(w, &|w| {
            w.list(alone(), |w, variant| untagged(w, scope, variant));
        });
    } else if it.variants.iter().any(stands_alone) {
        one_of(w, &|w| {
            let all = std::iter::once(None).chain(alone().map(Some));
            w.list(all, |w, variant| match variant {
                None => tagged(w, Place::Alone),
                Some(variant) => untagged(w, scope, variant),
            });
        });
    } else {
        tagged(w, Place::Alone);
    }
}

/// The decoder of the variants that have a tag.
fn by_tag(w: &mut Writer, it: &Enum, place: Place, variants: impl FnOnce(&mut Writer)) {
    match &it.tagging {
        Tagging::External | Tagging::Untagged => {
            w.call(place, Name::Known("Codec.enum"), variants);
        }
        Tagging::Internal { tag } => w.keyed(place, "Codec.internal", Key::Text(tag), variants),
        Tagging::Adjacent { tag, content } => {
            let decoder = |w: &mut Writer, place: Place| {
                w.keyed(place, "Codec.adjacent", Key::Text(tag), |w| {
                    w.line().string(content);
                    variants(w);
                });
            };
            if it.closed {
                let keys = [tag.as_str(), content];
                w.pipe(
                    place,
                    |w| decoder(w, Place::Alone),
                    |w| closed(w.stage(), keys),
                );
            } else {
                decoder(w, place);
            }
        }
    }
}

/// A variant by its tag and the other names of it.
fn with_aliases(w: &mut Writer, scope: &Scope, tagging: &Tagging, it: Variant) {
    let (variant, ..) = it;
    if variant.aliases.is_empty() {
        tagged(w, scope, tagging, it, Place::Alone);
        return;
    }
    w.call(Place::Alone, Name::Known("Codec.orTagged"), |w| {
        w.line()
            .texts(variant.aliases.iter().map(EcoString::as_str));
        tagged(w.line(), scope, tagging, it, Place::Argument);
    });
}

/// A variant by its tag.
fn tagged(w: &mut Writer, scope: &Scope, tagging: &Tagging, it: Variant, place: Place) {
    let (variant, constructor, fields) = it;
    let tag = Key::Text(&variant.tag);
    match &variant.body {
        VariantBody::Unit => {
            let function = if variant.other {
                "Codec.otherVariant"
            } else {
                "Codec.unitVariant"
            };
            w.keyed(place, function, tag, |w| _ = w.line().text(constructor));
        }
        VariantBody::Newtype(shape) => {
            let function = match (tagging, shape) {
                (Tagging::Adjacent { .. }, Shape::Option(_) | Shape::Param(_)) => {
                    "Codec.optionVariant"
                }
                _ => "Codec.variant",
            };
            w.keyed(place, function, tag, |w| {
                map(w.line(), Place::Argument, constructor, |w| match tagging {
                    Tagging::Internal { tag } => {
                        let hidden = std::iter::once(tag.as_str());
                        flat::beside(w, scope, shape, hidden, Place::Argument);
                    }
                    Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => {
                        decoder(w, scope, shape, Place::Argument);
                    }
                });
            });
        }
        VariantBody::Tuple(of) => w.keyed(place, "Codec.variant", tag, |w| {
            let place = Place::Argument;
            elements(w.line(), scope, &of.shapes, of.required, place, |w| {
                w.text(constructor);
            });
        }),
        VariantBody::Record(of) => w.keyed(place, "Codec.variant", tag, |w| {
            let beside = match tagging {
                Tagging::Internal { tag } => Some(tag.as_str()),
                Tagging::External | Tagging::Adjacent { .. } | Tagging::Untagged => None,
            };
            let build = Build::Constructor(constructor);
            let decoder = |w: &mut Writer, place: Place| {
                record(w, scope, of, fields, build, beside, place);
            };
            match beside {
                // What lies among the keys would take the tag for one of them.
                Some(tag) if !of.flat.is_empty() => {
                    flat::without(w.line(), Place::Argument, [tag], decoder);
                }
                _ => decoder(w.line(), Place::Argument),
            }
        }),
    }
}

/// A variant by what it carries.
fn untagged(w: &mut Writer, scope: &Scope, (variant, constructor, fields): Variant) {
    let place = Place::Alone;
    match &variant.body {
        VariantBody::Unit => unit(w, constructor),
        VariantBody::Newtype(shape) => map(w, place, constructor, |w| {
            decoder(w, scope, shape, Place::Argument);
        }),
        VariantBody::Tuple(of) => {
            elements(w, scope, &of.shapes, of.required, place, |w| {
                w.text(constructor);
            });
        }
        VariantBody::Record(of) => {
            let build = Build::Constructor(constructor);
            record(w, scope, of, fields, build, None, place);
        }
    }
}

fn numbers(w: &mut Writer, scope: &Scope, int: Int, numbers: &[WireNumber]) {
    let all = || numbers.iter().zip(scope.names.constructors());
    let other = all().find(|(number, _)| number.other);
    let function = match other {
        Some(_) => "Codec.numbersOr",
        None => "Codec.numbers",
    };
    w.call(Place::Alone, Name::Known(function), |w| {
        if let Some((_, other)) = other {
            w.line().text(other);
        }
        w.line().known(int_decoder(int));
        w.line().list(all(), |w, (number, name)| {
            w.pair(|w| w.integer(number.value), |w| _ = w.text(name));
        });
    });
}
