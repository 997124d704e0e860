//! `#[serde(..)]`: every attribute of serde's, read as `serde_derive` reads it.
//!
//! What `serde_derive` itself refuses (two of a kind, keys that exclude each other) is rustc's to tell, so the first
//! one counts here and nothing is said. Unknown keys are told all the same: in a front end they are easily overlooked.

use std::slice::from_ref;

use ecow::EcoString;
use syn::{Attribute, LitStr};

use super::On;
use super::serde_keys::{Given, Said, each, set};
use crate::model::{
    DefaultValue, PerSide, SerdeContainer, SerdeField, SerdeVariant, SerdeWith, Ty, With,
};
use crate::report::{self, Notes};

/// Reads every `#[serde(..)]` of a struct or an enum.
pub fn container(attributes: &[Attribute], notes: &mut Notes<'_>) -> SerdeContainer {
    let mut read = SerdeContainer::default();
    read.any = each(attributes, On::Type, notes, |said, notes| {
        match said.name {
            "rename" => name(said, &mut read.rename, &mut Vec::new(), notes),
            "rename_all" => case(said, &mut read.rename_all, notes),
            "rename_all_fields" => case(said, &mut read.rename_all_fields, notes),
            "tag" => set(&mut read.tag, text(said, notes)),
            "content" => set(&mut read.content, text(said, notes)),
            "untagged" => read.untagged |= flag(said, notes),
            "deny_unknown_fields" => read.deny_unknown_fields |= flag(said, notes),
            "default" => set(&mut read.default, default(said, notes)),
            "transparent" => read.transparent |= flag(said, notes),
            "from" | "try_from" => set(&mut read.from, ty(said, notes).map(Box::new)),
            "into" => set(&mut read.into, ty(said, notes).map(Box::new)),
            "remote" => read.remote |= text(said, notes).is_some(),
            "field_identifier" | "variant_identifier" => helper(said, notes),
            // No effect on the wire.
            _ => {}
        }
    });
    read
}

/// Reads every `#[serde(..)]` of a field, and says whether there is any.
pub fn field(attributes: &[Attribute], notes: &mut Notes<'_>) -> (SerdeField, bool) {
    let mut read = SerdeField::default();
    let any = each(attributes, On::Field, notes, |said, notes| {
        match said.name {
            "rename" => name(said, &mut read.rename, &mut read.aliases, notes),
            "alias" => read.aliases.extend(text(said, notes)),
            "default" => set(&mut read.default, default(said, notes)),
            "flatten" => read.flatten |= flag(said, notes),
            "skip" | "skip_serializing" | "skip_deserializing" => {
                skip(said, &mut read.skip, notes);
            }
            "skip_serializing_if" => {
                let path = text(said, notes).map(|path| path.split_whitespace().collect());
                set(&mut read.skip_serializing_if, path);
            }
            "with" | "serialize_with" | "deserialize_with" => with(said, &mut read.with, notes),
            // No effect on the wire.
            _ => {}
        }
    });
    (read, any)
}

/// Reads every `#[serde(..)]` of a variant, and says whether there is any.
pub fn variant(attributes: &[Attribute], notes: &mut Notes<'_>) -> (SerdeVariant, bool) {
    let mut read = SerdeVariant::default();
    let any = each(attributes, On::Variant, notes, |said, notes| {
        match said.name {
            "rename" => name(said, &mut read.rename, &mut read.aliases, notes),
            "alias" => read.aliases.extend(text(said, notes)),
            "rename_all" => case(said, &mut read.rename_all, notes),
            "skip" | "skip_serializing" | "skip_deserializing" => {
                skip(said, &mut read.skip, notes);
            }
            "other" => read.other |= flag(said, notes),
            "untagged" => read.untagged |= flag(said, notes),
            "with" | "serialize_with" | "deserialize_with" => with(said, &mut read.with, notes),
            // No effect on the wire.
            _ => {}
        }
    });
    (read, any)
}

fn flag(said: &Said, notes: &mut Notes<'_>) -> bool {
    match &said.given {
        Given::Nothing => true,
        Given::Text(_) | Given::Split { .. } | Given::Other => {
            said.wrong("no value", notes);
            false
        }
    }
}

fn literal<'a>(said: &'a Said, notes: &mut Notes<'_>) -> Option<&'a LitStr> {
    match &said.given {
        Given::Text(text) => Some(text),
        Given::Nothing | Given::Split { .. } | Given::Other => {
            said.wrong("a string", notes);
            None
        }
    }
}

