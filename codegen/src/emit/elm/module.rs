//! One Elm module: its imports, its declarations, and the names that hold in it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::names::Names;
use super::super::text::{Doc, concat, fixed, tab, text};
use super::file::{Declarations, file};
use super::naming::{DefinitionNames, is_itself_otherwise, name};
use super::{All, decoders, encoders, syntax, types};
use crate::model::Shape;

/// A module and the modules that it imports.
pub(super) struct Module<'a> {
    pub(super) all: &'a All<'a>,
    file: &'a [String],
    /// What it declares.
    declared: Vec<usize>,
    /// What it knows only as aliases of what another module declares.
    aliased: Vec<usize>,
    /// The local names of imported modules, by the file whose module it is.
    imported: BTreeMap<&'a [String], String>,
    /// The names of the types that it declares.
    types: HashSet<&'a str>,
    /// The names of their decoders and encoders.
    values: HashSet<&'a str>,
}

impl<'a> Module<'a> {
    /// The module of an output file.
    pub(super) fn of(all: &'a All<'a>, file: &'a [String]) -> Self {
        let declared = all.declared.get(file).cloned().unwrap_or_default();
        let own = all.files.get(file).into_iter().flatten().copied();
        let aliased: Vec<usize> = own.filter(|&index| all.homes[index] != file).collect();
        let used = declared.iter().flat_map(|&index| &all.uses[index]);
        let used: BTreeSet<usize> = used.chain(&aliased).copied().collect();
        Self::importing(all, file, declared, aliased, &used)
    }

    /// A module that uses these definitions.
    pub(super) fn importing(
        all: &'a All<'a>,
        file: &'a [String],
        declared: Vec<usize>,
        aliased: Vec<usize>,
        used: &BTreeSet<usize>,
    ) -> Self {
        let mut taken = Names::without(CORE);
        let homes: BTreeSet<&[String]> = used
            .iter()
            .map(|&index| all.homes[index])
            .filter(|home| *home != file)
            .collect();
        let imported = homes
            .into_iter()
            .map(|home| (home, local_name(&all.modules[home], &mut taken)))
            .collect();
        let names = || declared.iter().map(|&index| &all.names[index]);
        let values = names().flat_map(|names| [&names.decoder, &names.encoder]);
        Self {
            types: names().map(|names| names.ty.as_str()).collect(),
            values: values.map(String::as_str).collect(),
            all,
            file,
            declared,
            aliased,
            imported,
        }
    }

    /// The module's text.
    pub(super) fn text(&self) -> String {
        let mut declarations = Declarations::default();
        let mut exposed = Vec::new();
        for &index in &self.declared {
            let names = &self.all.names[index];
            let scope = Scope::of(self, index);
            declarations.extend([types::declare(&scope), scope.decoder(), scope.encoder()]);
            declarations.extend(scope.once_more());
            let opaque = if names.constructors.is_empty() {
                ""
            } else {
                "(..)"
            };
            exposed.extend([
                format!("{}{opaque}", names.ty),
                names.decoder.clone(),
                names.encoder.clone(),
            ]);
        }
        for (&index, names) in self.aliased.iter().zip(name(
            self.all.graph.definitions,
            &self.aliased,
            &self.all.boxed,
        )) {
            declarations.extend(self.aliases(index, &names));
            exposed.extend([names.ty, names.decoder, names.encoder]);
        }
        let imports = self.imports(&declarations);
        file(
            &self.all.modules[self.file],
            exposed,
            imports,
            &declarations,
        )
    }

    /// The import lines that these declarations need.
    pub(super) fn imports(&self, declarations: &Declarations) -> Vec<String> {
        let mut imports: Vec<String> = self
            .imported
            .iter()
            .map(|(home, local)| format!("import {} as {local}", self.all.modules[*home].join(".")))
            .collect();
        imports.sort();
        let named = KNOWN.iter().filter(|(local, _)| {
            declarations.named.contains(local) || (*local == "Dict" && self.has_maps())
        });
        imports.extend(named.map(|(_, import)| (*import).to_owned()));
        imports
    }

    /// Whether a declared type contains a map.
    fn has_maps(&self) -> bool {
        fn has(shape: &Shape) -> bool {
            matches!(shape, Shape::Map { .. }) || shape.children().into_iter().any(has)
        }
        let shapes = |&index: &usize| self.all.graph.definitions[index].shape.parts();
        self.declared.iter().flat_map(shapes).any(has)
    }

