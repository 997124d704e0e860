//! The right side of a `type` or `input` line.

use ecow::EcoString;

use super::cursor::{Cursor, Read};
use crate::model::{
    Enum, Flat, FlatOf, Items, Presence, Rare, Record, Shape, Tagging, Texts, TypeShape,
    VariantBody, WireField, WireNumber, WireVariant,
};

impl Cursor<'_> {
    pub(super) fn type_shape(&mut self) -> Read<TypeShape> {
        let closed = self.take("closed ");
        if self.rest.starts_with('{') {
            return self.record(closed).map(TypeShape::Record);
        }
        let tagging = if self.take("external") {
            Tagging::External
        } else if self.take("internal \"") {
            let tag = self.quoted()?;
            Tagging::Internal { tag }
        } else if self.take("adjacent \"") {
            let tag = self.quoted()?;
            self.expect(" \"")?;
            let content = self.quoted()?;
            Tagging::Adjacent { tag, content }
        } else if self.take("untagged") {
            Tagging::Untagged
        } else if closed {
            return Err("`closed` stands before an object or an enum".to_owned());
        } else if self.take("numbers ") {
            return self.numbers();
        } else if self.rest.starts_with('[') {
            let before = self.rest;
            let items = self.items()?;
            if self.rest.is_empty() {
                return Ok(TypeShape::Tuple(items));
            }
            // It is only where a longer shape begins: `[u8, u8][]`.
            self.rest = before;
            return self.shape().map(TypeShape::Newtype);
        } else {
            return self.shape().map(TypeShape::Newtype);
        };
        let mut variants = Vec::new();
        while self.take(if variants.is_empty() { " " } else { " | " }) {
            variants.push(self.variant(&tagging)?);
        }
        Ok(TypeShape::Enum(Enum {
            tagging,
            variants,
            closed,
        }))
    }

    pub(super) fn numbers(&mut self) -> Read<TypeShape> {
        let int = self.int()?;
        let mut numbers = Vec::new();
        while self.take(if numbers.is_empty() { " " } else { " | " }) {
            let other = self.take("else ");
            numbers.push(WireNumber {
                value: self.number()?,
                name: EcoString::new(),
                other,
                docs: Texts::default(),
                deprecated: None,
            });
        }
        Ok(TypeShape::Numbers(int, numbers))
    }

    pub(super) fn variant(&mut self, tagging: &Tagging) -> Read<WireVariant> {
        let other = self.take("else ");
        let no_tag = self.take("_");
        let mut names = Vec::new();
        if !no_tag {
            loop {
                self.expect("\"")?;
                names.push(self.quoted()?);
                if !self.take("/") {
                    break;
                }
            }
        }
        let body = if self.take("(") {
            let shape = self.shape()?;
            self.expect(")")?;
            VariantBody::Newtype(shape)
        } else if self.rest.starts_with('[') {
            VariantBody::Tuple(self.items()?)
        } else if self.take(" closed ") {
            VariantBody::Record(self.record(true)?)
        } else if self.rest.starts_with(" {") {
            self.expect(" ")?;
            VariantBody::Record(self.record(false)?)
        } else {
            VariantBody::Unit
        };
        let mut names = names.into_iter();
        Ok(WireVariant {
            tag: names.next().unwrap_or_default(),
            aliases: names.collect(),
            name: EcoString::new(),
            body,
            untagged: no_tag && *tagging != Tagging::Untagged,
            other,
            docs: Texts::default(),
            deprecated: None,
        })
    }

    pub(super) fn record(&mut self, closed: bool) -> Read<Record> {
        let mut record = Record {
            closed,
            ..Record::default()
        };
        if self.take("{}") {
            return Ok(record);
        }
        self.expect("{ ")?;
        self.list(" }", |cursor| {
            if cursor.take("...") {
                record.flat.push(cursor.flat()?);
                return Ok(());
            }
            let key = cursor.word()?;
            if cursor.take(" = \"") {
                record.tag = Some((key, cursor.quoted()?));
                return Ok(());
            }
            record.fields.push(cursor.field(key)?);
            Ok(())
        })?;
        Ok(record)
    }

    pub(super) fn field(&mut self, key: EcoString) -> Read<WireField> {
        let mut aliases = Vec::new();
        while self.take("/") {
            aliases.push(self.word()?);
        }
        let presence = if self.take("??: ") {
            Presence::OrNull
        } else if self.take("?: ") {
            Presence::Optional
        } else {
            self.expect(": ")?;
            Presence::Always
        };
        let shape = self.shape()?;
        Ok(WireField {
            key,
            aliases,
            name: EcoString::new(),
            shape: match presence {
                Presence::OrNull => Shape::Option(Box::new(shape)),
                Presence::Always | Presence::Optional | Presence::Required => shape,
            },
            presence,
            rules: Rare::default(),
            docs: Texts::default(),
            deprecated: None,
        })
    }

    pub(super) fn flat(&mut self) -> Read<Flat> {
        let optional = self.take("?");
        let of = if self.take("variant ") {
            FlatOf::Variant {
                of: self.shape()?,
                tags: Vec::new(),
            }
        } else if self.take("rest ") {
            FlatOf::Rest {
                of: self.shape()?,
                except: Vec::new(),
            }
        } else {
            FlatOf::Keys(self.shape()?)
        };
        Ok(Flat {
            name: EcoString::new(),
            of,
            optional,
            docs: Texts::default(),
        })
    }

    pub(super) fn items(&mut self) -> Read<Items> {
        let mut items = Items::default();
        self.expect("[")?;
        if self.take("]") {
            return Ok(items);
        }
        self.list("]", |cursor| {
            items.shapes.push(cursor.shape()?);
            if !cursor.take("?") {
                items.required = items.shapes.len();
            }
            Ok(())
        })?;
        Ok(items)
    }
}
