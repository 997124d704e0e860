//! Elm: one module a Rust module, with a type, a decoder and an encoder for each definition.
//!
//! Every file stands as elm-format prints it. Modules in Elm may not import each other in a circle: the definitions of
//! Rust modules that do lie together in the module of the first of them, and the others hold aliases.

mod decoders;
mod encoders;
mod file;
mod flat;
mod module;
mod naming;
mod sse;
mod syntax;
mod types;

use std::collections::BTreeMap;

use super::graph::{self, Components, Graph};
use super::messages;
use super::names::Names;
use super::{Owner, Sheet};
use crate::model::{Definition, Shape, TypeShape};
use module::Module;
use naming::{DefinitionNames, name};

/// What every generated module builds on: of records and enums, of objects, of the forms of text.
const CODEC: [(&str, &str); 3] = [
    (
        "BuildAmpCodec.elm",
        include_str!("../prelude/BuildAmpCodec.elm"),
    ),
    (
        "BuildAmpObject.elm",
        include_str!("../prelude/BuildAmpObject.elm"),
    ),
    (
        "BuildAmpText.elm",
        include_str!("../prelude/BuildAmpText.elm"),
    ),
];

/// What a program needs besides where messages come from the server. The JavaScript is what tsc makes of the files of
/// the same name in TypeScript, which a test does again.
const SSE: [(&str, &str); 5] = [
    (
        "BuildAmpSse.elm",
        include_str!("../prelude/BuildAmpSse.elm"),
    ),
    (
        "buildamp-ports.d.ts",
        include_str!("../prelude/js/buildamp-ports.d.ts"),
    ),
    (
        "buildamp-ports.js",
        include_str!("../prelude/js/buildamp-ports.js"),
    ),
    (
        "buildamp-sse.d.ts",
        include_str!("../prelude/js/buildamp-sse.d.ts"),
    ),
    (
        "buildamp-sse.js",
        include_str!("../prelude/js/buildamp-sse.js"),
    ),
];

/// The port pair, which has to stand in a program of the user's.
const PORTS: &str = include_str!("../prelude/BuildAmpPorts.elm");

/// All Elm files, the prelude included.
pub(super) fn sheets<'a>(all: &'a All<'a>) -> Vec<Sheet<'a>> {
    let fixed = |owner: Owner, (name, text): (&str, &'static str)| {
        Sheet::fixed(format!("elm/{name}"), owner, text)
    };
    let mut sheets = vec![Sheet::generated("elm/BuildAmp.elm", || {
        sse::file_text(all).into()
    })];
    sheets.extend(CODEC.map(|it| fixed(Owner::Generator, it)));
    if messages::any(all.graph.definitions) {
        sheets.extend(SSE.map(|it| fixed(Owner::Generator, it)));
        sheets.push(fixed(Owner::User, ("BuildAmpPorts.elm", PORTS)));
    }
    sheets.extend(all.files.keys().map(|&file| {
        let path = format!("elm/{}.elm", all.modules[file].join("/"));
        Sheet::generated(path, move || Module::of(all, file).text().into())
    }));
    sheets
}

/// What the modules have to know of each other.
pub(super) struct All<'a> {
    graph: Graph<'a>,
    /// What each definition uses.
    uses: Vec<Vec<usize>>,
    /// The definitions of each output file in the order of the source.
    files: BTreeMap<&'a [String], Vec<usize>>,
    /// The module of each output file: `["BuildAmp", "Events", "Email"]`.
    modules: BTreeMap<&'a [String], Vec<String>>,
    /// The output file whose module declares each definition.
    homes: Vec<&'a [String]>,
    /// The definitions that the module of an output file declares, those of its own file first.
    declared: BTreeMap<&'a [String], Vec<usize>>,
    /// The names of each definition in the module that declares it.
    names: Vec<DefinitionNames>,
    /// Which definitions use each other in a circle.
    circles: Components,
    /// Which definitions would be aliases if Elm let them.
    boxed: Vec<bool>,
}

