//! Definitions that lead back to themselves before anything of a value is read.
//!
//! TypeScript reads the members of an object, the elements of an array and the arguments of an interface when they are
//! needed, but what else an alias is made of at once, the arguments of other aliases included. Where that leads back to
//! the alias, it says TS2456. There the alias in between is written out: its own text holds what led back inside an
//! object or an array, and what it holds bare can have no value.
//!
//! A guard that comes back to the same value by way of others would never end.

use std::collections::BTreeMap;

use super::super::graph::{self, Graph};
use super::ty::{Member, NEVER, Ts};
use super::{int64, types};
use crate::config::Int64;
use crate::model::{Definition, Record, Shape, Tagging, TypeShape, VariantBody};

/// What goes round in circles.
#[derive(Default)]
pub(super) struct Circles<'a> {
    /// The types of those whose aliases would stand for themselves.
    types: BTreeMap<usize, Ts<'a>>,
    /// The circle of each whose guard would come back to the same value.
    guards: BTreeMap<usize, usize>,
}

impl<'a> Circles<'a> {
    pub(super) fn of(graph: &Graph<'a>, int64: Int64) -> Self {
        // All ways on which either may come back: few models have any circle of them.
        let may = edges(graph, |_, definition| {
            bare(graph, definition, Through::Types)
        });
        let may = graph::components(&may).cyclic;
        if !may.contains(&true) {
            return Self::default();
        }
        let guards = edges(graph, |index, definition| {
            if may[index] {
                bare(graph, definition, Through::Guards(int64))
            } else {
                Vec::new()
            }
        });
        let guards = graph::components(&guards);
        let cyclic = (0..guards.of.len()).filter(|&index| guards.cyclic[index]);
        Self {
            types: cut(graph, &may),
            guards: cyclic.map(|index| (index, guards.of[index])).collect(),
        }
    }

    /// The type of a definition, where its alias would stand for itself.
    pub(super) fn type_of(&self, index: usize) -> Option<&Ts<'a>> {
        self.types.get(&index)
    }

    /// Whether the guard of a definition comes back to the same value at all.
    pub(super) fn is_in_circle(&self, index: usize) -> bool {
        self.guards.contains_key(&index)
    }

    /// Whether the guard of one comes back to the same value by way of the other.
    pub(super) fn look_at_each_other(&self, one: usize, other: usize) -> bool {
        let circle = self.guards.get(&one);
        circle.is_some() && circle == self.guards.get(&other)
    }
}

fn edges<'a>(
    graph: &Graph<'a>,
    of: impl Fn(usize, &'a Definition) -> Vec<usize>,
) -> Vec<Vec<usize>> {
    let definitions = graph.definitions.iter().enumerate();
    definitions.map(|(index, it)| of(index, it)).collect()
}

/// Who looks at the very value that a definition looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Through {
    /// Its guard, which does not ask for all that may not be there.
    Guards(Int64),
    /// Its type, or that of what it names.
    Types,
}

/// The definitions that look at the very value that a definition looks at.
fn bare(graph: &Graph, definition: &Definition, through: Through) -> Vec<usize> {
    let mut found = Vec::new();
    match &definition.shape {
        TypeShape::Record(record) => bare_in_record(graph, record, through, &mut found),
        TypeShape::Newtype(shape) => bare_in(graph, shape, through, &mut found),
        TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Numbers(..) => {}
        TypeShape::Enum(it) => {
            let is_bare = match it.tagging {
                Tagging::Internal { .. } | Tagging::Untagged => true,
                Tagging::External | Tagging::Adjacent { .. } => false,
            };
            for variant in it.variants.iter().filter(|it| is_bare || it.untagged) {
                match &variant.body {
                    VariantBody::Newtype(shape) => bare_in(graph, shape, through, &mut found),
                    VariantBody::Record(it) => bare_in_record(graph, it, through, &mut found),
                    VariantBody::Unit | VariantBody::Tuple(_) => {}
                }
            }
        }
    }
    found
}

fn bare_in_record(graph: &Graph, record: &Record, through: Through, found: &mut Vec<usize>) {
    for flat in &record.flat {
        let is_asked = match through {
            Through::Types => true,
            Through::Guards(int64) => int64::is_asked(flat, int64),
        };
        if is_asked {
            bare_in(graph, flat.of.shape(), through, found);
        }
    }
}

fn bare_in(graph: &Graph, shape: &Shape, through: Through, found: &mut Vec<usize>) {
    match shape {
        Shape::Option(of) => bare_in(graph, of, through, found),
        Shape::BuiltIn(_, args) if through == Through::Types => {
            for arg in args {
                bare_in(graph, arg, through, found);
            }
        }
        Shape::Ref { args, .. } => {
            found.extend(graph.find_ref(shape));
            for arg in args {
                bare_in(graph, arg, through, found);
            }
        }
        Shape::Any
        | Shape::Null
        | Shape::Bool
        | Shape::Int(_)
        | Shape::NonZero(_)
        | Shape::Float { .. }
        | Shape::Text(_)
        | Shape::List(_)
        | Shape::Array(..)
        | Shape::Tuple(_)
        | Shape::Map { .. }
        | Shape::BuiltIn(..)
        | Shape::Param(_) => {}
    }
}

