//! One TypeScript module: its imports and its declarations.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::layout::Layout;
use super::super::names::Names;
use super::functions::{self, Match};
use super::page::Page;
use super::ty::Ts;
use super::{All, ModuleFile, brackets, client, guards, print, syntax, types};
use crate::model::Shape;

/// A module and the names by which it knows the types of others.
pub(super) struct Module<'a> {
    pub(super) all: &'a All<'a>,
    /// Its path below `ts/`, without suffix.
    path: &'a str,
    /// The definitions that it declares, in order.
    members: &'a [usize],
    /// Their types.
    types: Vec<Ts<'a>>,
    /// The codec's namespace with the dot behind it.
    pub(super) codec: String,
    /// The namespace of what asks the server, with the dot behind it.
    pub(super) api: String,
    /// The definitions that it imports, in order.
    imported: Vec<Imported<'a>>,
    /// Its place among the output files that declare types.
    file: Option<usize>,
    /// The names of types beside those of its own, with the codec's.
    names: Names,
}

/// An imported definition: its local name, and what is imported of it.
struct Imported<'a> {
    index: usize,
    local: Cow<'a, str>,
    as_type: bool,
    as_guard: bool,
    as_rules: bool,
}

impl<'a> Module<'a> {
    /// The module of an output file.
    pub(super) fn of(all: &'a All<'a>, file: &'a ModuleFile) -> Self {
        let definitions = all.graph.definitions;
        let members = &file.members;
        let types: Vec<Ts> = members
            .iter()
            .map(|&index| match all.circles.type_of(index) {
                Some(ty) => ty.clone(),
                None => types::of(&all.graph, &definitions[index]),
            })
            .collect();
        let (mut named, mut asked) = (Vec::new(), Vec::new());
        for (ty, &index) in types.iter().zip(members) {
            ty.refs(&mut named);
            guards::asked(&definitions[index], all.int64, &mut |shape| {
                asked.extend(all.graph.find_ref(shape));
            });
        }
        let looked = members.iter().filter_map(|&index| all.looks(index));
        let looked = looked.flat_map(|looks| looks.ends()).collect();
        let module = Self::importing(all, &file.path, members, &[], (named, asked, looked));
        Self { types, ..module }
    }

    /// A module that declares `members`, and `taken` by other means, and uses the types, the guards and the rules of others.
    pub(super) fn importing(
        all: &'a All<'a>,
        path: &'a str,
        members: &'a [usize],
        taken: &[&str],
        (types, guards, rules): (Vec<usize>, Vec<usize>, Vec<usize>),
    ) -> Self {
        let (types, guards) = (in_order(types, members), in_order(guards, members));
        let rules = in_order(rules, members);
        let mut module = Self {
            all,
            path,
            members,
            types: Vec::new(),
            codec: String::new(),
            api: String::new(),
            imported: Vec::new(),
            file: members.first().map(|&index| all.file_of[index]),
            names: Names::without(taken.iter().copied()),
        };
        module.codec = module.take(Cow::Borrowed("codec")).into_owned() + ".";
        module.api = module.take(Cow::Borrowed("api")).into_owned() + ".";
        for index in in_order([types.as_slice(), &guards, &rules].concat(), members) {
            let local = module.local_name(index);
            module.imported.push(Imported {
                index,
                local,
                as_type: types.binary_search(&index).is_ok(),
                as_guard: guards.binary_search(&index).is_ok(),
                as_rules: rules.binary_search(&index).is_ok(),
            });
        }
        module
    }

