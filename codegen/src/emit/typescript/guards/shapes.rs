//! The guard of a shape.

use super::super::super::layout::Layout;
use super::super::brackets;
use super::super::syntax;
use super::Guards;
use crate::model::{BuiltIn, Int, Items, Key, Shape, Text};

impl Guards<'_> {
    /// `isFoo(value)`.
    pub(super) fn check_shape(&self, l: &mut Layout, shape: &Shape) {
        let is_function = match shape {
            Shape::Ref { args, .. } => args.is_empty() && !self.goes_round(shape),
            Shape::Text(form) => !matches!(form, Text::Digits(_)),
            Shape::Any
            | Shape::Null
            | Shape::Bool
            | Shape::Int(_)
            | Shape::Float { null: false }
            | Shape::Param(_) => true,
            Shape::NonZero(_)
            | Shape::Float { null: true }
            | Shape::Option(_)
            | Shape::List(_)
            | Shape::Array(..)
            | Shape::Tuple(_)
            | Shape::Map { .. }
            | Shape::BuiltIn(..) => false,
        };
        if is_function {
            self.guard(l, shape);
            brackets::arguments(l, |list| {
                list.item().text("value");
            });
        } else {
            self.is(l, |l| self.guard(l, shape));
        }
    }

    /// A guard as a value, fit to be handed to another.
    pub(super) fn guard(&self, l: &mut Layout, shape: &Shape) {
        match shape {
            Shape::Any => self.named(l, "isAny"),
            Shape::Null => self.named(l, "isNull"),
            Shape::Bool => self.named(l, "isBool"),
            Shape::Int(int) => self.named(l, is_int(*int)),
            Shape::NonZero(int) => self.call(l, "nonZero", |list| {
                self.named(list.item(), is_int(*int));
            }),
            Shape::Float { null: false } => self.named(l, "isFloat"),
            Shape::Float { null: true } => self.call(l, "nullable", |list| {
                self.named(list.item(), "isFloat");
            }),
            Shape::Text(form) => self.form(l, *form),
            Shape::Option(of) => self.call(l, "nullable", |list| self.guard(list.item(), of)),
            Shape::List(of) => self.call(l, "list", |list| self.guard(list.item(), of)),
            Shape::Array(of, length) => self.call(l, "array", |list| {
                self.guard(list.item(), of);
                list.item().show(length);
            }),
            Shape::Tuple(shapes) => self.tuple(l, shapes),
            Shape::Map { key, of } => {
                let function = match key {
                    Key::Text(Text::Any) => "map",
                    Key::Text(_) | Key::Int(_) | Key::Bool | Key::Tag(_) => "mapOf",
                };
                self.call(l, function, |list| {
                    match key {
                        Key::Text(Text::Any) => {}
                        Key::Text(form) => self.form(list.item(), *form),
                        Key::Int(int) => self.form(list.item(), Text::Digits(*int)),
                        Key::Bool => self.named(list.item(), "isBoolKey"),
                        Key::Tag(tag) => self.guard(list.item(), tag),
                    }
                    self.guard(list.item(), of);
                });
            }
            Shape::BuiltIn(built_in, args) if args.is_empty() => {
                self.named(l, is_built_in(*built_in));
            }
            Shape::BuiltIn(built_in, args) => self.call(l, "bind", |list| {
                self.named(list.item(), is_built_in(*built_in));
                for arg in args {
                    self.guard(list.item(), arg);
                }
            }),
            Shape::Param(name) => {
                l.text("is").text(&self.module.param(name));
            }
            Shape::Ref { args, .. } => {
                let function = match (self.goes_round(shape), args.is_empty()) {
                    (false, true) => return self.module.guard_of(l, shape),
                    (false, false) => "bind",
                    (true, _) => "once",
                };
                self.call(l, function, |list| {
                    self.module.guard_of(list.item(), shape);
                    for arg in args {
                        self.guard(list.item(), arg);
                    }
                });
            }
        }
    }

    pub(super) fn items(&self, l: &mut Layout, items: &Items) {
        if items.required == items.shapes.len() {
            return self.tuple(l, &items.shapes);
        }
        self.call(l, "atLeast", |list| {
            list.item().show(items.required);
            for shape in &items.shapes {
                self.guard(list.item(), shape);
            }
        });
    }

    fn tuple(&self, l: &mut Layout, shapes: &[Shape]) {
        if shapes.is_empty() {
            self.named(l, "tuple()");
            return;
        }
        self.call(l, "tuple", |list| {
            for shape in shapes {
                self.guard(list.item(), shape);
            }
        });
    }

    /// Whether a reference leads back to this definition without going into the value.
    fn goes_round(&self, shape: &Shape) -> bool {
        let all = self.module.all;
        all.circles.is_in_circle(self.index)
            && all
                .graph
                .find_ref(shape)
                .is_some_and(|other| all.circles.look_at_each_other(self.index, other))
    }

    fn form(&self, l: &mut Layout, form: Text) {
        let name = match form {
            Text::Any => "isString",
            Text::Char => "isChar",
            Text::Uuid => "isUuid",
            Text::Timestamp => "isTimestamp",
            Text::Zoned => "isZoned",
            Text::Date => "isDate",
            Text::Time => "isTime",
            Text::DateTime => "isDateTime",
            Text::Ipv4 => "isIpv4",
            Text::Ipv6 => "isIpv6",
            Text::Ip => "isIp",
            Text::SocketV4 => "isSocketV4",
            Text::SocketV6 => "isSocketV6",
            Text::Socket => "isSocket",
            Text::Url => "isUrl",
            Text::Decimal => "isDecimal",
            Text::Hex => "isHex",
            Text::Base64 => "isBase64",
            Text::Digits(int) => {
                return self.call(l, "digits", |list| {
                    syntax::string(list.item(), int.name());
                });
            }
        };
        self.named(l, name);
    }
}

fn is_built_in(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "isDuration",
        BuiltIn::SystemTime => "isSystemTime",
        BuiltIn::Range => "isRange",
        BuiltIn::RangeFrom => "isRangeFrom",
        BuiltIn::RangeTo => "isRangeTo",
        BuiltIn::Bound => "isBound",
        BuiltIn::Result => "isOutcome",
    }
}

fn is_int(int: Int) -> &'static str {
    match int {
        Int::I8 => "isI8",
        Int::I16 => "isI16",
        Int::I32 => "isI32",
        Int::I64 => "isI64",
        Int::I128 => "isI128",
        Int::U8 => "isU8",
        Int::U16 => "isU16",
        Int::U32 => "isU32",
        Int::U64 => "isU64",
        Int::U128 => "isU128",
    }
}