    /// A definition that another module declares, under its names here.
    fn aliases(&self, index: usize, here: &DefinitionNames) -> [Doc; 3] {
        let there = &self.all.names[index];
        let params = types::params(&self.all.graph.definitions[index]);
        let ty = types::applied(&here.ty, &params);
        let home = &self.imported[self.all.homes[index]];
        let alias = text(format!("type alias {ty}"));
        [
            equation(
                alias,
                &format!("{home}.{}", types::applied(&there.ty, &params)),
            ),
            equation(
                value(&here.decoder, decoder_type(&params, &ty)),
                &format!("{home}.{}", there.decoder),
            ),
            equation(
                value(&here.encoder, encoder_type(&params, &ty)),
                &format!("{home}.{}", there.encoder),
            ),
        ]
    }

    /// The names of a definition in this module: of its type, its decoder and its encoder.
    pub(super) fn names_of(&self, index: usize) -> [String; 3] {
        let prefix = self
            .imported
            .get(self.all.homes[index])
            .map(|local| format!("{local}."))
            .unwrap_or_default();
        let names = &self.all.names[index];
        [&names.ty, &names.decoder, &names.encoder].map(|name| format!("{prefix}{name}"))
    }

    /// The names of what a shape refers to. That it is there was checked before.
    fn names(&self, shape: &Shape) -> [String; 3] {
        let found = self.all.find(shape).map(|index| self.names_of(index));
        found.unwrap_or_default()
    }

    /// The name of a type in this module.
    pub(super) fn type_name(&self, shape: &Shape) -> String {
        let [ty, ..] = self.names(shape);
        ty
    }

    /// The name of a decoder in this module.
    pub(super) fn decoder_name(&self, shape: &Shape) -> String {
        let [_, decoder, _] = self.names(shape);
        decoder
    }

    /// The name of an encoder in this module.
    pub(super) fn encoder_name(&self, shape: &Shape) -> String {
        let [.., encoder] = self.names(shape);
        encoder
    }

    /// A type of Elm's own, with its module where this one has a type of that name.
    pub(super) fn core(&self, module: &str, name: &str) -> String {
        if !self.types.contains(name) {
            name.to_owned()
        } else if name == "List" {
            // `List.List` cannot be written.
            "Codec.ListOf".to_owned()
        } else {
            format!("{module}.{name}")
        }
    }
}

/// The modules that a generated one may name, each with its import line, in elm-format's order.
pub(super) const KNOWN: [(&str, &str); 7] = [
    ("Codec", "import BuildAmpCodec as Codec"),
    ("BuildAmpSse", "import BuildAmpSse"),
    ("Text", "import BuildAmpText as Text"),
    ("Dict", "import Dict"),
    ("Decode", "import Json.Decode as Decode"),
    ("Encode", "import Json.Encode as Encode"),
    ("Time", "import Time"),
];

/// Module names that mean something already.
const CORE: [&str; 18] = [
    "Basics",
    "BuildAmpSse",
    "Char",
    "Cmd",
    "Codec",
    "Debug",
    "Decode",
    "Dict",
    "Encode",
    "List",
    "Maybe",
    "Platform",
    "Result",
    "String",
    "Sub",
    "Text",
    "Time",
    "Tuple",
];

/// The shortest free ending of a module's name: `Email`, `EventsEmail`, `BuildAmpEventsEmail`.
fn local_name(module: &[String], taken: &mut Names) -> String {
    let endings = (1..=module.len()).map(|length| module[module.len() - length..].concat());
    let free = endings.into_iter().find(|ending| taken.is_free(ending));
    taken.take(&free.unwrap_or_else(|| module.concat()))
}

/// `left =` and what it equals on a line of its own.
fn equation(left: Doc, right: &str) -> Doc {
    concat([left, fixed(" ="), tab(concat([Doc::HardLine, text(right)]))])
}

/// The signature of a value without parameters, and its name.
fn value(name: &str, ty: Doc) -> Doc {
    concat([text(format!("{name} : ")), ty, Doc::HardLine, text(name)])
}

