//! Types as prettier lays them out.

use super::super::text::{Doc, concat, group, if_break, indent, join, nil, text};
use super::module::Module;
use super::syntax;
use super::ty::{Member, Ts};

/// Where a type stands: prettier lays out a union by what is around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// One of several in a tuple.
    Tuple,
    /// The only one in a tuple, or a type argument.
    Enclosed,
    /// Where an operator binds tighter than `|` and `&`: the element of `T[]` or `T?`.
    Element,
    /// One of several in a union.
    Union,
    /// One of several in an intersection.
    Intersection,
    /// Anywhere else.
    Other,
}

/// The declaration of a type under its head, `export type Foo<T>`.
pub(super) fn alias(module: &Module, head: Doc, ty: &Ts) -> Doc {
    match ty {
        Ts::Union(types) if types.len() > 1 && !hugs(types) => {
            syntax::union_alias(head, types.iter().map(|of| member_of_union(module, of)))
        }
        _ => syntax::alias(head, print(module, ty, Parent::Other)),
    }
}

/// The declaration of an interface under its head, `export interface Foo<T>`.
pub(super) fn interface(module: &Module, head: Doc, members: &[Member]) -> Doc {
    concat([
        head,
        text(" "),
        syntax::block(members.iter().map(|it| member(module, it)).collect()),
    ])
}

/// A type.
pub(super) fn print(module: &Module, ty: &Ts, parent: Parent) -> Doc {
    let args = |args: &[Ts]| {
        args.iter()
            .map(|arg| print(module, arg, Parent::Enclosed))
            .collect()
    };
    match ty {
        Ts::Plain(name) => text(name),
        Ts::Param(name) => text(module.param(name)),
        Ts::Codec("Wide", _) => text("number"),
        Ts::Codec(name, of) => concat([
            text(format!("{}.{name}", module.codec)),
            syntax::type_arguments(args(of), matches!(of.as_slice(), [only] if is_simple(only))),
        ]),
        Ts::Ref(index, of) => concat([
            text(module.name_of(*index)),
            syntax::type_arguments(args(of), matches!(of.as_slice(), [only] if is_simple(only))),
        ]),
        Ts::Array(of) => concat([print(module, of, Parent::Element), text("[]")]),
        Ts::Tuple(items, required) => tuple(module, items, *required),
        Ts::Object(members) if members.is_empty() => text("{}"),
        Ts::Object(members) => {
            syntax::object(members.iter().map(|it| member(module, it)).collect())
        }
        Ts::Index(of) => syntax::indexed(text("key: string"), "", print(module, of, Parent::Other)),
        Ts::Mapped(keys, of) => {
            let key = concat([
                text(format!("{} in ", module.key_param())),
                print(module, keys, Parent::Other),
            ]);
            syntax::indexed(key, "?", print(module, of, Parent::Other))
        }
        Ts::Union(types) => union(module, types, parent),
        Ts::Intersection(types) => intersection(module, types, parent),
    }
}

fn tuple(module: &Module, items: &[Ts], required: usize) -> Doc {
    let parent = if items.len() > 1 {
        Parent::Tuple
    } else {
        Parent::Enclosed
    };
    let item = |(index, item): (usize, &Ts)| {
        if index < required {
            print(module, item, parent)
        } else {
            concat([print(module, item, Parent::Element), text("?")])
        }
    };
    syntax::tuple(items.iter().enumerate().map(item).collect())
}

/// A property of an object type, without the semicolon behind it.
fn member(module: &Module, member: &Member) -> Doc {
    let sign = if member.optional { "?: " } else { ": " };
    concat([
        syntax::docs(&member.docs),
        group(concat([
            text(format!("{}{sign}", syntax::key(&member.key))),
            print(module, &member.ty, Parent::Other),
        ])),
    ])
}

