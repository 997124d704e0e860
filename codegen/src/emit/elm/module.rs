//! One Elm module: its imports, its declarations, and the names that hold in it.

use super::all::All;
use super::file::{self, Declarations, Exposed, Import};
use super::naming::{DefinitionNames, name};
use super::scope::Scope;
use super::writer::Name;
use super::{client, rules, types};

/// A module and the modules that it imports.
pub(super) struct Module<'a> {
    pub(super) all: &'a All<'a>,
    /// The places of the imported modules among the files, in order, each with its local name.
    imported: Vec<(usize, String)>,
    /// What it declares.
    declared: &'a [usize],
    /// Which of Elm's own types it has a type of the same name as.
    hidden: [bool; Core::ALL.len()],
    /// Whether anything that it declares has rules or is a request.
    has_functions: bool,
}

impl<'a> Module<'a> {
    /// The module of an output file.
    fn of(all: &'a All<'a>, file: usize) -> Self {
        let declared = &all.files[file].declared;
        let used = declared.iter().flat_map(|&index| &all.uses[index]);
        let used = used.chain(aliased(all, file)).copied();
        let mut module = Self::importing(all, Some(file), used);
        module.declared = declared;
        let api = &all.api;
        let has_function = |&index: &usize| api.ruled[index] || api.answers[index].is_some();
        module.has_functions = declared.iter().any(has_function);
        for &index in declared {
            let ty = all.names(index).ty();
            for (core, is_hidden) in Core::ALL.iter().zip(&mut module.hidden) {
                *is_hidden |= core.names().0 == ty;
            }
        }
        module
    }

    /// A module that declares nothing and uses these definitions.
    pub(super) fn importing(
        all: &'a All<'a>,
        file: Option<usize>,
        used: impl Iterator<Item = usize>,
    ) -> Self {
        let mut homes: Vec<usize> = used
            .map(|index| all.homes[index])
            .filter(|home| Some(*home) != file)
            .collect();
        homes.sort_unstable();
        homes.dedup();
        let mut imported: Vec<(usize, String)> = Vec::with_capacity(homes.len());
        for home in homes {
            let local = local_name(&all.files[home].module, &imported);
            imported.push((home, local));
        }
        Self {
            all,
            imported,
            declared: &[],
            hidden: [false; Core::ALL.len()],
            has_functions: false,
        }
    }

    /// The modules that it imports.
    pub(super) fn imports(&self) -> Vec<Import<'_>> {
        let imported = self.imported.iter();
        imported
            .map(|(home, local)| Import {
                module: &self.all.files[*home].module,
                local,
            })
            .collect()
    }

    /// The name of a definition's type in this module.
    pub(super) fn type_name(&self, index: usize) -> Name<'_> {
        self.name(index, self.all.names(index).ty())
    }

    /// The name of its decoder.
    pub(super) fn decoder_name(&self, index: usize) -> Name<'_> {
        self.name(index, self.all.names(index).decoder())
    }

    /// The name of its encoder.
    pub(super) fn encoder_name(&self, index: usize) -> Name<'_> {
        self.name(index, self.all.names(index).encoder())
    }

    /// The name of what looks at its rules; empty where it has none.
    pub(super) fn validate_name(&self, index: usize) -> Name<'_> {
        self.name(index, self.all.names(index).validate().unwrap_or_default())
    }

    fn name<'n>(&'n self, index: usize, name: &'n str) -> Name<'n> {
        match self.local(self.all.homes[index]) {
            Some(local) => Name::There(local, name),
            None => Name::Here(name),
        }
    }

    /// The local name of an imported module.
    fn local(&self, home: usize) -> Option<&str> {
        let found = self.imported.binary_search_by_key(&home, |(home, _)| *home);
        found.ok().map(|place| self.imported[place].1.as_str())
    }

    /// A type of Elm's own, with its module where this one has a type of that name.
    pub(super) fn core(&self, core: Core) -> &'static str {
        let (short, long) = core.names();
        if self.hidden[core as usize] {
            long
        } else {
            short
        }
    }

    /// Whether this is the name of a value of the module.
    pub(super) fn has_value(&self, name: &str) -> bool {
        let end = name.trim_end_matches('_');
        let is_like = name.starts_with("encode") || end.ends_with("Decoder");
        let mut declared = self.declared.iter().map(|&index| self.all.names(index));
        (is_like || self.has_functions)
            && declared.any(|names| {
                let coders = [names.decoder(), names.encoder()];
                coders.contains(&name) || functions(names).any(|function| function == name)
            })
    }
}

