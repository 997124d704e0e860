//! Types as prettier lays them out.

use super::super::layout::Layout;
use super::module::Module;
use super::ty::{Docs, Member, Ts};
use super::{brackets, int64, syntax};

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
pub(super) fn alias(l: &mut Layout, module: &Module, head: impl FnOnce(&mut Layout), ty: &Ts) {
    match ty {
        Ts::Union(types) if types.len() > 1 && !hugs(types) => {
            let tell = |l: &mut Layout, of: &Ts| print(l, module, of, Parent::Union);
            brackets::union_alias(l, head, types, |l, of| docs_before(l, of), tell);
        }
        Ts::Union(types) if matches!(types.first(), Some(Ts::Documented(_))) => {
            below(l, module, head, &types[0], ty);
        }
        Ts::Documented(_) => below(l, module, head, ty, ty),
        _ => brackets::alias(l, head, |l| print(l, module, ty, Parent::Other)),
    }
}

/// The declaration of a type that begins with a comment.
fn below(l: &mut Layout, module: &Module, head: impl FnOnce(&mut Layout), first: &Ts, ty: &Ts) {
    brackets::alias_below(l, head, |l| {
        docs_before(l, first);
        print(l, module, ty, Parent::Other);
    });
}

/// The comment before a type, if there is one.
fn docs_before(l: &mut Layout, ty: &Ts) {
    if let Ts::Documented(it) = ty {
        docs(l, &it.0);
    }
}

fn docs(l: &mut Layout, docs: &Docs) {
    syntax::docs(l, &docs.lines, docs.deprecated.as_deref());
}

/// The body of an interface behind its head, `export interface Foo<T>`.
pub(super) fn interface(l: &mut Layout, module: &Module, members: &[Member]) {
    l.text(" ");
    brackets::block(l, members, |l, it| member(l, module, it));
}

/// A type.
pub(super) fn print(l: &mut Layout, module: &Module, ty: &Ts, parent: Parent) {
    match ty {
        Ts::Plain(name) => {
            l.text(name);
        }
        Ts::Number(value) => int64::literal(l, *value, module.all.int64),
        Ts::Literal(value) => syntax::string(l, value),
        Ts::Param(name) => {
            l.text(&module.param(name));
        }
        Ts::Codec("Wide", _) => {
            l.text(module.all.int64.name());
        }
        Ts::Codec(name, of) => {
            l.text(&module.codec).text(name);
            arguments(l, module, of);
        }
        Ts::Ref(index, of) => {
            l.text(module.name_of(*index));
            arguments(l, module, of);
        }
        Ts::Array(of) => {
            print(l, module, of, Parent::Element);
            l.text("[]");
        }
        Ts::Tuple(items, required) => tuple(l, module, items, *required),
        Ts::Object(members) if members.is_empty() => {
            l.text("{}");
        }
        Ts::Object(members) => brackets::object(l, |list| {
            for it in members {
                member(list.item(), module, it);
            }
        }),
        Ts::Index(of) => {
            let key = |l: &mut Layout| {
                l.text("key: string");
            };
            brackets::indexed(l, key, "", |l| print(l, module, of, Parent::Other));
        }
        Ts::Mapped(keys, of) => {
            let key = |l: &mut Layout| {
                l.text(&module.key_param()).text(" in ");
                print(l, module, keys, Parent::Other);
            };
            brackets::indexed(l, key, "?", |l| print(l, module, of, Parent::Other));
        }
        Ts::Union(types) => union(l, module, types, parent),
        Ts::Intersection(types) => intersection(l, module, types, parent),
        // Its comment stands before the `|` that is before it.
        Ts::Documented(it) => print(l, module, &it.1, parent),
    }
}

/// Type arguments behind a name.
fn arguments(l: &mut Layout, module: &Module, args: &[Ts]) {
    let is_simple = matches!(args, [only] if is_simple(only));
    brackets::type_arguments(l, args, is_simple, |l, arg| {
        print(l, module, arg, Parent::Enclosed);
    });
}

fn tuple(l: &mut Layout, module: &Module, items: &[Ts], required: usize) {
    if items.is_empty() {
        l.text("[]");
        return;
    }
    let parent = if items.len() > 1 {
        Parent::Tuple
    } else {
        Parent::Enclosed
    };
    brackets::tuple(l, |list| {
        for (index, item) in items.iter().enumerate() {
            let l = list.item();
            if index < required {
                print(l, module, item, parent);
            } else {
                print(l, module, item, Parent::Element);
                l.text("?");
            }
        }
    });
}

/// A property of an object type, without the semicolon behind it.
fn member(l: &mut Layout, module: &Module, member: &Member) {
    docs(l, &member.docs);
    l.group(|l| {
        syntax::key(l, &member.key);
        l.text(if member.optional { "?: " } else { ": " });
        print(l, module, &member.ty, Parent::Other);
    });
}

