//! TypeScript: one ESM module a Rust module, with a type and a guard for each definition.
//!
//! Every file stands as prettier prints it with its default options. Nothing here is a `const` of a module: modules
//! may import each other in a circle, and only function declarations are there before a module has run.

mod guards;
mod module;
mod sse;
mod syntax;
mod types;

use std::collections::BTreeMap;

use super::graph::Graph;
use super::messages;
use super::names::Names;
use super::text::{self, Doc};
use super::{File, HEADER};
use crate::model::Definition;
use module::Module;

/// What every generated module builds on.
const CODEC: &str = include_str!("../prelude/buildamp-codec.ts");

/// The connection to the server's stream.
const SSE: &str = include_str!("../prelude/buildamp-sse.ts");

/// The messages that BuildAmp itself sends.
const MESSAGES: &str = include_str!("../prelude/buildamp-messages.ts");

/// The columns of prettier's default options.
const WIDTH: usize = 80;

/// All TypeScript files, the prelude included.
pub(super) fn files(definitions: &[Definition]) -> Vec<File> {
    let all = All::of(definitions);
    let mut files = vec![
        File::generated("ts/buildamp-codec.ts", CODEC),
        File::generated("ts/buildamp.ts", sse::file(&all)),
    ];
    if messages::any(definitions) {
        files.extend([
            File::generated("ts/buildamp-messages.ts", MESSAGES),
            File::generated("ts/buildamp-sse.ts", SSE),
        ]);
    }
    for (file, members) in all.graph.files() {
        let text = Module::of(&all, file, &members).text();
        files.push(File::generated(format!("ts/{}.ts", all.path(file)), text));
    }
    files
}

/// What the modules have to know of each other.
struct All<'a> {
    graph: Graph<'a>,
    /// The path of each output file below `ts/`, without its suffix.
    paths: BTreeMap<&'a [String], String>,
    /// The name of each definition in the module that declares it.
    names: Vec<String>,
    /// Which newtypes would be aliases of themselves.
    circular: Vec<bool>,
}

impl<'a> All<'a> {
    fn of(definitions: &'a [Definition]) -> Self {
        let graph = Graph::of(definitions);
        let mut taken = Names::without([
            "buildamp",
            "buildamp-codec",
            "buildamp-messages",
            "buildamp-sse",
        ]);
        let mut paths = BTreeMap::new();
        let mut names = vec![String::new(); definitions.len()];
        for (file, members) in graph.files() {
            paths.insert(file, taken.take_path(&file.join("/")));
            let mut taken = syntax::reserved();
            for index in members {
                names[index] = taken.take(&definitions[index].name);
            }
        }
        let circular = types::circular(&graph);
        Self {
            graph,
            paths,
            names,
            circular,
        }
    }

    fn path(&self, file: &[String]) -> String {
        self.paths
            .get(file)
            .cloned()
            .unwrap_or_else(|| file.join("/"))
    }

    /// How one output file, given by its path, imports another.
    fn import_path(&self, from: &str, to: &[String]) -> String {
        relative(from, &self.path(to))
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
