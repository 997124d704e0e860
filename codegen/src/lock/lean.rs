//! From an analysis to what of it others rely on.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use super::{Event, Lock, Name, Type};
use crate::Analysis;
use crate::model::{
    Definition, Enum, FlatOf, Interface, Item, Items, Kind, On, Record, Shape, Side, Tagging,
    Texts, TypeShape, VariantBody,
};
use crate::parallel;
use crate::resolve::plain;

impl Lock {
    /// What others will rely on once these models are deployed.
    #[must_use]
    pub fn of(analysis: &Analysis) -> Self {
        let mut lock = Self::of_names(analysis);
        let types = parallel::map(&analysis.definitions, Type::of);
        for (definition, of) in analysis.definitions.iter().zip(types) {
            let types = match definition.side {
                Side::Both | Side::Written => &mut lock.types,
                Side::Accepted => &mut lock.inputs,
            };
            types.insert(Name::of(definition), of);
        }
        lock
    }

    /// All of it but the shapes of types.
    pub(super) fn of_names(analysis: &Analysis) -> Self {
        let mut lock = Self::default();
        let items = analysis.model.items.iter();
        let events: BTreeMap<Name, &Item> = items
            .filter(|item| item.kind.is_event())
            .map(|item| (Name::of_item(item), item))
            .collect();
        for definition in &analysis.definitions {
            let name = || Name::of(definition);
            match (definition.kind, &definition.durable) {
                // Nothing is stored, and nothing waits for a consumer of whichever name.
                (Kind::Event, _) if analysis.model.interface == Interface::Immediate => {}
                (Kind::Event | Kind::Webhook | Kind::Service, Some(durable)) => {
                    let name = name();
                    let options = events.get(&name).map(|item| &item.options);
                    let version = options.and_then(|options| options.version);
                    let event = Event {
                        version: version.unwrap_or(1),
                        upcast: options.is_some_and(|options| options.upcast.is_some()),
                        of: name,
                    };
                    lock.events.insert(durable.clone(), event);
                }
                (Kind::Sse, Some(durable)) => {
                    lock.messages.insert(durable.clone(), name());
                }
                (Kind::Session, _) => {
                    lock.sessions.insert(name());
                }
                (Kind::Event | Kind::Sse | Kind::Webhook | Kind::Service, None)
                | (Kind::Api | Kind::Plain, _) => {}
            }
        }
        for handler in &analysis.model.handlers {
            let on = match &handler.on {
                On::Glob(glob) => Some(glob.clone()),
                On::Event(index) => {
                    let item = analysis.model.items.get(*index);
                    item.and_then(|item| item.durable.clone())
                }
            };
            if let Some(on) = on
                && analysis.model.interface == Interface::Reliable
            {
                lock.consumers.insert(handler.consumer.clone(), on);
            }
        }
        lock.seen.extend(analysis.wide.iter().cloned());
        lock
    }
}

impl Name {
    /// The same, borrowed.
    pub(super) fn parts(&self) -> (&[String], &str) {
        (&self.file, &self.name)
    }

    pub(super) fn of(definition: &Definition) -> Self {
        Self {
            file: definition.file.clone(),
            name: definition.name.clone(),
        }
    }

    /// The name of the definition that an item becomes.
    pub(super) fn of_item(item: &Item) -> Self {
        Self {
            file: item.file.clone(),
            name: plain(&item.ident).into(),
        }
    }
}

impl Type {
    pub(super) fn of(definition: &Definition) -> Self {
        let mut shape = definition.shape.clone();
        lean(&mut shape);
        let called: BTreeMap<EcoString, EcoString> = definition
            .params
            .iter()
            .enumerate()
            .map(|(index, param)| (param.clone(), param_name(index)))
            .collect();
        for part in shape.parts_mut() {
            lean_shape(part, &called);
        }
        Self {
            params: (0..definition.params.len()).map(param_name).collect(),
            shape,
        }
    }
}

/// What a type parameter is called, whatever its name in Rust: `T`, `U`, …
pub(super) fn param_name(index: usize) -> EcoString {
    const LETTERS: [&str; 7] = ["T", "U", "V", "W", "X", "Y", "Z"];
    let round = index / LETTERS.len();
    let letter = LETTERS[index % LETTERS.len()];
    if round == 0 {
        letter.into()
    } else {
        eco_format!("{letter}{round}")
    }
}

/// Takes away what does not show on the wire. One form stands for what is written alike.
fn lean(shape: &mut TypeShape) {
    match shape {
        TypeShape::Record(it) => lean_record(it),
        TypeShape::Newtype(Shape::Tuple(shapes)) => {
            *shape = TypeShape::Tuple(Items::all(std::mem::take(shapes)));
        }
        TypeShape::Unit => *shape = TypeShape::Newtype(Shape::Null),
        TypeShape::Newtype(_) | TypeShape::Tuple(_) => {}
        TypeShape::Enum(it) => lean_enum(it),
        TypeShape::Numbers(_, numbers) => {
            for number in &mut *numbers {
                number.name.clear();
                number.docs = Texts::default();
                number.deprecated = None;
            }
            numbers.sort_by_key(|number| (number.other, number.value));
        }
    }
}

fn lean_record(record: &mut Record) {
    for field in &mut record.fields {
        field.name.clear();
        field.docs = Texts::default();
        field.deprecated = None;
        field.aliases.sort();
    }
    record.fields.sort_by(|a, b| a.key.cmp(&b.key));
    for flat in &mut record.flat {
        flat.name.clear();
        flat.docs = Texts::default();
        match &mut flat.of {
            FlatOf::Keys(_) => {}
            // Both lists follow from the types around.
            FlatOf::Variant { tags: known, .. } | FlatOf::Rest { except: known, .. } => {
                known.clear();
            }
        }
    }
}

fn lean_enum(of: &mut Enum) {
    for variant in &mut of.variants {
        variant.name.clear();
        variant.docs = Texts::default();
        variant.deprecated = None;
        variant.aliases.sort();
        if variant.untagged || of.tagging == Tagging::Untagged {
            variant.tag.clear();
            variant.aliases.clear();
        }
        // Whether the variant or the enum says so is the same.
        variant.untagged &= of.tagging != Tagging::Untagged;
        match &mut variant.body {
            VariantBody::Record(record) => lean_record(record),
            VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => {}
        }
    }
    if of.tagging != Tagging::Untagged {
        // Those without a tag are tried in their order, after all others.
        of.variants
            .sort_by(|a, b| (a.untagged, &a.tag).cmp(&(b.untagged, &b.tag)));
    }
}

fn lean_shape(shape: &mut Shape, called: &BTreeMap<EcoString, EcoString>) {
    if let Shape::Ref { side, .. } = shape
        && *side == Side::Written
    {
        *side = Side::Both;
    }
    if let Shape::Param(name) = shape
        && let Some(param) = called.get(name)
    {
        name.clone_from(param);
    }
    for child in shape.children_mut() {
        lean_shape(child, called);
    }
}