/// Whether prettier lets a type argument hug its brackets: keywords, names and objects, alone or with `null`.
fn is_simple(ty: &Ts) -> bool {
    match ty {
        Ts::Plain(_)
        | Ts::Number(_)
        | Ts::Literal(_)
        | Ts::Param(_)
        | Ts::Object(_)
        | Ts::Index(_)
        | Ts::Mapped(..) => true,
        Ts::Codec(_, args) | Ts::Ref(_, args) => args.is_empty(),
        Ts::Union(types) => hugs(types),
        Ts::Array(_) | Ts::Tuple(..) | Ts::Intersection(_) | Ts::Documented(_) => false,
    }
}

/// Whether prettier keeps a union on one line: one object or name, and `null`. A comment before its first member is one
/// of the union to prettier, and so it does not count here.
fn hugs(types: &[Ts]) -> bool {
    let large = |ty: &Ts| match ty {
        Ts::Param(_) | Ts::Ref(..) | Ts::Object(_) | Ts::Index(_) => true,
        Ts::Codec(name, _) => *name != "Wide",
        Ts::Plain(_)
        | Ts::Number(_)
        | Ts::Literal(_)
        | Ts::Array(_)
        | Ts::Tuple(..)
        | Ts::Mapped(..)
        | Ts::Union(_)
        | Ts::Intersection(_)
        | Ts::Documented(_) => false,
    };
    let [first, more @ ..] = types else {
        return false;
    };
    let all = || std::iter::once(first.bare()).chain(more);
    all().filter(|ty| large(ty)).count() == 1
        && all().all(|ty| large(ty) || matches!(ty, Ts::Plain("null")))
}

fn union(l: &mut Layout, module: &Module, types: &[Ts], parent: Parent) {
    if types.is_empty() {
        l.text("never");
        return;
    }
    let binds_tighter = match parent {
        Parent::Element | Parent::Union | Parent::Intersection => true,
        Parent::Tuple | Parent::Enclosed | Parent::Other => false,
    };
    if hugs(types) {
        if binds_tighter {
            l.text("(");
        }
        for (index, ty) in types.iter().enumerate() {
            if index > 0 {
                l.text(" | ");
            }
            print(l, module, ty, Parent::Other);
        }
        if binds_tighter {
            l.text(")");
        }
        return;
    }
    let all = |l: &mut Layout| {
        let tell = |l: &mut Layout, ty: &Ts| print(l, module, ty, Parent::Union);
        brackets::union(l, types, brackets::no_docs, tell);
    };
    let on_next_line = |l: &mut Layout| {
        l.indent(2, |l| {
            l.soft_line();
            all(l);
        });
    };
    match parent {
        Parent::Element | Parent::Union | Parent::Intersection => {
            l.text("(").group(|l| {
                on_next_line(l);
                l.soft_line();
            });
            l.text(")");
        }
        Parent::Tuple => {
            l.group(|l| {
                l.indent(2, |l| {
                    l.if_broken("(").soft_line();
                    all(l);
                });
                l.soft_line().if_broken(")");
            });
        }
        Parent::Enclosed => all(l),
        Parent::Other => {
            l.group(on_next_line);
        }
    }
}

/// Objects stay on the line of the operator before them; names go to lines of their own.
fn intersection(l: &mut Layout, module: &Module, types: &[Ts], parent: Parent) {
    let in_parentheses = match parent {
        Parent::Element | Parent::Union => true,
        Parent::Tuple | Parent::Enclosed | Parent::Intersection | Parent::Other => false,
    };
    if in_parentheses {
        l.text("(");
    }
    l.group(|l| {
        let mut before: Option<&Ts> = None;
        let mut was_indented = false;
        for (index, ty) in types.iter().enumerate() {
            let tell = |l: &mut Layout| print(l, module, ty, Parent::Intersection);
            match before
                .replace(ty)
                .map(|before| (is_object(before), is_object(ty)))
            {
                None => tell(l),
                Some((false, false)) => {
                    l.indent(2, |l| {
                        l.text(" &").line();
                        tell(l);
                    });
                }
                Some((are_objects, is_object)) => {
                    let both = are_objects && is_object;
                    was_indented |= !both && index > 1;
                    l.text(" & ");
                    if (both && was_indented) || (!both && index > 1) {
                        l.indent(2, tell);
                    } else {
                        tell(l);
                    }
                }
            }
        }
    });
    if in_parentheses {
        l.text(")");
    }
}

fn is_object(ty: &Ts) -> bool {
    matches!(ty, Ts::Object(_) | Ts::Index(_) | Ts::Mapped(..))
}