fn text(said: &Said, notes: &mut Notes<'_>) -> Option<EcoString> {
    literal(said, notes).map(|text| text.value().into())
}

/// Both directions of a key that may be split. Several names to read are only for `rename` inside a type.
fn sides<'a>(said: &'a Said, notes: &mut Notes<'_>) -> (Option<&'a LitStr>, &'a [LitStr]) {
    match &said.given {
        Given::Text(text) => (Some(text), from_ref(text)),
        Given::Split { written, accepted } => (written.as_ref(), accepted),
        Given::Nothing | Given::Other => {
            let takes =
                "a string, or one for each direction: `(serialize = \"a\", deserialize = \"b\")`";
            said.wrong(takes, notes);
            (None, &[])
        }
    }
}

/// `rename`: the first name to read is the name, every further one an alias.
fn name(
    said: &Said,
    slot: &mut PerSide<Option<EcoString>>,
    aliases: &mut Vec<EcoString>,
    notes: &mut Notes<'_>,
) {
    let (written, accepted) = sides(said, notes);
    set(&mut slot.written, written.map(|text| text.value().into()));
    for text in accepted.iter().map(|text| text.value().into()) {
        match slot.accepted {
            None => slot.accepted = Some(text),
            Some(_) => aliases.push(text),
        }
    }
}

fn case(said: &Said, slot: &mut PerSide<Option<EcoString>>, notes: &mut Notes<'_>) {
    let (written, accepted) = sides(said, notes);
    let mut known = |text: &LitStr| {
        let case = EcoString::from(text.value());
        let is_known = crate::wire::CASES.contains(&case.as_str());
        if !is_known {
            notes.add(
                report::SERDE_REFUSED,
                text.span(),
                format!("serde has no case `{case}`"),
                match report::nearest(&case, crate::wire::CASES) {
                    Some(meant) => format!("did you mean `{} = \"{meant}\"`?", said.name),
                    None => format!("the cases are {}", crate::wire::CASES.join(", ")),
                },
            );
        }
        is_known.then_some(case)
    };
    let is_split = matches!(said.given, Given::Split { .. });
    let written = written.and_then(&mut known);
    let accepted = if is_split {
        accepted.first().and_then(&mut known)
    } else {
        written.clone()
    };
    set(&mut slot.written, written);
    set(&mut slot.accepted, accepted);
}

fn skip(said: &Said, slot: &mut PerSide<bool>, notes: &mut Notes<'_>) {
    let name = said.name;
    if flag(said, notes) {
        slot.written |= name != "skip_deserializing";
        slot.accepted |= name != "skip_serializing";
    }
}

fn default(said: &Said, notes: &mut Notes<'_>) -> Option<DefaultValue> {
    match &said.given {
        Given::Nothing => Some(DefaultValue::Trait),
        Given::Text(_) => Some(DefaultValue::Function),
        Given::Split { .. } | Given::Other => {
            said.wrong("nothing, or the path of a function as a string", notes);
            None
        }
    }
}

fn ty(said: &Said, notes: &mut Notes<'_>) -> Option<Ty> {
    let text = literal(said, notes)?;
    let read = crate::parse::ty_of(&text.value(), &notes.at(text.span()));
    if read.is_none() {
        notes.add(
            report::SERDE_REFUSED,
            text.span(),
            format!(
                "serde's `{}` names no type: \"{}\"",
                said.name,
                text.value()
            ),
            format!("write {}", said.example),
        );
    }
    read
}

fn with(said: &Said, slot: &mut PerSide<Option<Box<SerdeWith>>>, notes: &mut Notes<'_>) {
    let name = said.name;
    let at = match &said.given {
        Given::Text(text) => notes.at(text.span()),
        Given::Nothing | Given::Split { .. } | Given::Other => notes.at(said.span),
    };
    let what = match name {
        "with" => ty(said, notes).map(With::Module),
        _ => text(said, notes).map(|path| With::Function(path.split_whitespace().collect())),
    };
    let with = what.map(|what| Box::new(SerdeWith { what, at }));
    if name != "deserialize_with" {
        set(&mut slot.written, with.clone());
    }
    if name != "serialize_with" {
        set(&mut slot.accepted, with);
    }
}

fn helper(said: &Said, notes: &mut Notes<'_>) {
    let (name, span) = (said.name, said.span);
    if flag(said, notes) {
        notes.add(
            report::SERDE_ATTRIBUTE,
            span,
            format!("serde's `{name}` makes the enum a helper of another type's `Deserialize`"),
            "move it out of the models folder: it has no JSON of its own",
        );
    }
}
