//! Shapes in the notation of the lock.

use std::fmt::Write as _;

use ecow::EcoString;

use super::super::lean::param_name;
use super::{push_name, push_quoted, word};
use crate::model::{
    BuiltIn, Definition, Enum, FlatOf, Key, Presence, Record, Shape, Side, Tagging, Text,
    TypeShape, VariantBody, WireVariant,
};

/// A shape in the notation of the lock.
pub(in crate::lock) fn short(of: &Shape) -> String {
    let mut out = String::new();
    Notation::lean(&mut out).shape(of);
    out
}

/// Where shapes are written. What does not show on the wire is passed over, and what has no order there is sorted, so that
/// a definition and the [`Type`](super::Type) that is made of it are the same text.
pub(super) struct Notation<'a> {
    out: &'a mut String,
    /// What the parameters are called in Rust; none where they have the lock's own names.
    params: &'a [EcoString],
}

impl<'a> Notation<'a> {
    /// For shapes that are as the lock has them.
    pub(super) fn lean(out: &'a mut String) -> Self {
        Self { out, params: &[] }
    }

    /// For those of a definition.
    pub(super) fn of(out: &'a mut String, definition: &'a Definition) -> Self {
        let params = &definition.params;
        Self { out, params }
    }

    pub(super) fn type_shape(&mut self, of: &TypeShape) {
        match of {
            TypeShape::Record(it) => self.record(it),
            TypeShape::Newtype(it) => self.shape(it),
            TypeShape::Tuple(it) => self.items(&it.shapes, it.required),
            TypeShape::Unit => self.out.push_str("null"),
            TypeShape::Enum(it) => self.enumeration(it),
            TypeShape::Numbers(int, numbers) => {
                let _ = write!(self.out, "numbers {}", int.name());
                let mut numbers: Vec<_> = numbers.iter().collect();
                numbers.sort_by_key(|number| (number.other, number.value));
                for (index, number) in numbers.into_iter().enumerate() {
                    let other = if number.other { "else " } else { "" };
                    let _ = write!(self.out, "{}{other}{}", separator(index), number.value);
                }
            }
        }
    }

    fn record(&mut self, of: &Record) {
        if of.closed {
            self.out.push_str("closed ");
        }
        let start = self.out.len();
        let next = |out: &mut String| out.push_str(if out.len() == start { "{ " } else { ", " });
        if let Some((key, text)) = &of.tag {
            next(self.out);
            self.out.push_str(&word(key));
            self.out.push_str(" = ");
            push_quoted(self.out, text);
        }
        let mut fields: Vec<_> = of.fields.iter().collect();
        fields.sort_by(|a, b| a.key.cmp(&b.key));
        for field in fields {
            next(self.out);
            self.out.push_str(&word(&field.key));
            for alias in sorted(&field.aliases) {
                self.out.push('/');
                self.out.push_str(&word(alias));
            }
            let (mark, inner) = match (field.presence, &field.shape) {
                (Presence::Always | Presence::Required, shape) => (": ", shape),
                (Presence::Optional, shape) => ("?: ", shape),
                (Presence::OrNull, Shape::Option(shape)) => ("??: ", &**shape),
                // There is no such thing; what stands behind the mark is what may be `null` beside.
                (Presence::OrNull, shape) => ("??: ", shape),
            };
            self.out.push_str(mark);
            self.shape(inner);
        }
        for flat in &of.flat {
            next(self.out);
            self.out
                .push_str(if flat.optional { "...?" } else { "..." });
            let (word, lies) = match &flat.of {
                FlatOf::Keys(of) => ("", of),
                FlatOf::Variant { of, .. } => ("variant ", of),
                FlatOf::Rest { of, .. } => ("rest ", of),
            };
            self.out.push_str(word);
            self.shape(lies);
        }
        let is_empty = self.out.len() == start;
        self.out.push_str(if is_empty { "{}" } else { " }" });
    }

