//! What `#[serde(..)]` says, as plain data; `serde_with` and `serde_repr` included. [`crate::attr`] reads it,
//! [`crate::wire`] honours it.

use std::sync::LazyLock;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::{At, Int, Ty, Usual};

/// What may differ between writing and reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PerSide<T> {
    /// For what is written.
    pub written: T,
    /// For what is read.
    pub accepted: T,
}

/// What `#[serde(..)]` says about a struct or an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag an attribute of serde's; each is independent of the others"
)]
pub struct SerdeContainer {
    /// Whether any `#[serde(..)]` stands on the type, its fields or its variants.
    pub any: bool,
    /// `rename = "…"`: what a struct-level `tag` writes.
    pub rename: PerSide<Option<EcoString>>,
    /// `rename_all = "…"`, serde's own spelling of the case.
    pub rename_all: PerSide<Option<EcoString>>,
    /// `rename_all_fields = "…"`: of the fields of all struct variants.
    pub rename_all_fields: PerSide<Option<EcoString>>,
    /// `tag = "…"`.
    pub tag: Option<EcoString>,
    /// `content = "…"`.
    pub content: Option<EcoString>,
    /// `untagged`.
    pub untagged: bool,
    /// `deny_unknown_fields`.
    pub deny_unknown_fields: bool,
    /// `default`, `default = "…"` on a struct.
    pub default: Option<DefaultValue>,
    /// `transparent`.
    pub transparent: bool,
    /// `from = "T"` and `try_from = "T"`: what is read in its place.
    pub from: Option<Box<Ty>>,
    /// `into = "T"`: what is written in its place.
    pub into: Option<Box<Ty>>,
    /// `remote = "…"`: it describes a type of another crate, and fields name it by `with`.
    pub remote: bool,
    /// `serde_repr`'s derives, with the type of `#[repr(..)]`.
    pub repr: Option<Int>,
}

impl Usual for SerdeContainer {
    fn usual() -> &'static Self {
        static USUAL: LazyLock<SerdeContainer> = LazyLock::new(SerdeContainer::default);
        &USUAL
    }
}

/// What stands in for a missing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// `default`: the field type's `Default`, or the container's.
    Trait,
    /// `default = "…"`: what a function gives.
    Function,
}

/// What `#[serde(..)]` says about a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct SerdeField {
    /// `rename = "…"`.
    pub rename: PerSide<Option<EcoString>>,
    /// `alias = "…"`, in order.
    pub aliases: Vec<EcoString>,
    /// `default`, `default = "…"`.
    pub default: Option<DefaultValue>,
    /// `flatten`.
    pub flatten: bool,
    /// `skip`, `skip_serializing`, `skip_deserializing`: left out altogether.
    pub skip: PerSide<bool>,
    /// `skip_serializing_if = "…"`: the path of the function.
    pub skip_serializing_if: Option<String>,
    /// What writes and reads it in place of the type's own impls.
    pub with: PerSide<Option<Box<SerdeWith>>>,
}

impl Usual for SerdeField {
    fn usual() -> &'static Self {
        static USUAL: LazyLock<SerdeField> = LazyLock::new(SerdeField::default);
        &USUAL
    }
}

/// What `#[serde(..)]` says about a variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct SerdeVariant {
    /// `rename = "…"`.
    pub rename: PerSide<Option<EcoString>>,
    /// `alias = "…"`, in order.
    pub aliases: Vec<EcoString>,
    /// `rename_all = "…"`: cases its fields.
    pub rename_all: PerSide<Option<EcoString>>,
    /// `skip`, `skip_serializing`, `skip_deserializing`.
    pub skip: PerSide<bool>,
    /// `other`.
    pub other: bool,
    /// `untagged`.
    pub untagged: bool,
    /// What writes and reads what it carries.
    pub with: PerSide<Option<Box<SerdeWith>>>,
}

impl Usual for SerdeVariant {
    fn usual() -> &'static Self {
        static USUAL: LazyLock<SerdeVariant> = LazyLock::new(SerdeVariant::default);
        &USUAL
    }
}

/// A module, a function or a type that writes or reads a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SerdeWith {
    /// `with = "path"`, `serialize_with = "path"`, or the type of `#[serde_as(as = "T")]`.
    pub what: With,
    /// Where it is named.
    pub at: At,
}

/// How it is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// `with = "chrono::serde::ts_seconds"`: a module of both functions, or a type with `remote`; its path, with its
    /// type arguments where it has some.
    Module(Ty),
    /// `serialize_with = "path"`, `deserialize_with = "path"`: a function.
    Function(String),
    /// `#[serde_as(as = "DisplayFromStr")]`.
    As(Ty),
}
