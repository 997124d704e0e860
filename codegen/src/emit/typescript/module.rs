//! One TypeScript module: its imports and its declarations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::text::{Doc, concat, mentions, text};
use super::print;
use super::ty::Ts;
use super::{All, file, functions, guards, relative, syntax};
use crate::model::Shape;

/// A module and the names by which it knows the types of others.
pub(super) struct Module<'a> {
    pub(super) all: &'a All<'a>,
    /// Its path below `ts/`, without suffix.
    path: String,
    members: &'a [usize],
    /// The codec's namespace.
    pub(super) codec: String,
    /// The local names of imported definitions, and which of them are named as types.
    imported: BTreeMap<usize, Imported>,
    /// All names of types, with the codec's.
    names: Names,
    /// The name of the keys in `{ [K in Keys]: T }`.
    key_param: String,
}

struct Imported {
    local: String,
    as_type: bool,
    as_guard: bool,
}

impl<'a> Module<'a> {
    /// The module of an output file and the definitions that it declares.
    pub(super) fn of(all: &'a All<'a>, file: &[String], members: &'a [usize]) -> Self {
        let (mut types, mut shapes) = (Vec::new(), Vec::new());
        for &index in members {
            all.types[index].refs(&mut types);
            guards::refs(&all.graph.definitions[index], &mut shapes);
        }
        let guards = shapes
            .into_iter()
            .filter_map(|shape| all.graph.find_ref(shape));
        Self::importing(
            all,
            all.path(file).to_owned(),
            members,
            &types.into_iter().collect(),
            &guards.collect(),
            &[],
        )
    }

    /// A module that declares `members`, and `taken` by other means, and uses the types and the guards of others.
    pub(super) fn importing(
        all: &'a All<'a>,
        path: String,
        members: &'a [usize],
        types: &BTreeSet<usize>,
        guards: &BTreeSet<usize>,
        taken: &[&str],
    ) -> Self {
        let mut names = syntax::reserved();
        for name in taken
            .iter()
            .copied()
            .chain(members.iter().map(|&index| all.names[index].as_str()))
        {
            names.take(name);
        }
        let codec = names.take("codec");
        let declared: BTreeSet<usize> = members.iter().copied().collect();
        let imported: BTreeMap<usize, Imported> = types
            .union(guards)
            .filter(|index| !declared.contains(index))
            .map(|&index| {
                let imported = Imported {
                    local: local_name(all, index, &mut names),
                    as_type: types.contains(&index),
                    as_guard: guards.contains(&index),
                };
                (index, imported)
            })
            .collect();
        let params: BTreeSet<&str> = members
            .iter()
            .flat_map(|&index| &all.graph.definitions[index].params)
            .map(String::as_str)
            .collect();
        let key_param = names.free("K", &|name| params.contains(name));
        Self {
            all,
            path,
            members,
            codec,
            imported,
            names,
            key_param,
        }
    }

    /// The module's text.
    pub(super) fn text(&self) -> String {
        let mut imports = vec![self.import_codec()];
        imports.extend(self.imports());
        let mut declarations = Vec::new();
        for &index in self.members {
            declarations.push(self.declare_type(index));
            declarations.push(guards::declare(self, index));
            declarations.push(functions::parse(self, index));
            declarations.extend(functions::match_variants(self, index));
        }
        if !declarations
            .iter()
            .any(|declaration| mentions(declaration, &format!("{}.", self.codec)))
        {
            imports.remove(0);
        }
        file(imports, declarations)
    }

    /// The text of the module beside it with the schemas of its types.
    pub(super) fn schemas(&self) -> String {
        let mut imports = Vec::new();
        let from = |generic: bool| {
            let of =
                |&&index: &&usize| self.all.graph.definitions[index].params.is_empty() != generic;
            self.members.iter().any(|index| of(&index))
        };
        let mut names = Vec::new();
        if from(false) {
            names.push(text("schema"));
        }
        if from(true) {
            names.push(text("schemaOf"));
        }
        names.push(text("type Schema"));
        imports.push(syntax::import(
            names,
            &relative(&self.path, "buildamp-schema"),
        ));
        let own = self.path.rsplit('/').next().unwrap_or(&self.path);
        let mut names = Vec::new();
        let mut declarations = Vec::new();
        for &index in self.members {
            let name = &self.all.names[index];
            names.push(text(format!("parse{name}")));
            names.push(text(format!("type {name}")));
            declarations.push(functions::schema(self, index));
        }
        imports.push(syntax::import(names, &format!("./{own}.js")));
        file(imports, declarations)
    }

