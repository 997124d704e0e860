//! A shape within a line.

use super::cursor::{Cursor, Read};
use crate::lock::Name;
use crate::lock::write::{built_in_name, is_word, text_name};
use crate::model::{BuiltIn, Int, Key, Shape, Side, Text};

impl Cursor<'_> {
    pub(super) fn shape(&mut self) -> Read<Shape> {
        let mut shape = self.operand()?;
        loop {
            if self.take(" | null") {
                shape = Shape::Option(Box::new(shape));
            } else if self.take("[]") {
                shape = Shape::List(Box::new(shape));
            } else if self.take("[") {
                let length = self.number()?;
                self.expect("]")?;
                shape = Shape::Array(Box::new(shape), length);
            } else {
                return Ok(shape);
            }
        }
    }

    pub(super) fn operand(&mut self) -> Read<Shape> {
        if self.take("(") {
            let shape = self.shape()?;
            self.expect(")")?;
            return Ok(shape);
        }
        if self.take("$") {
            return self.word().map(Shape::Param);
        }
        if self.rest.starts_with('[') {
            return self.items().map(|items| Shape::Tuple(items.shapes));
        }
        let side = if self.take("input ") {
            Side::Accepted
        } else {
            Side::Both
        };
        let before = self.rest;
        let word = self.bare(is_word);
        if side == Side::Both && !word.is_empty() && !self.rest.starts_with(['/', '.']) {
            let args = self.args()?;
            return known(word, args).ok_or_else(|| {
                self.rest = before;
                format!("there is no shape `{word}`")
            });
        }
        self.rest = before;
        let Name { file, name } = self.name()?;
        let args = self.args()?;
        Ok(Shape::Ref {
            file,
            name,
            side,
            args: args.into(),
        })
    }

    pub(super) fn args(&mut self) -> Read<Vec<Shape>> {
        let mut args = Vec::new();
        if self.take("<") {
            self.list(">", |cursor| {
                args.push(cursor.shape()?);
                Ok(())
            })?;
        }
        Ok(args)
    }

    pub(super) fn int(&mut self) -> Read<Int> {
        let word = self.bare(is_word);
        int(word).ok_or_else(|| format!("there is no integer `{word}`"))
    }
}

fn int(word: &str) -> Option<Int> {
    Int::ALL.into_iter().find(|int| int.name() == word)
}

/// The forms of text that need no argument.
const TEXTS: [Text; 18] = [
    Text::Any,
    Text::Char,
    Text::Uuid,
    Text::Timestamp,
    Text::Zoned,
    Text::Date,
    Text::Time,
    Text::DateTime,
    Text::Ipv4,
    Text::Ipv6,
    Text::Ip,
    Text::SocketV4,
    Text::SocketV6,
    Text::Socket,
    Text::Url,
    Text::Decimal,
    Text::Hex,
    Text::Base64,
];

const BUILT_INS: [BuiltIn; 7] = [
    BuiltIn::Duration,
    BuiltIn::SystemTime,
    BuiltIn::Range,
    BuiltIn::RangeFrom,
    BuiltIn::RangeTo,
    BuiltIn::Bound,
    BuiltIn::Result,
];

/// What a word stands for.
fn known(word: &str, args: Vec<Shape>) -> Option<Shape> {
    if let Some(built_in) = BUILT_INS.into_iter().find(|it| built_in_name(*it) == word) {
        return Some(Shape::BuiltIn(built_in, args));
    }
    match (word, args.as_slice()) {
        ("any", []) => Some(Shape::Any),
        ("null", []) => Some(Shape::Null),
        ("bool", []) => Some(Shape::Bool),
        ("float", []) => Some(Shape::Float { null: false }),
        ("float_or_nan", []) => Some(Shape::Float { null: true }),
        ("nonzero", [Shape::Int(int)]) => Some(Shape::NonZero(*int)),
        ("digits", [Shape::Int(int)]) => Some(Shape::Text(Text::Digits(*int))),
        ("map", [key, of]) => Some(Shape::Map {
            key: key_of(key)?,
            of: Box::new(of.clone()),
        }),
        (word, []) => {
            let text = TEXTS.into_iter().find(|text| text_name(*text) == word);
            text.map(Shape::Text).or(int(word).map(Shape::Int))
        }
        (_, _) => None,
    }
}

/// The keys of a map whose values would have this shape.
fn key_of(shape: &Shape) -> Option<Key> {
    match shape {
        Shape::Text(text) => Some(Key::Text(*text)),
        Shape::Int(int) => Some(Key::Int(*int)),
        Shape::Bool => Some(Key::Bool),
        Shape::Ref { .. } => Some(Key::Tag(Box::new(shape.clone()))),
        Shape::Any
        | Shape::Null
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Option(_)
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::Map { .. }
        | Shape::BuiltIn(..)
        | Shape::Param(_) => None,
    }
}
