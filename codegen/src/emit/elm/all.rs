//! What the modules have to know of each other before one of them is written.

use super::super::graph::{self, Components, Graph};
use super::super::names::Names;
use super::super::ruled::{Api, Looks, looks};
use super::camel;
use super::naming::{DefinitionNames, ModuleNames, name};
use super::syntax;
use crate::model::{Definition, Shape, TypeShape};
use crate::parallel;

/// All definitions and their modules.
pub(in super::super) struct All<'a> {
    pub(super) graph: Graph<'a>,
    /// What each definition uses.
    pub(super) uses: Vec<Vec<usize>>,
    /// The output files in order, a module each.
    pub(in super::super) files: Vec<OutputFile>,
    /// The place in [`Self::files`] of the one whose module declares each definition.
    pub(super) homes: Vec<usize>,
    /// The place of each definition among those that its home declares.
    places: Vec<usize>,
    /// The names that each module gives away.
    names: Vec<ModuleNames>,
    /// Which definitions use each other in a circle.
    pub(super) circles: Components,
    /// Which definitions would be aliases if Elm let them.
    pub(super) boxed: Vec<bool>,
    /// Which have rules, and which are requests.
    pub(super) api: Api,
}

/// An output file.
#[derive(Debug)]
pub(in super::super) struct OutputFile {
    /// Its module: `BuildAmp.Events.Email`.
    pub(super) module: String,
    /// Its definitions in the order of the source.
    pub(super) own: Vec<usize>,
    /// The definitions that its module declares, those of its own first: all of each file whose home it is.
    pub(super) declared: Vec<usize>,
}

impl<'a> All<'a> {
    pub(in super::super) fn of(definitions: &'a [Definition]) -> Self {
        let graph = Graph::of(definitions);
        let uses = uses(&graph);
        let circles = graph::components(&uses);
        let boxed = boxed(definitions, &uses, &circles);
        let files = definitions_of_files(definitions);
        let homes_of_files = homes(definitions.len(), &files, &uses);
        let modules = modules(definitions, &files);
        let (mut homes, mut places) = (vec![0; definitions.len()], vec![0; definitions.len()]);
        let mut declared = vec![Vec::new(); files.len()];
        for (own, &home) in files.iter().zip(&homes_of_files) {
            for &index in own {
                (homes[index], places[index]) = (home, declared[home].len());
                declared[home].push(index);
            }
        }
        let parts = files.into_iter().zip(declared).zip(modules);
        let files: Vec<OutputFile> = parts
            .map(|((own, declared), module)| OutputFile {
                module,
                own,
                declared,
            })
            .collect();
        let api = Api::of(&graph);
        Self {
            names: names(definitions, &files, &boxed, &api),
            graph,
            uses,
            files,
            homes,
            places,
            circles,
            boxed,
            api,
        }
    }

    /// What is looked at in a value of a definition, where it has rules.
    pub(super) fn looks(&self, index: usize) -> Option<Looks<'a>> {
        let definition = &self.graph.definitions[index];
        let looks = || looks(&self.graph, &self.api.ruled, definition);
        self.api.ruled[index].then(looks).flatten()
    }

    /// The names of a definition in the module that declares it.
    pub(super) fn names(&self, index: usize) -> DefinitionNames<'_> {
        self.names[self.homes[index]].at(self.places[index])
    }

    /// Whether a definition is another name for a type without one.
    pub(super) fn is_alias(&self, index: usize) -> bool {
        is_alias(&self.graph.definitions[index]) && !self.boxed[index]
    }
}

/// So many things are worth a turn of a thread.
const SOME: usize = 64;

fn uses(graph: &Graph) -> Vec<Vec<usize>> {
    let parts: Vec<&[Definition]> = graph.definitions.chunks(SOME).collect();
    let uses = parallel::map(&parts, |part| -> Vec<Vec<usize>> {
        part.iter()
            .map(|definition| graph.uses(definition))
            .collect()
    });
    uses.into_iter().flatten().collect()
}

/// The output files in order, each with its definitions in the order of the source.
fn definitions_of_files(definitions: &[Definition]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..definitions.len()).collect();
    // Definitions of one file stand together, so that this finds them in order already.
    order.sort_by(|&a, &b| definitions[a].file.cmp(&definitions[b].file));
    order
        .chunk_by(|&a, &b| definitions[a].file == definitions[b].file)
        .map(<[usize]>::to_vec)
        .collect()
}

