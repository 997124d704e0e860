//! TypeScript: one ESM module a Rust module, with a type and a guard for each definition.
//!
//! Every file stands as prettier prints it with its default options. Nothing here is a `const` of a module: modules
//! may import each other in a circle, and only function declarations are there before a module has run.

mod circles;
mod flat;
mod functions;
mod guards;
mod module;
mod print;
mod sse;
mod syntax;
mod ty;
mod types;

use std::collections::HashMap;

use super::graph::{self, Components, Graph};
use super::messages;
use super::names::{self, Names};
use super::text::{self, Doc};
use super::{HEADER, Owner, Sheet};
use crate::model::{Definition, Side};
use module::Module;
use ty::Ts;

/// What every generated module builds on.
const CODEC: &str = include_str!("../prelude/buildamp-codec.ts");

/// The forms of text.
const TEXT: &str = include_str!("../prelude/buildamp-text.ts");

/// What tells where a value is wrong.
const TRACE: &str = include_str!("../prelude/buildamp-trace.ts");

/// The interface of Standard Schema.
const SCHEMA: &str = include_str!("../prelude/buildamp-schema.ts");

/// The connection to the server's stream.
const SSE: &str = include_str!("../prelude/buildamp-sse.ts");

/// The messages that BuildAmp itself sends.
const MESSAGES: &str = include_str!("../prelude/buildamp-messages.ts");

/// The columns of prettier's default options.
const WIDTH: usize = 80;

/// All TypeScript files, the prelude included.
pub(super) fn sheets<'a>(all: &'a All<'a>) -> Vec<Sheet<'a>> {
    let mut fixed = vec![
        ("ts/buildamp-codec.ts", CODEC),
        ("ts/buildamp-text.ts", TEXT),
        ("ts/buildamp-trace.ts", TRACE),
        ("ts/buildamp-schema.ts", SCHEMA),
    ];
    if messages::any(all.graph.definitions) {
        fixed.extend([
            ("ts/buildamp-messages.ts", MESSAGES),
            ("ts/buildamp-sse.ts", SSE),
        ]);
    }
    let fixed = fixed
        .into_iter()
        .map(|(path, text)| Sheet::fixed(path, Owner::Generator, text));
    let shared = Sheet::generated("ts/buildamp.ts", || sse::file(all).into());
    let own = all
        .files
        .iter()
        .map(|(file, members)| of_module(all, file, members));
    fixed.chain([shared]).chain(own).collect()
}

/// The files of one module: its types, and their schemas beside them.
fn of_module<'a>(all: &'a All<'a>, file: &'a [String], members: &'a [usize]) -> Sheet<'a> {
    let path = all.path(file);
    let paths = [format!("ts/{path}.ts"), format!("ts/{path}.schema.ts")];
    Sheet {
        files: paths.map(|path| (path, Owner::Generator)).into(),
        make: Box::new(move || {
            let module = Module::of(all, file, members);
            vec![module.text().into(), module.schemas().into()]
        }),
    }
}

/// What the modules have to know of each other.
pub(super) struct All<'a> {
    graph: Graph<'a>,
    /// The output files in order, each with its definitions.
    files: Vec<(&'a [String], Vec<usize>)>,
    /// The path of each output file below `ts/`, without its suffix.
    paths: HashMap<&'a [String], String>,
    /// The name of each definition in the module that declares it.
    names: Vec<String>,
    /// The type of each definition.
    types: Vec<Ts>,
    /// Which of them are interfaces.
    interfaces: Vec<bool>,
    /// Which definitions look at the same value in turn.
    circles: Components,
}

impl<'a> All<'a> {
    pub(super) fn of(definitions: &'a [Definition]) -> Self {
        let graph = Graph::of(definitions);
        let files: Vec<(&[String], Vec<usize>)> = graph.files().into_iter().collect();
        let mut taken = Names::without([
            "buildamp",
            "buildamp-codec",
            "buildamp-messages",
            "buildamp-schema",
            "buildamp-sse",
            "buildamp-text",
            "buildamp-trace",
        ]);
        let mut paths = HashMap::new();
        let mut names = vec![String::new(); definitions.len()];
        for (file, members) in &files {
            paths.insert(*file, taken.take_path(&file.join("/")));
            // What a type is called that has but one name is not for its neighbour's other side.
            let mut taken = syntax::reserved();
            let (own, made): (Vec<usize>, Vec<usize>) = members
                .iter()
                .partition(|&&index| definitions[index].side != Side::Accepted);
            for index in own.into_iter().chain(made) {
                names[index] = taken.take(&names::of(&definitions[index]));
            }
        }
        let interfaces: Vec<bool> = definitions.iter().map(types::is_interface).collect();
        let mut types: Vec<Ts> = definitions
            .iter()
            .map(|definition| types::of(&graph, definition))
            .collect();
        let params: Vec<&[String]> = definitions
            .iter()
            .map(|definition| definition.params.as_slice())
            .collect();
        circles::cut(&mut types, &interfaces, &params);
        let bare: Vec<Vec<usize>> = definitions
            .iter()
            .map(|definition| {
                let mut found = Vec::new();
                guards::bare(definition, &mut found);
                found
                    .into_iter()
                    .filter_map(|shape| graph.find_ref(shape))
                    .collect()
            })
            .collect();
        Self {
            graph,
            files,
            paths,
            names,
            types,
            interfaces,
            circles: graph::components(&bare),
        }
    }

    fn path(&self, file: &[String]) -> &str {
        self.paths.get(file).map_or("", String::as_str)
    }

    /// How one output file, given by its path, imports another.
    fn import_path(&self, from: &str, to: &[String]) -> String {
        relative(from, self.path(to))
    }

    /// Whether a definition's guard would come back to the same value by way of others.
    fn looks_at_itself(&self, index: usize) -> bool {
        self.circles.cyclic[index]
    }

    /// Whether two definitions are in one such circle.
    fn look_at_each_other(&self, one: usize, other: usize) -> bool {
        self.circles.of[one] == self.circles.of[other]
    }
}

/// The module specifier that leads from one path to another, both without suffix.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = &from[..from.len() - 1];
    let common = folders
        .iter()
        .zip(&to[..to.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    let up = match folders.len() - common {
        0 => "./".to_owned(),
        levels => "../".repeat(levels),
    };
    format!("{up}{}.js", to[common..].join("/"))
}

/// A whole file: header, imports, and declarations with an empty line between each two.
fn file(imports: Vec<Doc>, declarations: Vec<Doc>) -> String {
    let mut parts = vec![text::text(format!("// {HEADER}"))];
    if !imports.is_empty() {
        parts.push(text::concat([Doc::EmptyLine, Doc::HardLine]));
        parts.push(text::join(imports, &Doc::HardLine));
    }
    for declaration in declarations {
        parts.push(text::concat([Doc::EmptyLine, Doc::HardLine]));
        parts.push(declaration);
    }
    text::print(&text::concat(parts), WIDTH)
}