/// The text of an output file.
pub(super) fn text(all: &All, place: usize) -> String {
    let module = Module::of(all, place);
    let declared = &all.files[place].declared;
    let foreign: Vec<usize> = aliased(all, place).copied().collect();
    let aliases = name(all.graph.definitions, &foreign, &all.boxed, &all.api);
    let mut declarations = Declarations::new();
    for &index in declared {
        let scope = Scope::of(&module, index);
        declarations.add(|w| types::declare(w, &scope));
        declarations.add(|w| scope.decoder(w));
        declarations.add(|w| scope.encoder(w));
        if let Some([decoder, encoder]) = scope.names.again() {
            declarations.add(|w| scope.decoder_again(w, decoder));
            declarations.add(|w| scope.encoder_again(w, encoder));
        }
        if let (Some(name), Some(looks)) = (scope.names.validate(), all.looks(index)) {
            declarations.add(|w| rules::validate(w, &scope, name, &looks));
        }
        if let (Some(name), Some(answer)) = (scope.names.ask(), all.api.answers[index]) {
            declarations.add(|w| client::ask(w, &scope, name, answer));
        }
    }
    for (&index, names) in foreign.iter().zip(aliases.iter()) {
        write_aliases(&module, index, names, &mut declarations);
        if let (Some(name), Some(answer)) = (names.ask(), all.api.answers[index]) {
            let answer = foreign.iter().position(|&index| index == answer);
            let answer = answer.map_or("", |place| aliases.at(place).ty());
            declarations.add(|w| {
                client::ask_head(w, name, Name::Here(names.ty()), Name::Here(answer));
                let there = all.names(index).ask().unwrap_or_default();
                w.text(" =")
                    .tab(|w| _ = w.hard_line().name(module.name(index, there)));
            });
        }
    }
    let of_aliases = aliases.iter().flat_map(|names| {
        let own = [names.ty(), names.decoder(), names.encoder()].into_iter();
        own.chain(functions(names)).map(Exposed::plain)
    });
    let own = declared.iter().flat_map(|&index| exposed(all.names(index)));
    file::file(
        &all.files[place].module,
        own.chain(of_aliases).collect(),
        module.imports(),
        declarations,
    )
}

/// What others may name of a definition.
fn exposed(names: DefinitionNames<'_>) -> impl Iterator<Item = Exposed<'_>> {
    let is_opaque = names.constructors().len() == 0;
    let opaque = if is_opaque { "" } else { "(..)" };
    let name = names.ty();
    let [decoder, encoder] = [names.decoder(), names.encoder()].map(Exposed::plain);
    let own = [Exposed { name, opaque }, decoder, encoder].into_iter();
    own.chain(functions(names).map(Exposed::plain))
}

/// What looks at its rules and what asks, where there are such.
fn functions(names: DefinitionNames<'_>) -> impl Iterator<Item = &str> {
    [names.validate(), names.ask()].into_iter().flatten()
}

/// What a file knows only as aliases of what another module declares.
fn aliased<'a>(all: &'a All, file: usize) -> impl Iterator<Item = &'a usize> {
    let own = all.files[file].own.iter();
    own.filter(move |&&index| all.homes[index] != file)
}

/// A definition that another module declares, under its names here.
fn write_aliases(
    module: &Module,
    index: usize,
    here: DefinitionNames,
    declarations: &mut Declarations,
) {
    let scope = Scope::of(module, index);
    declarations.add(|w| {
        w.text("type alias ");
        scope.applied(w, Name::Here(here.ty()));
        w.text(" =").tab(|w| {
            scope.applied(w.hard_line(), module.type_name(index));
        });
    });
    declarations.add(|w| {
        scope.decoder_head(w, here.decoder(), here.ty());
        w.text(" =")
            .tab(|w| _ = w.hard_line().name(module.decoder_name(index)));
    });
    declarations.add(|w| {
        scope.encoder_head(w, here.encoder(), here.ty());
        w.text(" =")
            .tab(|w| _ = w.hard_line().name(module.encoder_name(index)));
    });
    if let Some(name) = here.validate() {
        declarations.add(|w| {
            rules::validate_head(w, &scope, name, here.ty());
            w.text(" =")
                .tab(|w| _ = w.hard_line().name(module.validate_name(index)));
        });
    }
}

/// Elm's own types that a module may have a type of the same name as.
#[derive(Debug, Clone, Copy)]
pub(super) enum Core {
    Bool,
    Float,
    Int,
    List,
    Maybe,
    Never,
    Result,
    String,
}

impl Core {
    const ALL: [Self; 8] = [
        Self::Bool,
        Self::Float,
        Self::Int,
        Self::List,
        Self::Maybe,
        Self::Never,
        Self::Result,
        Self::String,
    ];

    /// Its name, and what it is called where that name is taken.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Bool => ("Bool", "Basics.Bool"),
            Self::Float => ("Float", "Basics.Float"),
            Self::Int => ("Int", "Basics.Int"),
            // `List.List` cannot be written.
            Self::List => ("List", "Codec.ListOf"),
            Self::Maybe => ("Maybe", "Maybe.Maybe"),
            Self::Never => ("Never", "Basics.Never"),
            Self::Result => ("Result", "Result.Result"),
            Self::String => ("String", "String.String"),
        }
    }
}

/// Module names that mean something already.
const CORE: [&str; 21] = [
    "Basics",
    "BuildAmpSse",
    "Char",
    "Client",
    "Cmd",
    "Codec",
    "Debug",
    "Decode",
    "Dict",
    "Encode",
    "List",
    "Maybe",
    "Pattern",
    "Platform",
    "Result",
    "Rules",
    "String",
    "Sub",
    "Text",
    "Time",
    "Tuple",
];

/// The shortest free ending of a module's name: `Email`, `EventsEmail`, `BuildAmpEventsEmail`.
fn local_name(module: &str, imported: &[(usize, String)]) -> String {
    let is_taken =
        |name: &str| CORE.contains(&name) || imported.iter().any(|(_, local)| local == name);
    let mut local = String::new();
    for segment in module.rsplit('.') {
        local.insert_str(0, segment);
        if !is_taken(&local) {
            return local;
        }
    }
    while is_taken(&local) {
        local.push('_');
    }
    local
}
