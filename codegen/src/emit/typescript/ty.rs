//! TypeScript's types as data, free of how they are laid out.

use std::borrow::Cow;

/// A type, made of what the definitions say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ts<'a> {
    /// A keyword: `string`.
    Plain(&'static str),
    /// `-3`
    Number(i128),
    /// `"A"`
    Literal(Cow<'a, str>),
    /// A type of the codec: `codec.Range<T>`.
    Codec(&'static str, Vec<Self>),
    /// A type parameter.
    Param(Cow<'a, str>),
    /// A definition, by its index.
    Ref(usize, Vec<Self>),
    /// `T[]`
    Array(Box<Self>),
    /// `[A, B?]`: its elements, and how many of them are required.
    Tuple(Vec<Self>, usize),
    /// `{ a: A; b?: B }`
    Object(Vec<Member<'a>>),
    /// `{ [key: string]: T }`
    Index(Box<Self>),
    /// `{ [K in Keys]?: T }`
    Mapped(Box<Self>, Box<Self>),
    /// `A | B`; `never` of none.
    Union(Vec<Self>),
    /// `A & B`; `{}` of none.
    Intersection(Vec<Self>),
    /// A type with a comment before it: a definition's own or a member of its union, and nothing inside those.
    Documented(Box<(Docs<'a>, Self)>),
}

/// What a comment says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Docs<'a> {
    /// Doc comment lines.
    pub(super) lines: Cow<'a, [String]>,
    /// The note of what is deprecated.
    pub(super) deprecated: Option<Cow<'a, str>>,
}

impl<'a> Docs<'a> {
    /// No comment.
    const NONE: Self = Self {
        lines: Cow::Borrowed(&[]),
        deprecated: None,
    };

    /// The comment of what has these lines and this note.
    pub(super) fn of(lines: &'a [String], deprecated: Option<&'a str>) -> Self {
        Self {
            lines: Cow::Borrowed(lines),
            deprecated: deprecated.map(Cow::Borrowed),
        }
    }

    fn is_empty(&self) -> bool {
        self.deprecated.is_none() && self.lines.iter().all(|line| line.trim_end().is_empty())
    }

    fn into_owned(self) -> Docs<'static> {
        Docs {
            lines: Cow::Owned(self.lines.into_owned()),
            deprecated: self.deprecated.map(|note| Cow::Owned(note.into_owned())),
        }
    }
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member<'a> {
    /// The comment before it.
    pub(super) docs: Docs<'a>,
    /// Any text.
    pub(super) key: Cow<'a, str>,
    /// Whether it may be missing.
    pub(super) optional: bool,
    /// What stands there.
    pub(super) ty: Ts<'a>,
}

impl<'a> Member<'a> {
    /// A property without documentation that is there.
    pub(super) fn new(key: &'a str, ty: Ts<'a>) -> Self {
        Self {
            docs: Docs::NONE,
            key: Cow::Borrowed(key),
            optional: false,
            ty,
        }
    }
}

/// What has no value.
pub(super) const NEVER: Ts<'static> = Ts::Union(Vec::new());

impl<'a> Ts<'a> {
    /// A text as a type.
    pub(super) const fn literal(text: &'a str) -> Self {
        Self::Literal(Cow::Borrowed(text))
    }

    /// The type with a comment before it, where that says anything. What has no value needs none.
    pub(super) fn documented(self, docs: Docs<'a>) -> Self {
        if docs.is_empty() || self == NEVER {
            self
        } else {
            Self::Documented(Box::new((docs, self)))
        }
    }

    /// The type without the comment before it.
    pub(super) fn bare(&self) -> &Self {
        match self {
            Self::Documented(it) => &it.1,
            ty => ty,
        }
    }

    /// The type without comments, but for those of properties.
    pub(super) fn without_docs(self) -> Self {
        match self {
            Self::Documented(it) => it.1,
            Self::Union(types) => Self::union(types.into_iter().map(Self::without_docs)),
            ty => ty,
        }
    }

    /// The union of these, with the members of unions in place of them and each but once. Of one it is that one. A union
    /// with a comment stays in one piece, since that speaks of all its members; alone it has it before its first.
    pub(super) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        let types = types.into_iter();
        let mut all = Vec::with_capacity(types.size_hint().0);
        for ty in types {
            match ty {
                Self::Union(more) => more.into_iter().for_each(|ty| push_new(&mut all, ty)),
                ty => push_new(&mut all, ty),
            }
        }
        match all.len() {
            1 => all.remove(0).docs_at_first(),
            _ => Self::Union(all),
        }
    }

    /// A union with a comment as one whose first member has it.
    fn docs_at_first(self) -> Self {
        match self {
            Self::Documented(it) => match *it {
                (docs, Self::Union(mut types)) if !types.is_empty() => {
                    let first = types.remove(0).documented(docs);
                    types.insert(0, first);
                    Self::Union(types)
                }
                (docs, ty) => ty.documented(docs),
            },
            ty => ty,
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
        Self::union([self, Self::Plain("null")])
    }

    /// Shows this type, and all that it is made of.
    pub(super) fn walk<'t>(&'t self, see: &mut impl FnMut(&'t Self)) {
        see(self);
        match self {
            Self::Plain(_) | Self::Number(_) | Self::Literal(_) | Self::Param(_) => {}
            Self::Array(of) | Self::Index(of) => of.walk(see),
            Self::Mapped(keys, of) => {
                keys.walk(see);
                of.walk(see);
            }
            Self::Object(members) => {
                for member in members {
                    member.ty.walk(see);
                }
            }
            Self::Documented(it) => it.1.walk(see),
            Self::Codec(_, all)
            | Self::Ref(_, all)
            | Self::Tuple(all, _)
            | Self::Union(all)
            | Self::Intersection(all) => {
                for ty in all {
                    ty.walk(see);
                }
            }
        }
    }

    /// The definitions that are named, in no order, some more than once.
    pub(super) fn refs(&self, found: &mut Vec<usize>) {
        self.walk(&mut |ty| {
            if let Self::Ref(index, _) = ty {
                found.push(*index);
            }
        });
    }

    /// Whether a type parameter is named.
    pub(super) fn mentions(&self, param: &str) -> bool {
        let mut found = false;
        self.walk(&mut |ty| found |= matches!(ty, Self::Param(name) if name == param));
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
            Self::Plain(_) | Self::Number(_) | Self::Literal(_) | Self::Param(_) => self.clone(),
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
            Self::Documented(it) => it.1.replace(change).documented(it.0.clone()),
        }
    }

    /// The same on its own: what it was made from need not last.
    pub(super) fn into_owned(self) -> Ts<'static> {
        let text = |text: Cow<str>| Cow::Owned(text.into_owned());
        let all = |types: Vec<Self>| types.into_iter().map(Self::into_owned).collect();
        match self {
            Self::Plain(name) => Ts::Plain(name),
            Self::Number(value) => Ts::Number(value),
            Self::Literal(value) => Ts::Literal(text(value)),
            Self::Codec(name, args) => Ts::Codec(name, all(args)),
            Self::Param(name) => Ts::Param(text(name)),
            Self::Ref(index, args) => Ts::Ref(index, all(args)),
            Self::Array(of) => Ts::Array(Box::new(of.into_owned())),
            Self::Tuple(items, required) => Ts::Tuple(all(items), required),
            Self::Object(members) => Ts::Object(
                members
                    .into_iter()
                    .map(|member| Member {
                        docs: member.docs.into_owned(),
                        key: text(member.key),
                        optional: member.optional,
                        ty: member.ty.into_owned(),
                    })
                    .collect(),
            ),
            Self::Index(of) => Ts::Index(Box::new(of.into_owned())),
            Self::Mapped(keys, of) => {
                Ts::Mapped(Box::new(keys.into_owned()), Box::new(of.into_owned()))
            }
            Self::Union(types) => Ts::Union(all(types)),
            Self::Intersection(types) => Ts::Intersection(all(types)),
            Self::Documented(it) => {
                Ts::Documented(Box::new((it.0.into_owned(), it.1.into_owned())))
            }
        }
    }
}

fn push_new<'a>(all: &mut Vec<Ts<'a>>, ty: Ts<'a>) {
    // Objects are told apart by their tags, and a long enum has many of them.
    let bare = ty.bare();
    if matches!(bare, Ts::Object(_)) || all.iter().all(|other| other.bare() != bare) {
        all.push(ty);
    }
}