fn decoder_type(params: &[String], ty: &str) -> Doc {
    let arguments = params.iter().fold(String::new(), |arguments, param| {
        arguments + "Decode.Decoder " + param + " -> "
    });
    let result = if ty.contains(' ') {
        format!("({ty})")
    } else {
        ty.to_owned()
    };
    text(format!("{arguments}Decode.Decoder {result}"))
}

fn encoder_type(params: &[String], ty: &str) -> Doc {
    let arguments = params.iter().fold(String::new(), |arguments, param| {
        arguments + "(" + param + " -> Encode.Value) -> "
    });
    concat([text(format!("{arguments}{ty} -> ")), fixed("Encode.Value")])
}

/// What is known while a definition is written.
pub(super) struct Scope<'a> {
    pub(super) module: &'a Module<'a>,
    pub(super) index: usize,
    /// The type parameters in Rust, each with its Elm variable.
    params: Vec<(&'a str, String)>,
}

impl<'a> Scope<'a> {
    pub(super) fn of(module: &'a Module<'a>, index: usize) -> Self {
        let definition = &module.all.graph.definitions[index];
        let params = definition
            .params
            .iter()
            .map(String::as_str)
            .zip(types::params(definition))
            .collect();
        Self {
            module,
            index,
            params,
        }
    }

    /// Whether a parameter cannot have this name: Elm lets none hide a value of the module, nor another parameter.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        let mut params = self.params.iter().map(|(param, _)| param);
        self.module.values.contains(name)
            || params.any(|param| self.function("decode", param) == name)
    }

    /// The parameter that decodes or encodes a type parameter: `decodeT`.
    pub(super) fn function(&self, verb: &str, param: &str) -> String {
        let wanted = format!("{verb}{}", syntax::upper(param));
        if self.module.values.contains(wanted.as_str()) {
            format!("{wanted}Param")
        } else {
            wanted
        }
    }

    /// The Elm variable of a type parameter.
    pub(super) fn variable(&self, param: &str) -> String {
        let found = self.params.iter().find(|(name, _)| *name == param);
        found.map_or_else(|| param.to_owned(), |(_, variable)| variable.clone())
    }

    /// Whether the decoder of what a shape refers to leads back to this definition.
    pub(super) fn is_circular(&self, shape: &Shape) -> bool {
        let circles = &self.module.all.circles;
        self.module.all.find(shape).is_some_and(|other| {
            circles.cyclic[other] && circles.of[other] == circles.of[self.index]
        })
    }

    fn decoder(&self) -> Doc {
        let (names, params, ty) = self.head();
        let parameters = syntax::spaced(
            self.params
                .iter()
                .map(|(param, _)| self.function("decode", param)),
        );
        concat([
            value(&names.decoder, decoder_type(&params, &ty)),
            text(format!("{parameters} =")),
            tab(concat([Doc::HardLine, decoders::body(self).doc()])),
        ])
    }

    fn encoder(&self) -> Doc {
        let (names, params, ty) = self.head();
        let functions = self
            .params
            .iter()
            .map(|(param, _)| self.function("encode", param));
        let parameters = syntax::spaced(functions.chain(encoders::parameter(self)));
        concat([
            value(&names.encoder, encoder_type(&params, &ty)),
            text(format!("{parameters} =")),
            tab(concat([Doc::HardLine, encoders::body(self)])),
        ])
    }

    /// The second decoder and encoder of a definition that contains itself with other type arguments.
    fn once_more(&self) -> Vec<Doc> {
        let (names, params, ty) = self.head();
        let Some((decoder, encoder)) = &names.again else {
            return Vec::new();
        };
        vec![
            equation(value(decoder, decoder_type(&params, &ty)), &names.decoder),
            equation(value(encoder, encoder_type(&params, &ty)), &names.encoder),
        ]
    }

    /// Their names where a shape is the definition itself with other type arguments.
    pub(super) fn again(&self, shape: &Shape) -> Option<&(String, String)> {
        let all = self.module.all;
        let is_itself = is_itself_otherwise(&all.graph.definitions[self.index], shape);
        all.names[self.index].again.as_ref().filter(|_| is_itself)
    }

    fn head(&self) -> (&DefinitionNames, Vec<String>, String) {
        let names = &self.module.all.names[self.index];
        let params: Vec<String> = self
            .params
            .iter()
            .map(|(_, variable)| variable.clone())
            .collect();
        let ty = types::applied(&names.ty, &params);
        (names, params, ty)
    }
}
