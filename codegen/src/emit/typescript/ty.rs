//! TypeScript's types as data, free of how they are laid out.

use std::collections::BTreeSet;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ts {
    /// `string`, `"A"`, `-3`: a keyword or a literal.
    Plain(String),
    /// A type of the codec: `codec.Range<T>`.
    Codec(&'static str, Vec<Ts>),
    /// A type parameter.
    Param(String),
    /// A definition, by its index.
    Ref(usize, Vec<Ts>),
    /// `T[]`
    Array(Box<Ts>),
    /// `[A, B?]`: its elements, and how many of them are required.
    Tuple(Vec<Ts>, usize),
    /// `{ a: A; b?: B }`
    Object(Vec<Member>),
    /// `{ [key: string]: T }`
    Index(Box<Ts>),
    /// `{ [K in Keys]?: T }`
    Mapped(Box<Ts>, Box<Ts>),
    /// `A | B`; `never` of none.
    Union(Vec<Ts>),
    /// `A & B`; `{}` of none.
    Intersection(Vec<Ts>),
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    /// Doc comment lines.
    pub(super) docs: Vec<String>,
    /// Any text.
    pub(super) key: String,
    /// Whether it may be missing.
    pub(super) optional: bool,
    /// What stands there.
    pub(super) ty: Ts,
}

impl Member {
    /// A property without documentation that is there.
    pub(super) fn new(key: &str, ty: Ts) -> Self {
        Self {
            docs: Vec::new(),
            key: key.to_owned(),
            optional: false,
            ty,
        }
    }
}

impl Ts {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// The union of these, with the members of unions in place of them and each but once. Of one it is that one.
    pub(super) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for ty in types {
            match ty {
                Self::Union(more) => more.into_iter().for_each(|ty| push_new(&mut all, ty)),
                ty => push_new(&mut all, ty),
            }
        }
        match all.len() {
            1 => all.remove(0),
            _ => Self::Union(all),
        }
    }

    /// The intersection of these; of one it is that one.
    pub(super) fn intersection(types: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for ty in types {
            match ty {
                Self::Intersection(more) => all.extend(more),
                ty => all.push(ty),
            }
        }
        match all.len() {
            0 => Self::Object(Vec::new()),
            1 => all.remove(0),
            _ => Self::Intersection(all),
        }
    }

    /// The type or `null`.
    pub(super) fn or_null(self) -> Self {
        Self::union([self, Self::plain("null")])
    }

    /// The types right below this one.
    pub(super) fn children(&self) -> Vec<&Self> {
        match self {
            Self::Plain(_) | Self::Param(_) => Vec::new(),
            Self::Array(of) | Self::Index(of) => vec![of],
            Self::Mapped(keys, of) => vec![keys, of],
            Self::Object(members) => members.iter().map(|member| &member.ty).collect(),
            Self::Codec(_, all)
            | Self::Ref(_, all)
            | Self::Tuple(all, _)
            | Self::Union(all)
            | Self::Intersection(all) => all.iter().collect(),
        }
    }

    /// The definitions that are named, in no order, some more than once.
    pub(super) fn refs(&self, found: &mut Vec<usize>) {
        if let Self::Ref(index, _) = self {
            found.push(*index);
        }
        for child in self.children() {
            child.refs(found);
        }
    }

    /// The type parameters that are named.
    pub(super) fn params(&self) -> BTreeSet<&str> {
        let mut found: BTreeSet<&str> =
            self.children().into_iter().flat_map(Self::params).collect();
        if let Self::Param(name) = self {
            found.insert(name);
        }
        found
    }

    /// The same with another type in the place of each that `change` answers.
    pub(super) fn replace(&self, change: &impl Fn(&Self) -> Option<Self>) -> Self {
        if let Some(other) = change(self) {
            return other;
        }
        let all = |types: &[Self]| {
            types
                .iter()
                .map(|ty| ty.replace(change))
                .collect::<Vec<_>>()
        };
        match self {
            Self::Plain(_) | Self::Param(_) => self.clone(),
            Self::Codec(name, args) => Self::Codec(name, all(args)),
            Self::Ref(index, args) => Self::Ref(*index, all(args)),
            Self::Array(of) => Self::Array(Box::new(of.replace(change))),
            Self::Tuple(items, required) => Self::Tuple(all(items), *required),
            Self::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|member| Member {
                        ty: member.ty.replace(change),
                        ..member.clone()
                    })
                    .collect(),
            ),
            Self::Index(of) => Self::Index(Box::new(of.replace(change))),
            Self::Mapped(keys, of) => {
                Self::Mapped(Box::new(keys.replace(change)), Box::new(of.replace(change)))
            }
            Self::Union(types) => Self::union(all(types)),
            Self::Intersection(types) => Self::intersection(all(types)),
        }
    }
}

fn push_new(all: &mut Vec<Ts>, ty: Ts) {
    // Objects are told apart by their tags, and a long enum has many of them.
    if matches!(ty, Ts::Object(_)) || !all.contains(&ty) {
        all.push(ty);
    }
}
