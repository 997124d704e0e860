//! Where the secrets of events are in their JSON: fields that say `#[buildamp(secret)]`, at whatever depth.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::Placed;
use crate::attr;
use crate::model::{
    Body, Definition, Field, FlatOf, Item, Items, Record, Shape, Side, Tagging, TypeShape,
    VariantBody, WireField,
};
use crate::report::{self, Problem};
use crate::resolve::plain;

/// Writes into each event where its secrets are; says of one whose impl is a derive's, which knows its own fields alone.
pub fn secrets(items: &mut [Placed], definitions: &[Definition]) -> Vec<Problem> {
    if !items.iter().any(has_secret) {
        return Vec::new();
    }
    let found: Vec<(usize, Vec<String>)> = {
        let walk = Walk::new(items, definitions);
        let events = items
            .iter()
            .enumerate()
            .filter(|(_, placed)| placed.parsed.item.kind.is_event());
        events
            .map(|(number, placed)| (number, walk.paths(&placed.parsed.item)))
            .collect()
    };
    let mut problems = Vec::new();
    for (number, paths) in found {
        let item = &mut items[number].parsed.item;
        if let (true, Some(path)) = (item.has.kind, paths.first()) {
            problems.push(Problem::new(
                report::BUILDAMP_ATTRIBUTE,
                item.at.clone(),
                format!(
                    "`{}` has a secret at `{path}`, of which its derive does not know",
                    plain(&item.ident)
                ),
                "take BuildAmp's derive off it: below src/models/events and src/models/webhooks it is written anyway, with what \
                 the whole model says"
                    .to_owned(),
            ));
        }
        item.options.secrets = paths;
    }
    problems.extend(items.iter().flat_map(|placed| named(&placed.parsed.item)));
    problems
}

/// Whether one of its own fields is secret.
pub(super) fn has_secret(placed: &Placed) -> bool {
    placed.parsed.item.body.fields().any(|it| it.secret)
}

/// Secrets that a template would show.
fn named(item: &Item) -> Vec<Problem> {
    let templates = item.options.templates();
    let named = templates.iter().flat_map(|(key, parts)| {
        let fields = item.body.fields().filter(|field| field.secret);
        let named = fields.filter(|field| {
            let this = crate::model::TemplatePart::Field(field.ident.to_string());
            parts.contains(&this)
        });
        named.map(move |field| {
            Problem::new(
                report::BUILDAMP_ATTRIBUTE,
                field.at.clone(),
                format!(
                    "`{}` is secret, and `{key}` of `{}` shows it",
                    plain(&field.ident),
                    plain(&item.ident)
                ),
                format!("name another field, such as an id: {}", attr::example(key)),
            )
        })
    });
    named.collect()
}

/// A step of a path: a key as it is written in one, or one of these.
type Step = EcoString;
const ANY: &str = "*";
const DEEP: &str = "**";

/// Definitions by their file, name and side, each with the item that it is of.
pub(super) struct Walk<'a> {
    known: FxHashMap<(&'a [String], &'a str, bool), (&'a Definition, &'a Item)>,
}

