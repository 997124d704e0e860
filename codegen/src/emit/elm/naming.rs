//! The names of types, constructors, decoders and encoders.

use ecow::EcoString;

use super::super::names;
use super::super::ruled::{self, Api};
use super::all::is_alias;
use super::syntax;
use super::taken::{Span, Taken};
use crate::model::{Definition, Shape, Side, TypeShape};

/// The names that the definitions of one module give away, all in one text.
#[derive(Debug, Default)]
pub(super) struct ModuleNames {
    text: String,
    given: Vec<Given>,
    constructors: Vec<Span>,
}

/// The names that a definition gives away.
#[derive(Debug, Clone, Default)]
struct Given {
    ty: Span,
    decoder: Span,
    encoder: Span,
    /// A part of the constructors, in order.
    constructors: Span,
    again: Option<[Span; 2]>,
    /// What looks at its rules, and what asks for its answer, where there are such.
    validate: Option<Span>,
    ask: Option<Span>,
}

/// The names of one definition.
#[derive(Debug, Clone, Copy)]
pub(super) struct DefinitionNames<'a> {
    all: &'a ModuleNames,
    given: &'a Given,
}

impl ModuleNames {
    /// Those of the definition at this place among the named.
    pub(super) fn at(&self, place: usize) -> DefinitionNames<'_> {
        DefinitionNames {
            all: self,
            given: &self.given[place],
        }
    }

    /// Those of each definition in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = DefinitionNames<'_>> {
        let given = self.given.iter();
        given.map(|given| DefinitionNames { all: self, given })
    }
}

impl<'a> DefinitionNames<'a> {
    pub(super) fn ty(self) -> &'a str {
        self.given.ty.of(&self.all.text)
    }

    pub(super) fn decoder(self) -> &'a str {
        self.given.decoder.of(&self.all.text)
    }

    pub(super) fn encoder(self) -> &'a str {
        self.given.encoder.of(&self.all.text)
    }

    /// Those of an enum's variants in order; the only one of another type that has one; none of an alias.
    pub(super) fn constructors(self) -> impl ExactSizeIterator<Item = &'a str> + Clone {
        let Span { start, end } = self.given.constructors;
        let spans = self.all.constructors[start..end].iter();
        spans.map(|span| span.of(&self.all.text))
    }

    /// The same decoder and encoder once more, where the definition contains itself with other type arguments: Elm
    /// infers such a recursion only by way of a second function.
    pub(super) fn again(self) -> Option<[&'a str; 2]> {
        let again = self.given.again;
        again.map(|spans| spans.map(|span| span.of(&self.all.text)))
    }

    /// What looks at its rules: `validateFooReq`.
    pub(super) fn validate(self) -> Option<&'a str> {
        self.given.validate.map(|span| span.of(&self.all.text))
    }

    /// The request that a value of it is: `foo`.
    pub(super) fn ask(self) -> Option<&'a str> {
        self.given.ask.map(|span| span.of(&self.all.text))
    }
}

/// Names for the definitions of one module. Types come before constructors, so that it is a constructor that gives way,
/// and a `FooInput` of ours to one of the user's.
pub(super) fn name(
    definitions: &[Definition],
    members: &[usize],
    boxed: &[bool],
    api: &Api,
) -> ModuleNames {
    let mut all = ModuleNames {
        text: String::with_capacity(128 * members.len()),
        given: vec![Given::default(); members.len()],
        constructors: Vec::new(),
    };
    let definition = |place: usize| &definitions[members[place]];
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&place| definition(place).side == Side::Accepted);
    let mut values = name_types_and_values(&mut all, &order, definition);
    name_functions(&mut all, &mut values, members, definition, api);
    let is_alias = |place: usize| is_alias(definition(place)) && !boxed[members[place]];
    name_constructors(&mut all, &order, definition, is_alias);
    all
}

fn name_types_and_values<'a>(
    all: &mut ModuleNames,
    order: &[usize],
    definition: impl Fn(usize) -> &'a Definition,
) -> Taken {
    let ModuleNames { text, given, .. } = all;
    let (mut types, mut values) = (Taken::room(order.len()), Taken::room(2 * order.len()));
    let mut ty = String::new();
    for &place in order {
        let it = &mut given[place];
        it.ty = types.take(text, |text| {
            syntax::push_upper(&names::of(definition(place)), text);
        });
        ty.clear();
        ty.push_str(it.ty.of(text));
        it.decoder = values.take(text, |text| {
            syntax::push_lower(&ty, text);
            text.push_str("Decoder");
        });
        it.encoder = values.take(text, |text| text.extend(["encode", &ty]));
    }
    for (place, it) in given.iter_mut().enumerate() {
        if contains_itself_otherwise(definition(place)) {
            let mut again = |name: Span| {
                values.take(text, |text| {
                    text.extend_from_within(name.start..name.end);
                    text.push_str("Again");
                })
            };
            it.again = Some([again(it.decoder), again(it.encoder)]);
        }
    }
    values
}

