//! Lists in brackets, and what is built of them, broken into lines as prettier breaks them.

use super::super::layout::Layout;
use super::syntax::string;

/// What is told item by item, with a sign and a place to break between each two.
pub(super) struct List<'l> {
    layout: &'l mut Layout,
    separator: &'static str,
    is_empty: bool,
}

impl<'l> List<'l> {
    fn of(layout: &'l mut Layout, separator: &'static str) -> Self {
        Self {
            layout,
            separator,
            is_empty: true,
        }
    }

    /// Where the next item is told.
    pub(super) fn item(&mut self) -> &mut Layout {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.layout.text(self.separator).line();
        }
        self.layout
    }

    /// String literals.
    pub(super) fn strings<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) {
        for value in values {
            string(self.item(), value);
        }
    }
}

/// `(a, b)`, one a line with a trailing comma where they do not fit.
pub(super) fn arguments(l: &mut Layout, arguments: impl FnOnce(&mut List)) {
    l.group(|l| parameters(l, arguments));
}

/// The same, breaking together with what stands around it.
pub(super) fn parameters(l: &mut Layout, parameters: impl FnOnce(&mut List)) {
    enclosed(l, "(", ",", ")", parameters);
}

/// `[A, B]`; of none it is written by the caller.
pub(super) fn tuple(l: &mut Layout, items: impl FnOnce(&mut List)) {
    l.group(|l| enclosed(l, "[", ",", "]", items));
}

/// `["a", "b"]`
pub(super) fn strings<'a>(l: &mut Layout, values: impl IntoIterator<Item = &'a str>) {
    let mut values = values.into_iter().peekable();
    if values.peek().is_none() {
        l.text("[]");
    } else {
        tuple(l, |list| list.strings(values));
    }
}

/// `<A, B>` behind a type's name, nothing of none. A single simple one never stands on a line of its own.
pub(super) fn type_arguments<T>(
    l: &mut Layout,
    items: &[T],
    simple: bool,
    tell: impl Fn(&mut Layout, &T),
) {
    match items {
        [] => {}
        [only] if simple => {
            l.text("<");
            tell(l, only);
            l.text(">");
        }
        _ => angles(l, |list| {
            for item in items {
                tell(list.item(), item);
            }
        }),
    }
}

/// `<A, B>` where no comma may trail.
pub(super) fn angles(l: &mut Layout, items: impl FnOnce(&mut List)) {
    l.group(|l| enclosed(l, "<", "", ">", items));
}

/// `<T, K>` in a declaration.
pub(super) fn type_parameters<T: AsRef<str>>(l: &mut Layout, names: &[T]) {
    if names.is_empty() {
        return;
    }
    let all = |list: &mut List| {
        for name in names {
            list.item().text(name.as_ref());
        }
    };
    l.group(|l| enclosed(l, "<", ",", ">", all));
}

fn enclosed(
    l: &mut Layout,
    open: &str,
    trailing: &'static str,
    close: &str,
    items: impl FnOnce(&mut List),
) {
    l.text(open).indent(2, |l| {
        l.soft_line();
        items(&mut List::of(l, ","));
    });
    if !trailing.is_empty() {
        l.if_broken(trailing);
    }
    l.soft_line().text(close);
}

/// `{ a: A; b: B }`.
pub(super) fn object(l: &mut Layout, members: impl FnOnce(&mut List)) {
    l.group(|l| braces(l, "{", ";", members));
}

/// `{` or what ends in it, the members, and `}`.
fn braces(l: &mut Layout, open: &str, separator: &'static str, members: impl FnOnce(&mut List)) {
    l.text(open).indent(2, |l| {
        l.line();
        members(&mut List::of(l, separator));
        l.if_broken(separator);
    });
    l.line().text("}");
}

/// `{ [key: string]: T }`, `{ [K in Keys]?: T }`: its key, the sign behind it, and what stands there.
pub(super) fn indexed(
    l: &mut Layout,
    key: impl FnOnce(&mut Layout),
    sign: &str,
    of: impl FnOnce(&mut Layout),
) {
    object(l, |list| {
        list.item().group(|l| {
            l.text("[").group(|l| {
                l.indent(2, |l| {
                    l.soft_line();
                    key(l);
                });
                l.soft_line();
            });
            l.text("]").text(sign).text(": ");
            of(l);
        });
    });
}

