//! Elm: one module a Rust module, with a type, a decoder and an encoder for each definition.
//!
//! Every file stands as elm-format prints it. Modules in Elm may not import each other in a circle: the definitions of
//! Rust modules that do lie together in the module of the first of them, and the others hold aliases.

mod decoders;
mod encoders;
mod module;
mod sse;
mod syntax;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{self, Components, Graph};
use super::messages;
use super::names::Names;
use super::text::{self, Doc};
use super::{File, HEADER, Owner};
use crate::model::{Definition, Shape, TypeShape};
use module::Module;

/// What every generated module builds on.
const CODEC: &str = include_str!("../prelude/BuildAmpCodec.elm");

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

/// Where expressions break; elm-format itself knows no width.
const WIDTH: usize = 100;

/// All Elm files, the prelude included.
pub(super) fn files(definitions: &[Definition]) -> Vec<File> {
    let all = All::of(definitions);
    let mut files = vec![
        File::generated("elm/BuildAmpCodec.elm", CODEC),
        File::generated("elm/BuildAmp.elm", sse::file_text(&all)),
    ];
    if messages::any(definitions) {
        files.extend(SSE.map(|(name, text)| File::generated(format!("elm/{name}"), text)));
        files.push(File {
            path: "elm/BuildAmpPorts.elm".to_owned(),
            text: PORTS.to_owned(),
            owner: Owner::User,
        });
    }
    for file in all.graph.files().into_keys() {
        let path = format!("elm/{}.elm", all.modules[file].join("/"));
        files.push(File::generated(path, Module::of(&all, file).text()));
    }
    files
}

/// What the modules have to know of each other.
struct All<'a> {
    graph: Graph<'a>,
    /// The module of each output file: `["BuildAmp", "Events", "Email"]`.
    modules: BTreeMap<&'a [String], Vec<String>>,
    /// The output file whose module declares the definitions of an output file.
    homes: BTreeMap<&'a [String], &'a [String]>,
    /// The names of each definition in the module that declares it.
    names: Vec<DefinitionNames>,
    /// Which definitions use each other in a circle.
    circles: Components,
    /// Which definitions would be aliases that contain themselves.
    boxed: Vec<bool>,
}

/// The names that a definition gives away.
#[derive(Debug, Clone, Default)]
struct DefinitionNames {
    ty: String,
    decoder: String,
    encoder: String,
    /// Those of an enum's variants in order; the only one of another type that has one; none of an alias.
    constructors: Vec<String>,
    /// The same decoder and encoder once more, where the definition contains itself with other type arguments: Elm
    /// infers such a recursion only by way of a second function.
    again: Option<(String, String)>,
}

impl<'a> All<'a> {
    fn of(definitions: &'a [Definition]) -> Self {
        let graph = Graph::of(definitions);
        let uses: Vec<Vec<usize>> = definitions
            .iter()
            .map(|definition| graph.uses(definition))
            .collect();
        let homes = homes(&graph, &uses);
        let boxed = boxed(definitions, &uses);
        let mut names = vec![DefinitionNames::default(); definitions.len()];
        for home in homes.values().copied().collect::<BTreeSet<_>>() {
            let members = members(&graph, &homes, home);
            for (index, given) in members.iter().zip(name(definitions, &members, &boxed)) {
                names[*index] = given;
            }
        }
        Self {
            modules: modules(&graph),
            homes,
            names,
            circles: graph::components(&uses),
            boxed,
            graph,
        }
    }

    /// The definitions that a file's module declares.
    fn declared_by(&self, file: &[String]) -> Vec<usize> {
        members(&self.graph, &self.homes, file)
    }

    /// The file whose module declares a definition.
    fn home(&self, index: usize) -> &'a [String] {
        let file = self.graph.definitions[index].file.as_slice();
        self.homes.get(file).copied().unwrap_or(file)
    }
}

/// For each file the first of those that it imports in a circle, itself if there are none.
fn homes<'a>(graph: &Graph<'a>, uses: &[Vec<usize>]) -> BTreeMap<&'a [String], &'a [String]> {
    let files: Vec<&[String]> = graph.files().into_keys().collect();
    let place: BTreeMap<&[String], usize> = files
        .iter()
        .enumerate()
        .map(|(index, &file)| (file, index))
        .collect();
    let mut edges = vec![Vec::new(); files.len()];
    for (definition, used) in graph.definitions.iter().zip(uses) {
        let from = place[definition.file.as_slice()];
        edges[from].extend(
            used.iter()
                .map(|&to| place[graph.definitions[to].file.as_slice()])
                .filter(|&to| to != from),
        );
    }
    let components = graph::components(&edges);
    let mut first: BTreeMap<usize, &[String]> = BTreeMap::new();
    files
        .iter()
        .zip(components.of)
        .map(|(&file, component)| (file, *first.entry(component).or_insert(file)))
        .collect()
}