/// Names for what looks at rules and for what asks.
fn name_functions<'a>(
    all: &mut ModuleNames,
    values: &mut Taken,
    members: &[usize],
    definition: impl Fn(usize) -> &'a Definition,
    api: &Api,
) {
    let ModuleNames { text, given, .. } = all;
    for (place, &index) in members.iter().enumerate() {
        let it = &mut given[place];
        if api.ruled[index] {
            let Span { start, end } = it.ty;
            it.validate = Some(values.take(text, |text| {
                text.push_str("validate");
                text.extend_from_within(start..end);
            }));
        }
        if api.answers[index].is_some() {
            let mut function = String::new();
            syntax::push_lower(&ruled::function(definition(place)), &mut function);
            if syntax::is_taken(&function) {
                function.push('_');
            }
            it.ask = Some(values.take(text, |text| text.push_str(&function)));
        }
    }
}

fn name_constructors<'a>(
    all: &mut ModuleNames,
    order: &[usize],
    definition: impl Fn(usize) -> &'a Definition,
    is_alias: impl Fn(usize) -> bool,
) {
    let ModuleNames {
        text,
        given,
        constructors,
    } = all;
    let variants: usize = order.iter().map(|&at| variants(definition(at))).sum();
    let mut taken = Taken::room(2 + order.len() + variants);
    constructors.reserve(order.len() + variants);
    // elm-format reads these as literals wherever they stand.
    taken.take(text, |text| text.push_str("True"));
    taken.take(text, |text| text.push_str("False"));
    // The constructor of an alias is its name, whatever else would have it.
    for (_, it) in given.iter().enumerate().filter(|(at, _)| is_alias(*at)) {
        taken.reserve(text, it.ty);
    }
    for &place in order {
        if !is_alias(place) && self::variants(definition(place)) == 0 {
            let (it, start) = (&mut given[place], constructors.len());
            let Span { start: from, end } = it.ty;
            constructors.push(taken.take(text, |text| text.extend_from_within(from..end)));
            it.constructors = Span::from(start..constructors.len());
        }
    }
    for &place in order {
        if self::variants(definition(place)) > 0 {
            let (it, start) = (&mut given[place], constructors.len());
            let Span { start: from, end } = it.ty;
            each_variant(definition(place), |name| {
                constructors.push(taken.take(text, |text| {
                    text.extend_from_within(from..end);
                    syntax::push_upper(name, text);
                }));
            });
            it.constructors = Span::from(start..constructors.len());
        }
    }
}

/// How many variants an enum has.
fn variants(definition: &Definition) -> usize {
    let mut count = 0;
    each_variant(definition, |_| count += 1);
    count
}

/// The Rust names of an enum's variants.
fn each_variant(definition: &Definition, mut see: impl FnMut(&str)) {
    match &definition.shape {
        TypeShape::Enum(it) => it.variants.iter().for_each(|it| see(&it.name)),
        TypeShape::Numbers(_, all) => all.iter().for_each(|it| see(&it.name)),
        TypeShape::Record(_) | TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit => {}
    }
}

/// Whether a definition contains itself with other type arguments than its own.
fn contains_itself_otherwise(definition: &Definition) -> bool {
    fn found(definition: &Definition, shape: &Shape) -> bool {
        is_itself_otherwise(definition, shape)
            || shape
                .children()
                .into_iter()
                .any(|inner| found(definition, inner))
    }
    !definition.params.is_empty()
        && definition
            .shape
            .parts()
            .into_iter()
            .any(|shape| found(definition, shape))
}

/// Whether a shape is the definition with other type arguments than its own.
pub(super) fn is_itself_otherwise(definition: &Definition, shape: &Shape) -> bool {
    let own =
        |(arg, param): (&Shape, &EcoString)| matches!(arg, Shape::Param(name) if name == param);
    matches!(shape, Shape::Ref { file, name, side, args }
        if *file == definition.file && *name == definition.name && *side == definition.side
            && !args.iter().zip(&definition.params).all(own))
}