/// `{ … }` with each member on a line of its own.
pub(super) fn block<T>(l: &mut Layout, members: &[T], tell: impl Fn(&mut Layout, &T)) {
    if members.is_empty() {
        l.text("{}");
        return;
    }
    l.text("{").indent(2, |l| {
        for member in members {
            l.hard_line();
            tell(l, member);
            l.text(";");
        }
    });
    l.hard_line().text("}");
}

/// `import { a, b } from "…";` of this many names.
pub(super) fn import(l: &mut Layout, count: usize, from: &str, names: impl FnOnce(&mut List)) {
    let source = |l: &mut Layout| {
        l.text(" from ");
        string(l, from);
        l.text(";");
    };
    // A single name stays on its line, however long.
    if count == 1 {
        l.text("import { ");
        names(&mut List::of(l, ","));
        l.text(" }");
        source(l);
    } else {
        l.group(|l| {
            braces(l, "import {", ",", names);
            source(l);
        });
    }
}

/// `return a && b;`, in parentheses where it does not fit.
pub(super) fn return_all<T>(
    l: &mut Layout,
    operator: &str,
    operands: &[T],
    tell: impl Fn(&mut Layout, &T),
) {
    l.text("return ");
    match operands {
        [] => {}
        [only] => tell(l, only),
        // prettier lets a pair break between its two on its own, a longer chain only as a whole.
        [one, other] => in_parentheses(l, |l| {
            tell(l, one);
            l.text(" ").group(|l| {
                l.text(operator).line();
                tell(l, other);
            });
        }),
        [first, more @ ..] => in_parentheses(l, |l| {
            tell(l, first);
            for operand in more {
                l.text(" ").text(operator).line();
                tell(l, operand);
            }
        }),
    }
    l.text(";");
}

/// In parentheses on lines of their own where it does not fit.
fn in_parentheses(l: &mut Layout, chain: impl FnOnce(&mut Layout)) {
    l.group(|l| {
        l.if_broken("(");
        l.indent(2, |l| {
            l.soft_line().group(chain);
        });
        l.soft_line().if_broken(")");
    });
}

/// The body of a function behind its signature, on lines of its own.
pub(super) fn body(l: &mut Layout, body: impl FnOnce(&mut Layout)) {
    l.text(" {").indent(2, |l| {
        l.hard_line();
        body(l);
    });
    l.hard_line().text("}");
}

/// `export type Foo = …;` of what is no union.
pub(super) fn alias(l: &mut Layout, head: impl FnOnce(&mut Layout), ty: impl FnOnce(&mut Layout)) {
    l.group(|l| {
        head(l);
        l.text(" =").fluid(2, ty).text(";");
    });
}

/// The same where a comment begins the type, on the line below.
pub(super) fn alias_below(
    l: &mut Layout,
    head: impl FnOnce(&mut Layout),
    ty: impl FnOnce(&mut Layout),
) {
    l.group(|l| {
        head(l);
        l.text(" =").indent(2, |l| {
            l.hard_line();
            ty(l);
        });
        l.text(";");
    });
}

/// `export type Foo = A | B;`, all behind the operator or one a line with a leading `|`, and what `docs` tells of each
/// on the lines before it.
pub(super) fn union_alias<T>(
    l: &mut Layout,
    head: impl FnOnce(&mut Layout),
    types: impl IntoIterator<Item = T>,
    docs: impl Fn(&mut Layout, &T),
    tell: impl Fn(&mut Layout, T),
) {
    l.group(|l| {
        head(l);
        l.text(" =").group(|l| {
            l.indent(2, |l| {
                l.line();
                let mut types = types.into_iter().peekable();
                // Outside of the union: what stands before all of it does not break it.
                if let Some(first) = types.peek() {
                    docs(l, first);
                }
                union(l, types, docs, tell);
            });
        });
        l.text(";");
    });
}

/// Where nothing stands before the members of a union.
pub(super) fn no_docs<T>(_: &mut Layout, _: &T) {}

/// `A | B`, or one a line with a leading `|`, and what `docs` tells of each but the first on the lines before it.
pub(super) fn union<T>(
    l: &mut Layout,
    types: impl IntoIterator<Item = T>,
    docs: impl Fn(&mut Layout, &T),
    tell: impl Fn(&mut Layout, T),
) {
    l.group(|l| {
        for (index, ty) in types.into_iter().enumerate() {
            if index == 0 {
                l.if_broken("| ");
            } else {
                l.line();
                docs(l, &ty);
                l.text("| ");
            }
            l.indent(2, |l| tell(l, ty));
        }
    });
}