/// The way to where the walk is.
#[derive(Default)]
struct Way<'a> {
    path: Vec<Step>,
    /// The definitions on the way, each with where it began, and whether it comes again further down.
    inside: Vec<(&'a Definition, usize, bool)>,
    found: Vec<Vec<Step>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(items: &'a [Placed], definitions: &'a [Definition]) -> Self {
        let items: FxHashMap<(&[String], &str), &Item> = items
            .iter()
            .map(|placed| &placed.parsed.item)
            .map(|item| ((&*item.file, plain(&item.ident)), item))
            .collect();
        let known = definitions.iter().filter_map(|it| {
            let item = items.get(&(&*it.file, it.name.as_str()))?;
            Some((
                (&*it.file, it.name.as_str(), it.side == Side::Accepted),
                (it, *item),
            ))
        });
        Self {
            known: known.collect(),
        }
    }

    /// The paths of an item's secrets, as it is written and as it is accepted.
    pub(super) fn paths(&self, item: &Item) -> Vec<String> {
        let mut way = Way::default();
        for accepted in [false, true] {
            if let Some((of, item)) = self.known.get(&(&*item.file, plain(&item.ident), accepted)) {
                self.definition(of, item, &[], &mut way);
            }
        }
        way.paths()
    }

    /// The paths of the secrets in what is written.
    pub(super) fn paths_of(&self, shape: &Shape) -> Vec<String> {
        let mut way = Way::default();
        self.shape(shape, &FxHashMap::default(), &mut way);
        way.paths()
    }

    fn definition(&self, of: &'a Definition, item: &'a Item, args: &[Shape], way: &mut Way<'a>) {
        if let Some(again) = way.inside.iter_mut().find(|it| std::ptr::eq(it.0, of)) {
            again.2 = true;
            return;
        }
        let (begin, first) = (way.path.len(), way.found.len());
        way.inside.push((of, begin, false));
        let args: FxHashMap<&str, &Shape> =
            of.params.iter().map(EcoString::as_str).zip(args).collect();
        let fields = match &item.body {
            Body::Struct(fields) => fields.list(),
            Body::Enum(_) => &[],
        };
        match (&of.shape, &item.body) {
            (TypeShape::Record(record), _) => self.record(record, fields, &args, way),
            (TypeShape::Tuple(items), _) => self.items(items, fields, &args, way),
            // What one value stands for, whichever field it comes from.
            (TypeShape::Newtype(_), _) if fields.iter().any(|field| field.secret) => way.here(),
            (TypeShape::Newtype(shape), _) => self.shape(shape, &args, way),
            (TypeShape::Enum(it), Body::Enum(variants)) => {
                for variant in &it.variants {
                    let own = variants
                        .iter()
                        .find(|own| plain(&own.ident) == variant.name);
                    let fields = own.map_or(&[][..], |own| own.fields.list());
                    let steps: Vec<Step> = match &it.tagging {
                        _ if variant.untagged => Vec::new(),
                        Tagging::External => {
                            let tags = std::iter::once(&variant.tag).chain(&variant.aliases);
                            tags.map(|tag| escaped(tag)).collect()
                        }
                        Tagging::Adjacent { content, .. } => vec![escaped(content)],
                        Tagging::Internal { .. } | Tagging::Untagged => Vec::new(),
                    };
                    if steps.is_empty() {
                        self.variant(&variant.body, fields, &args, way);
                    }
                    for step in steps {
                        way.path.push(step);
                        self.variant(&variant.body, fields, &args, way);
                        way.path.pop();
                    }
                }
            }
            // Another type's form stands for it.
            (TypeShape::Enum(_) | TypeShape::Unit | TypeShape::Numbers(..), _) => {
                if item.body.fields().any(|field| field.secret) {
                    way.here();
                }
            }
        }
        if let Some((_, _, true)) = way.inside.pop() {
            way.deepen(begin, first);
        }
    }

    fn variant(
        &self,
        body: &VariantBody,
        fields: &[Field],
        args: &FxHashMap<&str, &Shape>,
        way: &mut Way<'a>,
    ) {
        match body {
            VariantBody::Unit => {}
            VariantBody::Newtype(_) if fields.iter().any(|field| field.secret) => way.here(),
            VariantBody::Newtype(shape) => self.shape(shape, args, way),
            VariantBody::Tuple(items) => self.items(items, fields, args, way),
            VariantBody::Record(record) => self.record(record, fields, args, way),
        }
    }

    fn record(
        &self,
        record: &Record,
        fields: &[Field],
        args: &FxHashMap<&str, &Shape>,
        way: &mut Way<'a>,
    ) {
        for it in &record.fields {
            let is_secret = fields
                .iter()
                .any(|field| field.secret && plain(&field.ident) == it.name);
            let WireField { key, aliases, .. } = it;
            for key in std::iter::once(key).chain(aliases) {
                way.path.push(escaped(key));
                if is_secret {
                    way.here();
                } else {
                    self.shape(&it.shape, args, way);
                }
                way.path.pop();
            }
        }
        for flat in &record.flat {
            match &flat.of {
                FlatOf::Keys(of) | FlatOf::Variant { of, .. } | FlatOf::Rest { of, .. } => {
                    self.shape(of, args, way);
                }
            }
        }
    }

    fn items(
        &self,
        items: &Items,
        fields: &[Field],
        args: &FxHashMap<&str, &Shape>,
        way: &mut Way<'a>,
    ) {
        // Which position a field has where others are skipped differs by side: a secret anywhere covers what is not sure.
        let is_whole = fields.len() == items.shapes.len();
        if !is_whole && fields.iter().any(|field| field.secret) {
            return way.here();
        }
        for (position, shape) in items.shapes.iter().enumerate() {
            way.path.push(ecow::eco_format!("{position}"));
            if fields.get(position).is_some_and(|field| field.secret) {
                way.here();
            } else {
                self.shape(shape, args, way);
            }
            way.path.pop();
        }
    }

    fn shape(&self, shape: &Shape, args: &FxHashMap<&str, &Shape>, way: &mut Way<'a>) {
        match shape {
            Shape::Any
            | Shape::Null
            | Shape::Bool
            | Shape::Int(_)
            | Shape::NonZero(_)
            | Shape::Float { .. }
            | Shape::Text(_) => {}
            Shape::Option(of) => self.shape(of, args, way),
            Shape::List(of) | Shape::Array(of, _) | Shape::Map { of, .. } => {
                self.below(ANY.into(), of, args, way);
            }
            Shape::BuiltIn(_, of) => of
                .iter()
                .for_each(|of| self.below(ANY.into(), of, args, way)),
            Shape::Tuple(of) => {
                for (position, of) in of.iter().enumerate() {
                    self.below(ecow::eco_format!("{position}"), of, args, way);
                }
            }
            Shape::Param(name) => {
                if let Some(&of) = args.get(name.as_str()) {
                    self.shape(of, &FxHashMap::default(), way);
                }
            }
            Shape::Ref {
                file,
                name,
                side,
                args: of,
            } => {
                let of: Vec<Shape> = of.iter().map(|of| filled(of, args)).collect();
                let key = (&**file, name.as_str(), *side == Side::Accepted);
                if let Some((definition, item)) = self.known.get(&key) {
                    self.definition(definition, item, &of, way);
                }
            }
        }
    }

    fn below(&self, step: Step, of: &Shape, args: &FxHashMap<&str, &Shape>, way: &mut Way<'a>) {
        way.path.push(step);
        self.shape(of, args, way);
        way.path.pop();
    }
}

