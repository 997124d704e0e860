//! One TypeScript module: its imports and its declarations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::Names;
use super::super::text::{Doc, mentions, text};
use super::{All, file, guards, relative, syntax, types};
/// A module and the names by which it knows the types of others.
pub(super) struct Module<'a> {
    pub(super) all: &'a All<'a>,
    /// Its path below `ts/`, without suffix.
    path: String,
    members: Vec<usize>,
    /// The codec's namespace.
    pub(super) codec: String,
    /// The local names of imported definitions.
    imported: BTreeMap<usize, String>,
    /// All names of types, with the codec's.
    names: Names,
}

impl<'a> Module<'a> {
    /// The module of an output file and the definitions that it declares.
    pub(super) fn of(all: &'a All<'a>, file: &[String], members: &[usize]) -> Self {
        let used: BTreeSet<usize> = members
            .iter()
            .flat_map(|&index| all.graph.uses(&all.graph.definitions[index]))
            .collect();
        Self::importing(all, all.path(file), members.to_vec(), used, &[])
    }

    /// A module that declares `members`, and `taken` by other means, and uses the definitions in `used`.
    pub(super) fn importing(
        all: &'a All<'a>,
        path: String,
        members: Vec<usize>,
        used: BTreeSet<usize>,
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
        let imported = used
            .into_iter()
            .filter(|index| !members.contains(index))
            .map(|index| (index, local_name(all, index, &mut names)))
            .collect();
        Self {
            all,
            path,
            members,
            codec,
            imported,
            names,
        }
    }

    /// The module's text.
    pub(super) fn text(&self) -> String {
        let mut imports = vec![self.import_codec()];
        imports.extend(self.imports());
        let mut declarations = Vec::new();
        for &index in &self.members {
            declarations.push(types::declare(self, index));
            declarations.push(guards::declare(self, index));
        }
        if !declarations
            .iter()
            .any(|declaration| mentions(declaration, &format!("{}.", self.codec)))
        {
            imports.remove(0);
        }
        file(imports, declarations)
    }

    /// `import * as codec from "…";`
    pub(super) fn import_codec(&self) -> Doc {
        let from = syntax::string(&relative(&self.path, "buildamp-codec"));
        text(format!("import * as {} from {from};", self.codec))
    }

    /// One import for each module whose types are used.
    pub(super) fn imports(&self) -> Vec<Doc> {
        let mut by_path: BTreeMap<String, Vec<Doc>> = BTreeMap::new();
        for (&index, local) in &self.imported {
            let (definition, name) = (&self.all.graph.definitions[index], &self.all.names[index]);
            let names = by_path
                .entry(self.all.import_path(&self.path, &definition.file))
                .or_default();
            names.push(text(renamed(&format!("is{name}"), &format!("is{local}"))));
            if self.names_type(index) {
                names.push(text(format!("type {}", renamed(name, local))));
            }
        }
        by_path
            .into_iter()
            .map(|(from, names)| syntax::import(names, &from))
            .collect()
    }

    /// Whether an imported type is named by one of the declarations; a circular newtype names none.
    fn names_type(&self, index: usize) -> bool {
        let all = self.all;
        let mut naming = self.members.iter().filter(|&&member| !all.circular[member]);
        self.members.is_empty()
            || naming.any(|&member| {
                all.graph
                    .uses(&all.graph.definitions[member])
                    .contains(&index)
            })
    }

    /// The name of a definition in this module.
    pub(super) fn name_of(&self, index: usize) -> &str {
        self.imported.get(&index).unwrap_or(&self.all.names[index])
    }

    /// The name of a type in this module.
    pub(super) fn type_name(&self, file: &[String], name: &str) -> String {
        self.all
            .graph
            .find(file, name)
            .map_or(name, |index| self.name_of(index))
            .to_owned()
    }

    /// The name of a type's guard in this module.
    pub(super) fn guard_name(&self, file: &[String], name: &str) -> String {
        format!("is{}", self.type_name(file, name))
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
        self.names.clone().take(name)
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