    fn declare_type(&self, index: usize) -> Doc {
        let definition = &self.all.graph.definitions[index];
        // A phantom, or the parameter of a type that has no value.
        let named = self.all.types[index].params();
        let params: Vec<String> = definition
            .params
            .iter()
            .map(|param| {
                let sign = if named.contains(param.as_str()) {
                    ""
                } else {
                    "_"
                };
                format!("{sign}{}", self.param(param))
            })
            .collect();
        let head = |keyword: &str| {
            concat([
                text(format!("export {keyword} {}", self.all.names[index])),
                syntax::type_parameters(&params),
            ])
        };
        let docs = syntax::with_deprecation(&definition.docs, definition.deprecated.as_deref());
        let declaration = match &self.all.types[index] {
            Ts::Object(members) if self.all.interfaces[index] => {
                print::interface(self, head("interface"), members)
            }
            ty => print::alias(self, head("type"), ty),
        };
        concat([syntax::docs(&docs), declaration])
    }

    /// `import * as codec from "…";`
    pub(super) fn import_codec(&self) -> Doc {
        let from = syntax::string(&relative(&self.path, "buildamp-codec"));
        text(format!("import * as {} from {from};", self.codec))
    }

    /// One import for each module whose types are used.
    pub(super) fn imports(&self) -> Vec<Doc> {
        let mut by_path: BTreeMap<String, Vec<Doc>> = BTreeMap::new();
        for (&index, imported) in &self.imported {
            let (definition, name) = (&self.all.graph.definitions[index], &self.all.names[index]);
            let local = &imported.local;
            let names = by_path
                .entry(self.all.import_path(&self.path, &definition.file))
                .or_default();
            if imported.as_guard {
                names.push(text(renamed(&format!("is{name}"), &format!("is{local}"))));
            }
            if imported.as_type {
                names.push(text(format!("type {}", renamed(name, local))));
            }
        }
        by_path
            .into_iter()
            .map(|(from, names)| syntax::import(names, &from))
            .collect()
    }

    /// The name of a definition in this module.
    pub(super) fn name_of(&self, index: usize) -> &str {
        self.imported
            .get(&index)
            .map_or(&self.all.names[index], |imported| &imported.local)
    }

    /// The name of the guard of a reference in this module.
    pub(super) fn guard_name(&self, shape: &Shape) -> String {
        match self.all.graph.find_ref(shape) {
            Some(index) => format!("is{}", self.name_of(index)),
            // What is refused elsewhere.
            None => format!("{}.isAny", self.codec),
        }
    }

    /// The type parameters of a definition.
    pub(super) fn params(&self, index: usize) -> Vec<String> {
        self.all.graph.definitions[index]
            .params
            .iter()
            .map(|param| self.param(param))
            .collect()
    }

    /// The name of a type parameter, which may hide no type of the module.
    pub(super) fn param(&self, name: &str) -> String {
        self.names.free(name, &|_| false)
    }

    /// The name of the keys in `{ [K in Keys]: T }`.
    pub(super) fn key_param(&self) -> &str {
        &self.key_param
    }

    /// The name of the type parameter of what a function for a variant gives back.
    pub(super) fn result_param(&self, params: &[String]) -> String {
        self.names
            .free("R", &|name| params.iter().any(|param| param == name))
    }
}

/// The name of an imported type: its own, or one with its module's name before it where that is taken.
fn local_name(all: &All, index: usize, names: &mut Names) -> String {
    let own = &all.names[index];
    if names.is_free(own) {
        return names.take(own);
    }
    let module = all.graph.definitions[index]
        .file
        .last()
        .map_or("models", String::as_str);
    names.take(&format!("{}{own}", heck::AsUpperCamelCase(module)))
}

/// `a`, or `a as b`.
fn renamed(name: &str, local: &str) -> String {
    if name == local {
        name.to_owned()
    } else {
        format!("{name} as {local}")
    }
}
