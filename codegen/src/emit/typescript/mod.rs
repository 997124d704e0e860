//! TypeScript: one ESM module a Rust module, with a type and a guard for each definition.
//!
//! Every file stands as prettier prints it with its default options. Nothing here is a `const` of a module: modules
//! may import each other in a circle, and only function declarations are there before a module has run.

mod brackets;
mod circles;
mod client;
mod flat;
mod functions;
mod guards;
mod int64;
mod module;
mod package;
mod page;
mod prelude;
mod print;
mod sse;
mod syntax;
mod tanstack;
mod ty;
mod types;

use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::graph::Graph;
use super::names::{self, Names};
use super::ruled;
use super::{Options, Owner, Sheet};
use crate::config::{ImportSuffix, Int64};
use crate::model::{Definition, Side};
use circles::Circles;
use module::Module;
pub(super) use page::Page;

thread_local! {
    /// What a thread writes all its modules on: it grows once.
    static PAGE: RefCell<Page> = RefCell::default();
}

/// All TypeScript files, the prelude included.
pub(super) fn sheets<'a>(all: &'a All<'a>) -> Vec<Sheet<'a>> {
    let mut sheets = prelude::sheets(all);
    sheets.push(Sheet::generated("ts/buildamp.ts", || sse::file(all).into()));
    sheets.extend(all.files.iter().map(|file| of_module(all, file)));
    if all.has_requests() {
        let path = format!("ts/{}.ts", tanstack::NAME);
        sheets.push(Sheet::generated(path, || tanstack::file(all).into()));
    }
    if let Some(name) = all.npm_package {
        let files = sheets.iter().flat_map(|sheet| &sheet.files);
        let text = package::text(name, files.map(|(path, _)| path.as_str()));
        sheets.push(Sheet::generated(package::FILE, move || text.clone().into()));
    }
    sheets
}

/// The files of one module: its types, and their schemas beside them.
fn of_module<'a>(all: &'a All<'a>, file: &'a ModuleFile) -> Sheet<'a> {
    let path = &file.path;
    let paths = [format!("ts/{path}.ts"), format!("ts/{path}.schema.ts")];
    Sheet {
        files: paths.map(|path| (path, Owner::Generator)).into(),
        make: Box::new(move || {
            let module = Module::of(all, file);
            PAGE.with_borrow_mut(|page| vec![module.text(page).into(), module.schemas(page).into()])
        }),
    }
}

/// What the modules have to know of each other.
pub(super) struct All<'a> {
    graph: Graph<'a>,
    /// What a wide integer is.
    int64: Int64,
    /// What relative imports end with.
    import_suffix: ImportSuffix,
    /// The package that all of it is, if it is one.
    npm_package: Option<&'a str>,
    /// In order.
    pub(super) files: Vec<ModuleFile>,
    /// The place in [`Self::files`] of the one that declares each definition.
    file_of: Vec<usize>,
    /// The name of each definition in the module that declares it.
    names: Vec<Cow<'a, str>>,
    /// The same, to be asked for.
    own_names: OwnNames<'a>,
    /// What leads back to itself.
    circles: Circles<'a>,
    /// Which definitions have rules.
    ruled: Vec<bool>,
}

/// The output file of a module.
pub(super) struct ModuleFile {
    /// Its path below `ts/`, without its suffix.
    path: String,
    /// The definitions that it declares, in the order of the source.
    members: Vec<usize>,
}

impl<'a> All<'a> {
    pub(super) fn of(definitions: &'a [Definition], options: Options<'a>) -> Self {
        let graph = Graph::of(definitions);
        let mut taken = Names::without(prelude::NAMES);
        let mut file_of = vec![0; definitions.len()];
        let mut names = vec![Cow::Borrowed(""); definitions.len()];
        let mut own_names = OwnNames::default();
        own_names.reserve(definitions.len());
        let mut files = Vec::new();
        for (file, members) in graph.files() {
            // What a type is called that has but one name is not for its neighbour's other side.
            let made = |&&index: &&usize| definitions[index].side == Side::Accepted;
            let own = members.iter().filter(|index| !made(index));
            for &index in own.chain(members.iter().filter(made)) {
                let mut name = names::of(&definitions[index]);
                while is_reserved(&name) || !own_names.insert((files.len(), name.clone())) {
                    name.to_mut().push('_');
                }
                names[index] = name;
                file_of[index] = files.len();
            }
            files.push(ModuleFile {
                path: taken.take_path(&file.join("/")),
                members,
            });
        }
        Self {
            circles: Circles::of(&graph, options.int64),
            ruled: ruled::ruled(&graph),
            graph,
            int64: options.int64,
            import_suffix: options.import_suffix,
            npm_package: options.npm_package,
            files,
            file_of,
            names,
            own_names,
        }
    }

    /// What is looked at in a value of a definition, where it has rules.
    fn looks(&self, index: usize) -> Option<ruled::Looks<'a>> {
        let definition = &self.graph.definitions[index];
        let looks = || ruled::looks(&self.graph, &self.ruled, definition);
        self.ruled[index].then(looks).flatten()
    }

    /// What answers a definition that is a request.
    fn answer(&self, index: usize) -> Option<usize> {
        let definition = &self.graph.definitions[index];
        definition.route.as_ref()?;
        ruled::answer(&self.graph, definition)
    }

    /// The module specifier that leads from one path to another, both without suffix.
    fn relative(&self, from: &str, to: &str) -> String {
        let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b);
        let same = &from[..from.floor_char_boundary(same.count())];
        let common = same.rfind('/').map_or(0, |slash| slash + 1);
        let up = match from[common..].matches('/').count() {
            0 => "./".to_owned(),
            levels => "../".repeat(levels),
        };
        up + &to[common..] + self.import_suffix.text()
    }

    /// Whether there are requests, or rules that they could keep.
    fn has_api(&self) -> bool {
        self.ruled.contains(&true) || self.has_requests()
    }

    fn has_requests(&self) -> bool {
        let mut definitions = self.graph.definitions.iter();
        definitions.any(|definition| definition.route.is_some())
    }

    /// Whether a type in this output file has that name, or none may have it.
    fn is_taken(&self, file: Option<usize>, name: &str) -> bool {
        is_reserved(name)
            || file.is_some_and(|file| self.own_names.contains(&(file, Cow::Borrowed(name))))
    }
}

/// The names of types, each with the place of the output file that declares it.
type OwnNames<'a> = FxHashSet<(usize, Cow<'a, str>)>;

fn is_reserved(name: &str) -> bool {
    // They all begin small, and nearly no type does.
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && syntax::RESERVED.binary_search(&name).is_ok()
}
