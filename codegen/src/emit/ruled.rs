//! Which definitions have rules that a client looks at before it sends, and what leads to them.

use super::graph::Graph;
use crate::model::{Definition, FlatOf, Shape, Side, TypeShape, WireField};

/// What each definition has to do with requests.
#[derive(Debug, Default)]
pub(super) struct Api {
    /// Whether it has rules.
    pub(super) ruled: Vec<bool>,
    /// What answers it, where it is a request.
    pub(super) answers: Vec<Option<usize>>,
}

impl Api {
    pub(super) fn of(graph: &Graph<'_>) -> Self {
        let answer = |definition: &Definition| {
            definition.route.as_ref()?;
            answer(graph, definition)
        };
        Self {
            ruled: ruled(graph),
            answers: graph.definitions.iter().map(answer).collect(),
        }
    }

    /// Whether there are requests.
    pub(super) fn any_request(&self) -> bool {
        self.answers.iter().any(Option::is_some)
    }

    /// Whether there are rules.
    pub(super) fn any_rule(&self) -> bool {
        self.ruled.contains(&true)
    }
}

/// What is looked at in a value of a definition.
pub(super) enum Looks<'a> {
    /// The fields of an object, and what lies among its keys.
    Fields(Vec<(&'a WireField, Option<Within>)>, Vec<Among>),
    /// What a newtype stands for.
    Whole(Within),
}

/// What is flattened and has rules. Of what need not be there, or is a map, the server alone knows which keys are its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Among {
    /// Its place among all that is flattened.
    pub(super) place: usize,
    /// The definition.
    pub(super) of: usize,
}

/// The way to a definition with rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Within {
    /// It stands there.
    Itself(usize),
    /// In each element of a list.
    Each(Box<Within>),
    /// In each value of a map.
    Values(Box<Within>),
}

impl Looks<'_> {
    /// The definitions that are led to.
    pub(super) fn ends(&self) -> Vec<usize> {
        match self {
            Self::Fields(fields, among) => {
                let within = fields.iter().filter_map(|(_, within)| within.as_ref());
                let among = among.iter().map(|among| among.of);
                within.map(Within::end).chain(among).collect()
            }
            Self::Whole(within) => vec![within.end()],
        }
    }
}

/// For each definition whether it has rules, itself or in what it holds.
pub(super) fn ruled(graph: &Graph<'_>) -> Vec<bool> {
    let mut ruled = vec![false; graph.definitions.len()];
    let has_own = |definition: &Definition| match &definition.shape {
        TypeShape::Record(record) => record.fields.iter().any(|it| it.rules.is_looked_at()),
        _ => false,
    };
    if !graph.definitions.iter().any(has_own) {
        return ruled;
    }
    loop {
        let mut changed = false;
        for (index, definition) in graph.definitions.iter().enumerate() {
            if !ruled[index] && !is_empty(looks(graph, &ruled, definition)) {
                ruled[index] = true;
                changed = true;
            }
        }
        if !changed {
            return ruled;
        }
    }
}

fn is_empty(looks: Option<Looks<'_>>) -> bool {
    match looks {
        Some(Looks::Fields(fields, among)) => fields.is_empty() && among.is_empty(),
        Some(Looks::Whole(_)) => false,
        None => true,
    }
}

/// What is looked at, as far as it is known which definitions have rules.
pub(super) fn looks<'a>(
    graph: &Graph<'a>,
    ruled: &[bool],
    definition: &'a Definition,
) -> Option<Looks<'a>> {
    if definition.side == Side::Written || !definition.params.is_empty() {
        return None;
    }
    match &definition.shape {
        TypeShape::Record(record) => {
            let fields = record.fields.iter().map(|field| {
                let within = within(graph, ruled, &field.shape);
                (field, within)
            });
            let fields =
                fields.filter(|(field, within)| field.rules.is_looked_at() || within.is_some());
            let among = record.flat.iter().enumerate().filter_map(|(place, flat)| {
                let shape = match &flat.of {
                    FlatOf::Keys(shape) if !flat.optional => shape,
                    FlatOf::Keys(_) | FlatOf::Variant { .. } | FlatOf::Rest { .. } => return None,
                };
                let of = graph.find_ref(shape).filter(|of| ruled[*of])?;
                Some(Among { place, of })
            });
            Some(Looks::Fields(fields.collect(), among.collect()))
        }
        TypeShape::Newtype(shape) => within(graph, ruled, shape).map(Looks::Whole),
        TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Enum(_) | TypeShape::Numbers(..) => None,
    }
}

fn within(graph: &Graph<'_>, ruled: &[bool], shape: &Shape) -> Option<Within> {
    match shape {
        Shape::Option(of) => within(graph, ruled, of),
        Shape::List(of) | Shape::Array(of, _) => {
            within(graph, ruled, of).map(|of| Within::Each(Box::new(of)))
        }
        Shape::Map { of, .. } => within(graph, ruled, of).map(|of| Within::Values(Box::new(of))),
        Shape::Ref { .. } => {
            let index = graph.find_ref(shape)?;
            ruled[index].then_some(Within::Itself(index))
        }
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Text(_)
        | Shape::Tuple(_)
        | Shape::BuiltIn(..)
        | Shape::Param(_) => None,
    }
}

impl Within {
    /// The definition at its end.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Itself(index) => *index,
            Self::Each(of) | Self::Values(of) => of.end(),
        }
    }
}

/// The definition that answers a request, by its name.
pub(super) fn answer(graph: &Graph<'_>, request: &Definition) -> Option<usize> {
    let stem = request.name.strip_suffix("Req")?;
    let name = format!("{stem}Res");
    let sides = [Side::Both, Side::Written];
    sides
        .into_iter()
        .find_map(|side| graph.find(&request.file, &name, side))
}

/// What the function that asks is called, before words of the language are looked at: `submitComment`.
pub(super) fn function(request: &Definition) -> String {
    let stem = request.name.strip_suffix("Req").unwrap_or(&request.name);
    heck::AsLowerCamelCase(stem).to_string()
}