    /// `[A, B?]`: what may be missing from the end has a mark.
    fn items(&mut self, shapes: &[Shape], required: usize) {
        self.out.push('[');
        for (index, it) in shapes.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            self.shape(it);
            if index >= required {
                self.out.push('?');
            }
        }
        self.out.push(']');
    }

    fn enumeration(&mut self, of: &Enum) {
        if of.closed {
            self.out.push_str("closed ");
        }
        match &of.tagging {
            Tagging::External => self.out.push_str("external"),
            Tagging::Internal { tag } => {
                self.out.push_str("internal ");
                push_quoted(self.out, tag);
            }
            Tagging::Adjacent { tag, content } => {
                self.out.push_str("adjacent ");
                push_quoted(self.out, tag);
                self.out.push(' ');
                push_quoted(self.out, content);
            }
            Tagging::Untagged => self.out.push_str("untagged"),
        }
        let mut variants: Vec<_> = of.variants.iter().collect();
        if of.tagging != Tagging::Untagged {
            // Those without a tag are tried in their order, after all others.
            variants.sort_by_key(|it| (it.untagged, if it.untagged { "" } else { &it.tag }));
        }
        for (index, it) in variants.into_iter().enumerate() {
            self.out.push_str(separator(index));
            self.variant(it, of.tagging == Tagging::Untagged);
        }
    }

    fn variant(&mut self, of: &WireVariant, untagged: bool) {
        if of.other {
            self.out.push_str("else ");
        }
        if untagged || of.untagged {
            self.out.push('_');
        } else {
            push_quoted(self.out, &of.tag);
            for alias in sorted(&of.aliases) {
                self.out.push('/');
                push_quoted(self.out, alias);
            }
        }
        match &of.body {
            VariantBody::Unit => {}
            VariantBody::Newtype(it) => {
                self.out.push('(');
                self.shape(it);
                self.out.push(')');
            }
            VariantBody::Tuple(it) => self.items(&it.shapes, it.required),
            VariantBody::Record(it) => {
                self.out.push(' ');
                self.record(it);
            }
        }
    }

    fn shape(&mut self, of: &Shape) {
        match of {
            Shape::Any => self.out.push_str("any"),
            Shape::Null => self.out.push_str("null"),
            Shape::Bool => self.out.push_str("bool"),
            Shape::Int(int) => self.out.push_str(int.name()),
            Shape::NonZero(int) => {
                let _ = write!(self.out, "nonzero<{}>", int.name());
            }
            Shape::Float { null: false } => self.out.push_str("float"),
            Shape::Float { null: true } => self.out.push_str("float_or_nan"),
            Shape::Text(text) => {
                self.out.push_str(text_name(*text));
                if let Text::Digits(int) = text {
                    let _ = write!(self.out, "<{}>", int.name());
                }
            }
            Shape::Option(of) => {
                self.shape(of);
                self.out.push_str(" | null");
            }
            Shape::List(of) => {
                self.operand(of);
                self.out.push_str("[]");
            }
            Shape::Array(of, length) => {
                self.operand(of);
                let _ = write!(self.out, "[{length}]");
            }
            Shape::Tuple(shapes) => self.items(shapes, shapes.len()),
            Shape::Map { key, of } => {
                self.out.push_str("map<");
                match key {
                    Key::Tag(tag) => self.shape(tag),
                    Key::Text(_) | Key::Int(_) | Key::Bool => self.shape(&key_shape(key)),
                }
                self.out.push_str(", ");
                self.shape(of);
                self.out.push('>');
            }
            Shape::BuiltIn(of, args) => {
                self.out.push_str(built_in_name(*of));
                self.args(args);
            }
            Shape::Param(name) => {
                self.out.push('$');
                match self.params.iter().rposition(|param| param == name) {
                    Some(index) => self.out.push_str(&param_name(index)),
                    None => self.out.push_str(name),
                }
            }
            Shape::Ref {
                file,
                name,
                side,
                args,
            } => {
                if *side == Side::Accepted {
                    self.out.push_str("input ");
                }
                push_name(self.out, file, name);
                self.args(args);
            }
        }
    }

    /// In front of brackets.
    fn operand(&mut self, of: &Shape) {
        if matches!(of, Shape::Option(_)) {
            self.out.push('(');
            self.shape(of);
            self.out.push(')');
        } else {
            self.shape(of);
        }
    }

    /// The arguments of what is called.
    fn args(&mut self, args: &[Shape]) {
        for (index, arg) in args.iter().enumerate() {
            self.out.push_str(if index == 0 { "<" } else { ", " });
            self.shape(arg);
        }
        if !args.is_empty() {
            self.out.push('>');
        }
    }
}

/// Between the variants of an enum; before the first stands a space.
fn separator(index: usize) -> &'static str {
    if index == 0 { " " } else { " | " }
}

fn sorted(names: &[EcoString]) -> Vec<&EcoString> {
    let mut names: Vec<&EcoString> = names.iter().collect();
    names.sort();
    names
}

/// The keys of a map as the shape that a value of them has.
pub(in crate::lock) fn key_shape(key: &Key) -> Shape {
    match key {
        Key::Text(text) => Shape::Text(*text),
        Key::Int(int) => Shape::Int(*int),
        Key::Bool => Shape::Bool,
        Key::Tag(tag) => (**tag).clone(),
    }
}

/// The word for a form of text.
pub(in crate::lock) fn text_name(text: Text) -> &'static str {
    match text {
        Text::Any => "string",
        Text::Char => "char",
        Text::Uuid => "uuid",
        Text::Timestamp => "timestamp",
        Text::Zoned => "zoned",
        Text::Date => "date",
        Text::Time => "time",
        Text::DateTime => "date_time",
        Text::Ipv4 => "ipv4",
        Text::Ipv6 => "ipv6",
        Text::Ip => "ip",
        Text::SocketV4 => "socket_v4",
        Text::SocketV6 => "socket_v6",
        Text::Socket => "socket",
        Text::Url => "url",
        Text::Decimal => "decimal",
        Text::Digits(_) => "digits",
        Text::Hex => "hex",
        Text::Base64 => "base64",
    }
}

/// The word for a type of the standard library.
pub(in crate::lock) fn built_in_name(of: BuiltIn) -> &'static str {
    match of {
        BuiltIn::Duration => "duration",
        BuiltIn::SystemTime => "system_time",
        BuiltIn::Range => "range",
        BuiltIn::RangeFrom => "range_from",
        BuiltIn::RangeTo => "range_to",
        BuiltIn::Bound => "bound",
        BuiltIn::Result => "result",
    }
}