impl<'a> All<'a> {
    pub(super) fn of(definitions: &'a [Definition]) -> Self {
        let graph = Graph::of(definitions);
        let files = graph.files();
        let uses: Vec<Vec<usize>> = definitions
            .iter()
            .map(|definition| graph.uses(definition))
            .collect();
        let homes = homes(definitions, &files, &uses);
        let boxed = boxed(definitions, &uses);
        let mut declared: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        for (file, indices) in &files {
            declared.entry(homes[file]).or_default().extend(indices);
        }
        let mut names = vec![DefinitionNames::default(); definitions.len()];
        for members in declared.values() {
            for (index, given) in members.iter().zip(name(definitions, members, &boxed)) {
                names[*index] = given;
            }
        }
        Self {
            modules: modules(&files),
            circles: graph::components(&uses),
            files,
            homes: definitions
                .iter()
                .map(|definition| homes[definition.file.as_slice()])
                .collect(),
            declared,
            names,
            boxed,
            uses,
            graph,
        }
    }

    /// The definition that a shape names.
    fn find(&self, shape: &Shape) -> Option<usize> {
        match shape {
            Shape::Ref {
                file, name, side, ..
            } => self.graph.find(file, name, *side),
            _ => None,
        }
    }

    /// Whether a definition is another name for a type without one.
    fn is_alias(&self, index: usize) -> bool {
        is_alias(&self.graph.definitions[index]) && !self.boxed[index]
    }
}

/// For each file the first of those that it imports in a circle, itself if there are none.
fn homes<'a>(
    definitions: &[Definition],
    files: &BTreeMap<&'a [String], Vec<usize>>,
    uses: &[Vec<usize>],
) -> BTreeMap<&'a [String], &'a [String]> {
    let mut place = vec![0; definitions.len()];
    for (at, indices) in files.values().enumerate() {
        for &index in indices {
            place[index] = at;
        }
    }
    let mut edges = vec![Vec::new(); files.len()];
    for (from, used) in place.iter().zip(uses) {
        edges[*from].extend(used.iter().map(|&to| place[to]).filter(|to| to != from));
    }
    let components = graph::components(&edges);
    let mut first: BTreeMap<usize, &[String]> = BTreeMap::new();
    files
        .keys()
        .zip(components.of)
        .map(|(&file, component)| (file, *first.entry(component).or_insert(file)))
        .collect()
}

fn modules<'a>(files: &BTreeMap<&'a [String], Vec<usize>>) -> BTreeMap<&'a [String], Vec<String>> {
    let mut taken = Names::default();
    let mut modules = BTreeMap::new();
    for &file in files.keys() {
        let segments: Vec<String> = file
            .iter()
            .map(|name| syntax::upper(&heck::AsUpperCamelCase(name).to_string()))
            .collect();
        let path = taken.take_path(&segments.join("."));
        let path = path.split('.').map(str::to_owned);
        modules.insert(
            file,
            std::iter::once("BuildAmp".to_owned()).chain(path).collect(),
        );
    }
    modules
}

/// Which aliases Elm does not take: those that contain themselves, those with a type variable that they do not use, and
/// those that are nothing but a type variable, which its compiler does not see through. They become types.
fn boxed(definitions: &[Definition], uses: &[Vec<usize>]) -> Vec<bool> {
    let is_alias = |index: usize| is_alias(&definitions[index]);
    let edges: Vec<Vec<usize>> = uses
        .iter()
        .enumerate()
        .map(|(from, used)| {
            used.iter()
                .copied()
                .filter(|&to| is_alias(from) && is_alias(to))
                .collect()
        })
        .collect();
    let cyclic = graph::components(&edges).cyclic;
    let boxed = definitions.iter().zip(cyclic);
    boxed
        .map(|(definition, cyclic)| {
            cyclic || has_unused_param(definition) || is_param(&definition.shape)
        })
        .collect()
}

fn has_unused_param(definition: &Definition) -> bool {
    fn uses(shape: &Shape, param: &str) -> bool {
        matches!(shape, Shape::Param(name) if name == param)
            || shape.children().into_iter().any(|inner| uses(inner, param))
    }
    definition.params.iter().any(|param| {
        let parts = definition.shape.parts();
        !parts.into_iter().any(|shape| uses(shape, param))
    })
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

fn is_alias(definition: &Definition) -> bool {
    match &definition.shape {
        TypeShape::Record(_) => true,
        TypeShape::Tuple(items) => !items.shapes.is_empty(),
        TypeShape::Enum(it) => it.variants.is_empty(),
        TypeShape::Numbers(_, numbers) => numbers.is_empty(),
        TypeShape::Newtype(_) | TypeShape::Unit => false,
    }
}