/// For each file the first of those that it imports in a circle, itself if there are none.
fn homes(definitions: usize, files: &[Vec<usize>], uses: &[Vec<usize>]) -> Vec<usize> {
    let mut place = vec![0; definitions];
    for (at, indices) in files.iter().enumerate() {
        for &index in indices {
            place[index] = at;
        }
    }
    let edges: Vec<Vec<usize>> = files
        .iter()
        .enumerate()
        .map(|(at, indices)| {
            let targets = indices.iter().flat_map(|&index| &uses[index]);
            let others = targets.map(|&to| place[to]).filter(|to| *to != at);
            let mut others: Vec<usize> = others.collect();
            others.dedup();
            others
        })
        .collect();
    let components = graph::components(&edges).of;
    let mut first = vec![usize::MAX; files.len()];
    for (at, &component) in components.iter().enumerate() {
        first[component] = first[component].min(at);
    }
    components
        .into_iter()
        .map(|component| first[component])
        .collect()
}

/// The module of each file.
fn modules(definitions: &[Definition], files: &[Vec<usize>]) -> Vec<String> {
    let mut taken = Names::default();
    let (mut wanted, mut camel) = (String::new(), String::new());
    files
        .iter()
        .map(|own| {
            wanted.clear();
            for (index, segment) in definitions[own[0]].file.iter().enumerate() {
                if index > 0 {
                    wanted.push('.');
                }
                camel.clear();
                camel::push_upper(segment, &mut camel);
                syntax::push_upper(&camel, &mut wanted);
            }
            format!("BuildAmp.{}", taken.take_path(&wanted))
        })
        .collect()
}

fn names(
    definitions: &[Definition],
    files: &[OutputFile],
    boxed: &[bool],
    api: &Api,
) -> Vec<ModuleNames> {
    let parts: Vec<&[OutputFile]> = files.chunks(SOME / 8).collect();
    let names = parallel::map(&parts, |part| -> Vec<ModuleNames> {
        part.iter()
            .map(|file| name(definitions, &file.declared, boxed, api))
            .collect()
    });
    names.into_iter().flatten().collect()
}

/// Which aliases Elm does not take: those that contain themselves, those with a type variable that they do not use, and
/// those that are nothing but a type variable, which its compiler does not see through. They become types.
fn boxed(definitions: &[Definition], uses: &[Vec<usize>], circles: &Components) -> Vec<bool> {
    let mut boxed: Vec<bool> = definitions
        .iter()
        .map(|definition| has_unused_param(definition) || is_param(&definition.shape))
        .collect();
    // A circle of aliases lies in a circle of definitions.
    let is_candidate = |&index: &usize| circles.cyclic[index] && is_alias(&definitions[index]);
    let candidates: Vec<usize> = (0..definitions.len()).filter(is_candidate).collect();
    let edges: Vec<Vec<usize>> = candidates
        .iter()
        .map(|&from| {
            let targets = uses[from].iter();
            targets
                .filter_map(|to| candidates.binary_search(to).ok())
                .collect()
        })
        .collect();
    for (index, is_cyclic) in candidates.into_iter().zip(graph::components(&edges).cyclic) {
        boxed[index] |= is_cyclic;
    }
    boxed
}

fn has_unused_param(definition: &Definition) -> bool {
    let mut params = definition.params.iter();
    params.any(|param| !is_used(&definition.shape, param))
}

/// Whether a type parameter stands anywhere in what a definition holds.
pub(super) fn is_used(of: &TypeShape, param: &str) -> bool {
    fn uses(shape: &Shape, param: &str) -> bool {
        matches!(shape, Shape::Param(name) if name == param)
            || shape.children().into_iter().any(|inner| uses(inner, param))
    }
    of.parts().into_iter().any(|shape| uses(shape, param))
}

fn is_param(shape: &TypeShape) -> bool {
    fn stands_for_one(shape: &Shape) -> bool {
        match shape {
            Shape::Param(_) => true,
            Shape::Tuple(shapes) => matches!(shapes.as_slice(), [one] if stands_for_one(one)),
            _ => false,
        }
    }
    match shape {
        TypeShape::Tuple(items) => match items.shapes.as_slice() {
            [one] => items.required == 1 && stands_for_one(one),
            _ => false,
        },
        _ => false,
    }
}

pub(super) fn is_alias(definition: &Definition) -> bool {
    match &definition.shape {
        TypeShape::Record(_) => true,
        TypeShape::Tuple(items) => !items.shapes.is_empty(),
        TypeShape::Enum(it) => it.variants.is_empty(),
        TypeShape::Numbers(_, numbers) => numbers.is_empty(),
        TypeShape::Newtype(_) | TypeShape::Unit => false,
    }
}
