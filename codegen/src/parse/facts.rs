//! What a module says, as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::Parsed;
use super::vis::Vis;
use crate::attr::Value;
use crate::model::{At, Texts, Ty};
use crate::place::Place;
use crate::report::Problem;

/// What one module says, without the modules in files of their own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Structs and enums below the models' root.
    pub items: Vec<Box<Parsed>>,
    /// Every struct, enum, union and trait by name, whether a model or not.
    pub types: BTreeMap<String, Declared>,
    /// `type A<T> = …;`
    pub aliases: BTreeMap<String, Alias>,
    /// `const A: usize = …;`: the text of the value.
    pub consts: BTreeMap<String, String>,
    /// `use` lines, one entry a name or glob.
    pub uses: Vec<Use>,
    /// `mod` lines and inline modules.
    pub mods: Vec<Mod>,
    /// Functions, where handlers are looked for.
    pub functions: Vec<Function>,
    /// `impl Trait for Type`.
    pub impls: Vec<Impl>,
    /// Macros that are called where items stand: what they write cannot be seen.
    pub macros: Vec<MacroCall>,
}

/// A macro that is called where items stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroCall {
    /// Its path, as written.
    pub name: String,
    /// The names among what it is given.
    pub idents: Vec<String>,
    /// Where it is called.
    pub at: At,
}

/// A type that a module declares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// Its name's place.
    pub at: At,
    /// Who sees it.
    pub vis: Vis,
    /// Whether it is a trait, which is no type by itself.
    pub is_trait: bool,
}

/// A type alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// Parameters with their defaults.
    pub params: Vec<(String, Option<Ty>)>,
    /// What it stands for.
    pub ty: Ty,
    /// Who sees it.
    pub vis: Vis,
}

/// One name that a `use` line brings in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Whether the path begins with `::`.
    pub global: bool,
    /// The path.
    pub path: Vec<String>,
    /// The name it gets here; `None` for `*`.
    pub name: Option<String>,
    /// Who sees the name here.
    pub vis: Vis,
    /// Whether it is an `extern crate` line.
    pub extern_crate: bool,
}

impl Use {
    /// Whether it may bring in this name: it does, or it brings in all there is.
    pub(crate) fn may_bring(&self, name: &str) -> bool {
        self.name.as_deref().is_none_or(|own| own == name)
    }
}

/// A module inside another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mod {
    /// Its name, with `r#` where written so.
    pub name: String,
    /// Who sees it.
    pub vis: Vis,
    /// `#[path = "…"]`.
    pub path: Option<String>,
    /// What stands between its braces; `None` when it is in a file of its own.
    pub inline: Option<Facts>,
    /// Whether it is left out: only tests have it, or builds that nothing is written for.
    pub left_out: bool,
    /// Its `cfg` that is not settled, as written and where.
    pub cfg: Option<(String, At)>,
    /// The name's place.
    pub at: At,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub vis: Vis,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Whether it has type or const parameters.
    pub is_generic: bool,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// What it returns; `None` for `()`.
    pub returns: Option<Ty>,
    /// What `#[buildamp(..)]` says, by its keys.
    pub said: BTreeMap<String, Value>,
    /// What is wrong with those, told only when the function is a handler.
    pub problems: Vec<Problem>,
    /// Its `cfg` that is not settled, as written and where.
    pub cfg: Option<(String, At)>,
    /// The name's place.
    pub at: At,
}

/// An argument of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arg {
    /// By value, `&` or `&mut`.
    pub by: By,
    /// The type behind the reference.
    pub ty: Ty,
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// `T`.
    Value,
    /// `&T`.
    Ref,
    /// `&mut T`.
    Mut,
}

/// `impl Trait for Type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impl {
    /// The trait's path.
    pub of: Vec<String>,
    /// The type.
    pub ty: Ty,
    /// Where the trait is named.
    pub at: At,
}

/// Where the types of a file go when it lies below the models' root.
#[derive(Debug, Clone)]
pub struct Home {
    /// The output file.
    pub output: Texts,
    /// What its place makes of them.
    pub place: Place,
}