impl Way<'_> {
    /// What was found, in order.
    fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.found.iter().map(|path| path.join(".")).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// A secret is here.
    fn here(&mut self) {
        self.found.push(self.path.clone());
    }

    /// What was found from `first` on lies in a type that holds itself, which began at `begin`: it may lie at any depth.
    fn deepen(&mut self, begin: usize, first: usize) {
        let deeper = self.found[first..].iter().map(|path| {
            let mut deeper = path.clone();
            deeper.insert(begin, DEEP.into());
            deeper
        });
        let deeper: Vec<Vec<Step>> = deeper.collect();
        self.found.extend(deeper);
    }
}

/// A type argument with the arguments of the type around it.
fn filled(shape: &Shape, args: &FxHashMap<&str, &Shape>) -> Shape {
    if let Shape::Param(name) = shape
        && let Some(&of) = args.get(name.as_str())
    {
        return of.clone();
    }
    let mut shape = shape.clone();
    for child in shape.children_mut() {
        *child = filled(child, args);
    }
    shape
}

/// A key as a step: what means something in a path is written otherwise.
fn escaped(key: &str) -> Step {
    if !key.contains(['.', '*', '~']) {
        return key.into();
    }
    let key = key.replace('~', "~0").replace('.', "~1");
    key.replace('*', "~2").into()
}
