//! The names of types, constructors, decoders and encoders.

use super::super::names::{self, Names};
use super::{is_alias, syntax};
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
    let (mut types, mut values) = (Names::default(), syntax::scope());
    // elm-format reads these as literals wherever they stand.
    let mut constructors = Names::without(["True", "False"]);
    let mut given = vec![DefinitionNames::default(); members.len()];
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&place| definitions[members[place]].side == Side::Accepted);
    for &place in &order {
        let ty = types.take(&syntax::upper(&names::of(&definitions[members[place]])));
        given[place] = DefinitionNames {
            decoder: values.take(&format!("{}Decoder", syntax::lower(&ty))),
            encoder: values.take(&format!("encode{ty}")),
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
        if variants(&definitions[index]).is_empty() {
            given[place].constructors = vec![constructors.take(&given[place].ty)];
        }
    }
    for (place, index) in all() {
        let ty = &given[place].ty;
        let of_variants: Vec<String> = variants(&definitions[index])
            .into_iter()
            .map(|name| constructors.take(&format!("{ty}{}", syntax::upper(name))))
            .collect();
        given[place].constructors.extend(of_variants);
    }
    given
}

/// The Rust names of an enum's variants.
fn variants(definition: &Definition) -> Vec<&str> {
    match &definition.shape {
        TypeShape::Enum(it) => it.variants.iter().map(|it| it.name.as_str()).collect(),
        TypeShape::Numbers(_, all) => all.iter().map(|it| it.name.as_str()).collect(),
        TypeShape::Record(_) | TypeShape::Newtype(_) | TypeShape::Tuple(_) | TypeShape::Unit => {
            Vec::new()
        }
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
    definition
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