/// Whether prettier lets a type argument hug its brackets: keywords, names and objects, alone or with `null`.
fn is_simple(ty: &Ts) -> bool {
    match ty {
        Ts::Plain(_) | Ts::Param(_) | Ts::Object(_) | Ts::Index(_) | Ts::Mapped(..) => true,
        Ts::Codec(_, args) | Ts::Ref(_, args) => args.is_empty(),
        Ts::Union(types) => hugs(types),
        Ts::Array(_) | Ts::Tuple(..) | Ts::Intersection(_) => false,
    }
}

/// Whether prettier keeps a union on one line: one object or name, and `null`.
fn hugs(types: &[Ts]) -> bool {
    let large = |ty: &Ts| match ty {
        Ts::Param(_) | Ts::Ref(..) | Ts::Object(_) | Ts::Index(_) => true,
        Ts::Codec(name, _) => *name != "Wide",
        Ts::Plain(_)
        | Ts::Array(_)
        | Ts::Tuple(..)
        | Ts::Mapped(..)
        | Ts::Union(_)
        | Ts::Intersection(_) => false,
    };
    let null = |ty: &Ts| matches!(ty, Ts::Plain(text) if text == "null");
    types.iter().filter(|ty| large(ty)).count() == 1 && types.iter().all(|ty| large(ty) || null(ty))
}

fn member_of_union(module: &Module, ty: &Ts) -> Doc {
    print(module, ty, Parent::Union)
}

fn union(module: &Module, types: &[Ts], parent: Parent) -> Doc {
    if types.is_empty() {
        return text("never");
    }
    let in_parentheses = |doc: Doc| concat([text("("), doc, text(")")]);
    if hugs(types) {
        let hugged = join(
            types.iter().map(|ty| print(module, ty, Parent::Other)),
            &text(" | "),
        );
        return match parent {
            Parent::Element | Parent::Union | Parent::Intersection => in_parentheses(hugged),
            Parent::Tuple | Parent::Enclosed | Parent::Other => hugged,
        };
    }
    let union = syntax::union(types.iter().map(|ty| member_of_union(module, ty)));
    match parent {
        Parent::Element | Parent::Union | Parent::Intersection => in_parentheses(group(concat([
            indent(2, concat([Doc::SoftLine, union])),
            Doc::SoftLine,
        ]))),
        Parent::Tuple => group(concat([
            indent(
                2,
                concat([if_break(concat([text("("), Doc::SoftLine]), nil()), union]),
            ),
            Doc::SoftLine,
            if_break(text(")"), nil()),
        ])),
        Parent::Enclosed => union,
        Parent::Other => group(indent(2, concat([Doc::SoftLine, union]))),
    }
}

/// Objects stay on the line of the operator before them; names go to lines of their own.
fn intersection(module: &Module, types: &[Ts], parent: Parent) -> Doc {
    let is_object = |ty: &Ts| matches!(ty, Ts::Object(_) | Ts::Index(_) | Ts::Mapped(..));
    let mut parts = Vec::new();
    let mut was_indented = false;
    for (index, ty) in types.iter().enumerate() {
        let doc = print(module, ty, Parent::Intersection);
        let Some(before) = index.checked_sub(1).map(|before| &types[before]) else {
            parts.push(doc);
            continue;
        };
        match (is_object(before), is_object(ty)) {
            (true, true) => {
                parts.push(text(" & "));
                parts.push(if was_indented { indent(2, doc) } else { doc });
            }
            (false, false) => parts.push(indent(2, concat([text(" &"), Doc::Line, doc]))),
            (true, false) | (false, true) => {
                was_indented |= index > 1;
                parts.push(text(" & "));
                parts.push(if index > 1 { indent(2, doc) } else { doc });
            }
        }
    }
    let intersection = group(concat(parts));
    match parent {
        Parent::Element | Parent::Union => concat([text("("), intersection, text(")")]),
        Parent::Tuple | Parent::Enclosed | Parent::Intersection | Parent::Other => intersection,
    }
}