/// The definitions whose home a file is, its own first.
fn members(graph: &Graph, homes: &BTreeMap<&[String], &[String]>, home: &[String]) -> Vec<usize> {
    graph
        .files()
        .into_iter()
        .filter(|(file, _)| homes[file] == home)
        .flat_map(|(_, indices)| indices)
        .collect()
}

fn modules<'a>(graph: &Graph<'a>) -> BTreeMap<&'a [String], Vec<String>> {
    let mut taken = Names::default();
    let mut modules = BTreeMap::new();
    for file in graph.files().into_keys() {
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

/// Records and tuples are aliases, and an alias cannot contain itself: those that do become types.
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
    graph::components(&edges).cyclic
}

fn is_alias(definition: &Definition) -> bool {
    match definition.shape {
        TypeShape::Record(_) | TypeShape::Tuple(_) => true,
        TypeShape::Newtype(_) | TypeShape::Unit | TypeShape::Enum(_) => false,
    }
}

/// Names for the definitions of one module. Types come before constructors, so that it is a constructor that gives way.
fn name(definitions: &[Definition], members: &[usize], boxed: &[bool]) -> Vec<DefinitionNames> {
    let (mut types, mut values) = (Names::default(), syntax::scope());
    // elm-format reads these as literals wherever they stand.
    let mut constructors = Names::without(["True", "False"]);
    let mut names: Vec<DefinitionNames> = members
        .iter()
        .map(|&index| {
            let ty = types.take(&syntax::upper(&definitions[index].name));
            let decoder = values.take(&format!("{}Decoder", syntax::lower(&ty)));
            let encoder = values.take(&format!("encode{ty}"));
            DefinitionNames {
                ty,
                decoder,
                encoder,
                ..DefinitionNames::default()
            }
        })
        .collect();
    for (&index, given) in members.iter().zip(&mut names) {
        if contains_itself_otherwise(&definitions[index]) {
            let decoder = values.take(&format!("{}Again", given.decoder));
            given.again = Some((decoder, values.take(&format!("{}Again", given.encoder))));
        }
    }
    // The constructor of an alias is its name, whatever else would have it.
    let is_alias = |index: usize| is_alias(&definitions[index]) && !boxed[index];
    for (_, given) in members
        .iter()
        .zip(&names)
        .filter(|(index, _)| is_alias(**index))
    {
        constructors.reserve(&given.ty);
    }
    for (&index, given) in members.iter().zip(&mut names) {
        match definitions[index].shape {
            TypeShape::Record(_)
            | TypeShape::Tuple(_)
            | TypeShape::Newtype(_)
            | TypeShape::Unit => {
                if !is_alias(index) {
                    given.constructors = vec![constructors.take(&given.ty)];
                }
            }
            TypeShape::Enum(_) => {}
        }
    }
    for (&index, given) in members.iter().zip(&mut names) {
        if let TypeShape::Enum(variants) = &definitions[index].shape {
            let wanted = |name: &str| format!("{}{}", given.ty, syntax::upper(name));
            given.constructors = variants
                .iter()
                .map(|variant| constructors.take(&wanted(&variant.name)))
                .collect();
        }
    }
    names
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
fn is_itself_otherwise(definition: &Definition, shape: &Shape) -> bool {
    let own = |(arg, param): (&Shape, &String)| matches!(arg, Shape::Param(name) if name == param);
    matches!(shape, Shape::Ref { file, name, args }
        if *file == definition.file && *name == definition.name && !args.iter().zip(&definition.params).all(own))
}

/// A whole file: header, module line, imports, and declarations with two empty lines between each two.
fn file(
    module: &[String],
    mut exposed: Vec<String>,
    imports: Vec<String>,
    declarations: Vec<Doc>,
) -> String {
    exposed.sort_by_key(|name| (name.starts_with(char::is_lowercase), name.clone()));
    let gap = || text::concat([Doc::EmptyLine, Doc::EmptyLine, Doc::HardLine]);
    let exposed = syntax::enclosed("(", exposed.into_iter().map(text::text).collect(), ")");
    let mut parts = vec![
        text::text(format!("-- {HEADER}")),
        gap(),
        text::text(format!("module {} exposing", module.join("."))),
        text::broken(text::tab(text::concat([Doc::HardLine, exposed]))),
        Doc::EmptyLine,
    ];
    parts.extend(
        imports
            .into_iter()
            .map(|import| text::concat([Doc::HardLine, text::text(import)])),
    );
    for declaration in declarations {
        parts.push(gap());
        parts.push(declaration);
    }
    text::print(&text::concat(parts), WIDTH)
}