/// The types of those whose aliases stand for themselves, without such circles. They are among those that `may`.
fn cut<'a>(graph: &Graph<'a>, may: &[bool]) -> BTreeMap<usize, Ts<'a>> {
    let types: BTreeMap<usize, Ts> = (0..may.len())
        .filter(|&index| may[index])
        .map(|index| (index, types::of(graph, &graph.definitions[index])))
        .collect();
    let edges = edges(graph, |index, definition| {
        let mut found = Vec::new();
        if !types::is_interface(definition) {
            types
                .get(&index)
                .inspect(|ty| at_once(graph, ty, &mut found));
        }
        found
    });
    let components = graph::components(&edges);
    let cyclic = types.iter().filter(|(index, _)| components.cyclic[**index]);
    cyclic
        .map(|(&index, ty)| {
            let params = graph.definitions[index].params.iter();
            let own = params
                .map(|param| Ts::Param(param.as_str().into()))
                .collect();
            let circle = Circle {
                graph,
                of: &components.of,
                component: components.of[index],
            };
            (index, circle.open(ty, &mut vec![(index, own)]))
        })
        .collect()
}

/// The aliases that a type is made of at once.
fn at_once(graph: &Graph, ty: &Ts, found: &mut Vec<usize>) {
    match ty {
        Ts::Ref(index, args) if !types::is_interface(&graph.definitions[*index]) => {
            found.push(*index);
            for arg in args {
                at_once(graph, arg, found);
            }
        }
        Ts::Codec("Range" | "RangeFrom" | "RangeTo", _)
        | Ts::Ref(..)
        | Ts::Plain(_)
        | Ts::Number(_)
        | Ts::Literal(_)
        | Ts::Param(_)
        | Ts::Array(_)
        | Ts::Tuple(..)
        | Ts::Object(_)
        | Ts::Index(_)
        | Ts::Mapped(..) => {}
        Ts::Documented(it) => at_once(graph, &it.1, found),
        Ts::Codec(_, all) | Ts::Union(all) | Ts::Intersection(all) => {
            for ty in all {
                at_once(graph, ty, found);
            }
        }
    }
}

/// Aliases that lead to each other.
struct Circle<'g, 'a> {
    graph: &'g Graph<'a>,
    of: &'g [usize],
    component: usize,
}

/// How many aliases are written out inside each other: one that grows with each turn has no value either.
const DEEPEST: usize = 16;

impl<'a> Circle<'_, 'a> {
    fn open(&self, ty: &Ts<'a>, within: &mut Vec<(usize, Vec<Ts<'a>>)>) -> Ts<'a> {
        match ty {
            Ts::Ref(index, args) if self.leads_back(ty) => {
                let step = (*index, args.clone());
                if within.len() > DEEPEST || within.contains(&step) {
                    return NEVER;
                }
                let definition = &self.graph.definitions[*index];
                // Its comments stand where it is declared.
                let body = types::of(self.graph, definition).without_docs();
                let body = body.replace(&|ty| match ty {
                    Ts::Param(name) => {
                        let place = definition
                            .params
                            .iter()
                            .position(|param| **param == **name)?;
                        args.get(place).cloned()
                    }
                    _ => None,
                });
                within.push(step);
                let open = self.open(&body, within);
                within.pop();
                open
            }
            Ts::Union(all) => {
                let all: Vec<Ts> = all.iter().map(|ty| self.open(ty, within)).collect();
                Ts::union(all)
            }
            Ts::Intersection(all) => {
                let all: Vec<Ts> = all.iter().map(|ty| self.open(ty, within)).collect();
                if all.contains(&NEVER) {
                    return NEVER;
                }
                Ts::intersection(all)
            }
            Ts::Codec("Bound", args) if self.leads_back(ty) => bound(&args[0]),
            Ts::Codec("Outcome", args) if self.leads_back(ty) => outcome(&args[0], &args[1]),
            // What takes the keys of another type apart needs that type; without it there is nothing to tell of.
            Ts::Codec(name @ ("NoneOf" | "Keyed"), args) => {
                let all: Vec<Ts> = args.iter().map(|ty| self.open(ty, within)).collect();
                if all.contains(&NEVER) {
                    return Ts::Object(Vec::new());
                }
                Ts::Codec(name, all)
            }
            Ts::Documented(it) => self.open(&it.1, within).documented(it.0.clone()),
            _ => ty.clone(),
        }
    }

    fn leads_back(&self, ty: &Ts) -> bool {
        let mut found = Vec::new();
        at_once(self.graph, ty, &mut found);
        found
            .into_iter()
            .any(|index| self.of[index] == self.component)
    }
}

fn carrying<'a>(key: &'static str, of: &Ts<'a>) -> Ts<'a> {
    Ts::Object(vec![Member::new(key, of.clone())])
}

fn bound<'a>(of: &Ts<'a>) -> Ts<'a> {
    Ts::union([
        Ts::literal("Unbounded"),
        carrying("Included", of),
        carrying("Excluded", of),
    ])
}

fn outcome<'a>(ok: &Ts<'a>, err: &Ts<'a>) -> Ts<'a> {
    Ts::union([carrying("Ok", ok), carrying("Err", err)])
}