    /// Takes the wanted name, or one like it where that is taken.
    fn take(&mut self, wanted: Cow<'a, str>) -> Cow<'a, str> {
        let name = self.free(wanted);
        self.names.reserve(&name);
        name
    }

    /// The wanted name, or one like it where that is taken.
    fn free<'n>(&self, wanted: Cow<'n, str>) -> Cow<'n, str> {
        if self.is_free(&wanted) {
            wanted
        } else {
            Cow::Owned(self.free_beside(&wanted, &|_| false))
        }
    }

    /// The same where a name may also be taken elsewhere.
    fn free_beside(&self, wanted: &str, elsewhere: &dyn Fn(&str) -> bool) -> String {
        let own = |name: &str| self.all.is_taken(self.file, name) || elsewhere(name);
        self.names.free(wanted, &own)
    }

    fn is_free(&self, name: &str) -> bool {
        self.names.is_free(name) && !self.all.is_taken(self.file, name)
    }

    /// The name of an imported type: its own, or one with its module's name before it where that is taken.
    fn local_name(&mut self, index: usize) -> Cow<'a, str> {
        let own = self.own_name(index);
        if self.is_free(own) {
            return self.take(Cow::Borrowed(own));
        }
        let file = &self.all.graph.definitions[index].file;
        let module = file.last().map_or("models", String::as_str);
        let wanted = format!("{}{own}", heck::AsUpperCamelCase(module));
        self.take(Cow::Owned(wanted))
    }

    /// The module's text.
    pub(super) fn text(&self, page: &mut Page) -> String {
        page.begin();
        page.gap();
        if self.asks() {
            page.part(|l| self.import_api(l));
        }
        page.part(|l| self.import_codec(l));
        self.imports(page);
        for (&index, ty) in self.members.iter().zip(&self.types) {
            page.declaration(|l| self.declare_type(l, index, ty));
            page.declaration(|l| guards::declare(l, self, index));
            page.declaration(|l| functions::parse(l, self, index));
            if let Some(it) = Match::of(&self.all.graph.definitions[index]) {
                page.declaration(|l| it.tell(l, self, index));
            }
            if let Some(looks) = self.all.looks(index) {
                page.declaration(|l| client::validate(l, self, index, &looks));
            }
            if let Some(answer) = self.all.answer(index) {
                let definition = &self.all.graph.definitions[index];
                page.declaration(|l| client::ask(l, self, (index, answer), definition));
            }
        }
        page.text()
    }

    /// The text of the module beside it with the schemas of its types.
    pub(super) fn schemas(&self, page: &mut Page) -> String {
        page.begin();
        page.gap();
        page.part(|l| {
            let generic = |&index: &usize| !self.all.graph.definitions[index].params.is_empty();
            let plain = self.members.iter().any(|index| !generic(index));
            let generic = self.members.iter().any(generic);
            let functions = [(plain, "schema"), (generic, "schemaOf")];
            let functions = functions.into_iter().filter(|(is_used, _)| *is_used);
            let names = functions.map(|(_, name)| name).chain(["type Schema"]);
            let from = self.all.relative(self.path, "buildamp-schema");
            brackets::import(l, names.clone().count(), &from, |list| {
                for name in names {
                    list.item().text(name);
                }
            });
        });
        page.part(|l| {
            let own = self.all.relative(self.path, self.path);
            brackets::import(l, 2 * self.members.len(), &own, |list| {
                for &index in self.members {
                    list.item().text("parse").text(self.own_name(index));
                    list.item().text("type ").text(self.own_name(index));
                }
            });
        });
        for &index in self.members {
            page.declaration(|l| functions::schema(l, self, index));
        }
        page.text()
    }

    fn declare_type(&self, l: &mut Layout, index: usize, ty: &Ts) {
        let definition = &self.all.graph.definitions[index];
        syntax::docs(l, &definition.docs, definition.deprecated.as_deref());
        let head = |l: &mut Layout, keyword: &str| {
            l.text("export ").text(keyword).text(self.own_name(index));
            // A phantom, or the parameter of a type that has no value.
            let params = definition
                .params
                .iter()
                .map(|param| (ty.mentions(param), self.param(param)))
                .map(|(is_named, param)| {
                    if is_named {
                        param
                    } else {
                        Cow::Owned(format!("_{param}"))
                    }
                });
            brackets::type_parameters(l, &params.collect::<Vec<_>>());
        };
        match ty {
            Ts::Object(members) if types::is_interface(definition) => {
                head(l, "interface ");
                print::interface(l, self, members);
            }
            ty => print::alias(l, self, |l| head(l, "type "), ty),
        }
    }

    /// `import * as codec from "…";`
    pub(super) fn import_codec(&self, l: &mut Layout) {
        let name = &self.codec[..self.codec.len() - 1];
        l.text("import * as ").text(name).text(" from ");
        syntax::string(l, &self.all.relative(self.path, "buildamp-codec"));
        l.text(";");
    }

    /// Whether anything here asks the server, or has rules.
    fn asks(&self) -> bool {
        let mut members = self.members.iter();
        members.any(|&index| self.all.ruled[index] || self.all.answer(index).is_some())
    }

    /// `import * as api from "…";`
    fn import_api(&self, l: &mut Layout) {
        let name = &self.api[..self.api.len() - 1];
        l.text("import * as ").text(name).text(" from ");
        syntax::string(l, &self.all.relative(self.path, "buildamp-client"));
        l.text(";");
    }

    /// Whether a function of that name is declared beside the types, or none may be.
    pub(super) fn is_function(&self, name: &str) -> bool {
        let beside = ["is", "parse", "match", "validate"];
        let mut types = beside.iter().filter_map(|prefix| name.strip_prefix(prefix));
        syntax::RESERVED.binary_search(&name).is_ok()
            || !self.is_free(name)
            || types.any(|name| {
                self.members
                    .iter()
                    .any(|&index| self.own_name(index) == name)
            })
    }

    /// One import for each module whose types are used.
    pub(super) fn imports(&self, page: &mut Page) {
        let mut by_file: BTreeMap<usize, Vec<&Imported<'_>>> = BTreeMap::new();
        for imported in &self.imported {
            let file = self.all.file_of[imported.index];
            by_file.entry(file).or_default().push(imported);
        }
        let path = |file: usize| self.all.relative(self.path, &self.all.files[file].path);
        let mut by_path: Vec<(String, Vec<&Imported<'_>>)> = by_file
            .into_iter()
            .map(|(file, imported)| (path(file), imported))
            .collect();
        by_path.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (from, imported) in by_path {
            let names = imported.iter();
            let count = names.map(|it| {
                usize::from(it.as_guard) + usize::from(it.as_rules) + usize::from(it.as_type)
            });
            let count = count.sum();
            page.part(|l| {
                brackets::import(l, count, &from, |list| {
                    for it in imported {
                        self.import(list, it);
                    }
                });
            });
        }
    }

    /// `isFoo, type Foo`, or with `as` and the local name behind each.
    fn import(&self, list: &mut brackets::List, it: &Imported) {
        let name = self.own_name(it.index);
        let mut import = |sign: &str, prefix: &str| {
            let l = list.item().text(sign).text(prefix).text(name);
            if it.local != name {
                l.text(" as ").text(prefix).text(&it.local);
            }
        };
        if it.as_guard {
            import("", "is");
        }
        if it.as_rules {
            import("", "validate");
        }
        if it.as_type {
            import("type ", "");
        }
    }

    /// The name of a definition in the module that declares it.
    pub(super) fn own_name(&self, index: usize) -> &'a str {
        &self.all.names[index]
    }

    /// The name of a definition in this module.
    pub(super) fn name_of(&self, index: usize) -> &str {
        let imported = &self.imported;
        match imported.binary_search_by_key(&index, |imported| imported.index) {
            Ok(place) => &imported[place].local,
            Err(_) => self.own_name(index),
        }
    }

    /// The guard of a reference in this module.
    pub(super) fn guard_of(&self, l: &mut Layout, shape: &Shape) {
        match self.all.graph.find_ref(shape) {
            Some(index) => l.text("is").text(self.name_of(index)),
            // What is refused elsewhere.
            None => l.text(&self.codec).text("isAny"),
        };
    }

    /// The type parameters of a definition.
    pub(super) fn params(&self, index: usize) -> Vec<Cow<'a, str>> {
        let params = self.all.graph.definitions[index].params.iter();
        params.map(|param| self.param(param)).collect()
    }

    /// The name of a type parameter, which may hide no type of the module.
    pub(super) fn param<'n>(&self, name: &'n str) -> Cow<'n, str> {
        self.free(Cow::Borrowed(name))
    }

    /// The name of the keys in `{ [K in Keys]: T }`.
    pub(super) fn key_param(&self) -> String {
        let params = |index: &usize| &self.all.graph.definitions[*index].params;
        self.free_beside("K", &|name| {
            let mut all = self.members.iter().flat_map(params);
            all.any(|param| param == name)
        })
    }

    /// The name of the type parameter of what a function for a variant gives back.
    pub(super) fn result_param(&self, params: &[Cow<str>]) -> String {
        self.free_beside("R", &|name| params.iter().any(|param| param == name))
    }
}

/// Those of others, each once.
fn in_order(mut all: Vec<usize>, members: &[usize]) -> Vec<usize> {
    all.retain(|index| members.binary_search(index).is_err());
    all.sort_unstable();
    all.dedup();
    all
}
