//! The names of types, constructors, decoders and encoders.

use super::super::names::{self, Names};
use super::all::is_alias;
use super::syntax;
use crate::model::{Definition, Shape, Side, TypeShape};

/// The names that a definition gives away.
#[derive(Debug, Clone, Default)]
pub(super) struct DefinitionNames {
    pub(super) ty: String,
    pub(super) decoder: String,
    pub(super) encoder: String,
    /// Those of an enum's variants in order; the only one of another type that has one; none of an alias.
    pub(super) constructors: Vec<String>,
    /// The same decoder and encoder once more, where the definition contains itself with other type arguments: Elm
    /// infers such a recursion only by way of a second function.
    pub(super) again: Option<(String, String)>,
}

/// Names for the definitions of one module. Types come before constructors, so that it is a constructor that gives way,
/// and a `FooInput` of ours to one of the user's.
pub(super) fn name(
    definitions: &[Definition],
    members: &[usize],
    boxed: &[bool],
) -> Vec<DefinitionNames> {
    let (mut types, mut values) = (Names::default(), Names::default());
    // elm-format reads these as literals wherever they stand.
    let mut constructors = Names::without(["True", "False"]);
    let mut given = vec![DefinitionNames::default(); members.len()];
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&place| definitions[members[place]].side == Side::Accepted);
    let mut wanted = String::new();
    for &place in &order {
        wanted.clear();
        syntax::push_upper(&names::of(&definitions[members[place]]), &mut wanted);
        let ty = types.take(&wanted);
        wanted.clear();
        syntax::push_lower(&ty, &mut wanted);
        wanted.push_str("Decoder");
        let decoder = values.take(&wanted);
        wanted.clear();
        wanted.extend(["encode", &ty]);
        given[place] = DefinitionNames {
            decoder,
            encoder: values.take(&wanted),
            ty,
            ..DefinitionNames::default()
        };
    }
    for (&index, given) in members.iter().zip(&mut given) {
        if contains_itself_otherwise(&definitions[index]) {
            let decoder = values.take(&format!("{}Again", given.decoder));
            given.again = Some((decoder, values.take(&format!("{}Again", given.encoder))));
        }
    }
    // The constructor of an alias is its name, whatever else would have it.
    let is_alias = |index: usize| is_alias(&definitions[index]) && !boxed[index];
    let named = members.iter().zip(&given);
    for (_, given) in named.filter(|(index, _)| is_alias(**index)) {
        constructors.reserve(&given.ty);
    }
    let all = || order.iter().map(|&place| (place, members[place]));
    for (place, index) in all().filter(|&(_, index)| !is_alias(index)) {
        if !has_variants(&definitions[index]) {
            given[place].constructors = vec![constructors.take(&given[place].ty)];
        }
    }
    for (place, index) in all().filter(|&(_, index)| has_variants(&definitions[index])) {
        let DefinitionNames {
            ty,
            constructors: own,
            ..
        } = &mut given[place];
        each_variant(&definitions[index], |name| {
            wanted.clear();
            wanted.push_str(ty);
            syntax::push_upper(name, &mut wanted);
            own.push(constructors.take(&wanted));
        });
    }
    given
}

fn has_variants(definition: &Definition) -> bool {
    match &definition.shape {
        TypeShape::Enum(it) => !it.variants.is_empty(),
        TypeShape::Numbers(_, all) => !all.is_empty(),
        TypeShape::Record(_) | TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit => {
            false
        }
    }
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
    let own = |(arg, param): (&Shape, &String)| matches!(arg, Shape::Param(name) if name == param);
    matches!(shape, Shape::Ref { file, name, side, args }
        if *file == definition.file && *name == definition.name && *side == definition.side
            && !args.iter().zip(&definition.params).all(own))
}
