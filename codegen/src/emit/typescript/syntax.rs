//! The small parts of TypeScript: literals, keys, comments, lists of arguments.

use super::super::names::Names;
use super::super::text::{Doc, broken, concat, group, if_break, indent, join, nil, text};

/// Names that no type may have.
pub(super) fn reserved() -> Names {
    Names::without([
        "any",
        "as",
        "asserts",
        "async",
        "await",
        "bigint",
        "boolean",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "declare",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "infer",
        "instanceof",
        "interface",
        "intrinsic",
        "is",
        "keyof",
        "let",
        "namespace",
        "never",
        "new",
        "null",
        "number",
        "object",
        "package",
        "private",
        "protected",
        "public",
        "readonly",
        "return",
        "static",
        "string",
        "super",
        "switch",
        "symbol",
        "this",
        "throw",
        "true",
        "try",
        "type",
        "typeof",
        "undefined",
        "unique",
        "unknown",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ])
}

/// A string literal in the quotes that prettier chooses: double ones unless the other ones need fewer escapes.
pub(super) fn string(value: &str) -> String {
    let quote = if value.matches('"').count() > value.matches('\'').count() {
        '\''
    } else {
        '"'
    };
    let mut literal = String::from(quote);
    for c in value.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c == quote => {
                literal.push('\\');
                literal.push(c);
            }
            c if invisible(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    literal.extend(["\\u", &format!("{unit:04x}")]);
                }
            }
            c => literal.push(c),
        }
    }
    literal.push(quote);
    literal
}

/// Characters that a reader would not see or that would turn the line around.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The key of a property: quoted where prettier would leave the quotes.
pub(super) fn key(key: &str) -> String {
    let mut chars = key.chars();
    let plain = chars
        .next()
        .is_some_and(|c| unicode_ident::is_xid_start(c) || c == '_' || c == '$')
        && key
            .chars()
            .all(|c| (unicode_ident::is_xid_continue(c) || c == '$') && c.len_utf16() == 1);
    if plain { key.to_owned() } else { string(key) }
}

/// The lines of a doc comment, with `@deprecated` behind them where it is so.
pub(super) fn with_deprecation(docs: &[String], deprecated: Option<&str>) -> Vec<String> {
    let mut lines = docs.to_vec();
    if let Some(note) = deprecated {
        if lines.iter().any(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
        let note = note.replace(['\r', '\n'], " ");
        lines.push(format!("@deprecated {note}").trim_end().to_owned());
    }
    lines
}

/// A doc comment with the line break behind it.
pub(super) fn docs(lines: &[String]) -> Doc {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.trim_end().replace("*/", "*\\/").replace('\r', ""))
        .collect();
    let from = lines.iter().take_while(|line| line.is_empty()).count();
    let to = lines.len()
        - lines[from..]
            .iter()
            .rev()
            .take_while(|line| line.is_empty())
            .count();
    match &lines[from..to] {
        [] => nil(),
        [line] => concat([text(format!("/** {} */", line.trim_start())), Doc::HardLine]),
        lines => {
            let mut parts = vec![text("/**"), Doc::HardLine];
            for line in lines {
                parts.push(text(if line.is_empty() {
                    " *".to_owned()
                } else {
                    format!(" * {line}")
                }));
                parts.push(Doc::HardLine);
            }
            parts.push(text(" */"));
            parts.push(Doc::HardLine);
            concat(parts)
        }
    }
}

/// `(a, b)`, one a line with a trailing comma where they do not fit.
pub(super) fn arguments(arguments: Vec<Doc>) -> Doc {
    group(parameters(arguments))
}

/// The same, breaking together with what stands around it.
pub(super) fn parameters(parameters: Vec<Doc>) -> Doc {
    enclosed("(", parameters, text(","), ")")
}

/// `[A, B]`.
pub(super) fn tuple(items: Vec<Doc>) -> Doc {
    if items.is_empty() {
        text("[]")
    } else {
        group(enclosed("[", items, text(","), "]"))
    }
}

/// `<A, B>` behind a type's name, where no comma may trail. A single simple one never stands on a line of its own.
pub(super) fn type_arguments(items: Vec<Doc>, simple: bool) -> Doc {
    match items.len() {
        0 => nil(),
        1 if simple => concat([text("<"), concat(items), text(">")]),
        _ => group(enclosed("<", items, nil(), ">")),
    }
}

/// `<T, K>` in a declaration.
pub(super) fn type_parameters(names: &[String]) -> Doc {
    if names.is_empty() {
        nil()
    } else {
        group(enclosed(
            "<",
            names.iter().map(text).collect(),
            text(","),
            ">",
        ))
    }
}

fn enclosed(open: &str, items: Vec<Doc>, trailing: Doc, close: &str) -> Doc {
    let separator = concat([text(","), Doc::Line]);
    concat([
        text(open),
        indent(2, concat([Doc::SoftLine, join(items, &separator)])),
        if_break(trailing, nil()),
        Doc::SoftLine,
        text(close),
    ])
}

/// `{ a: A; b: B }`.
pub(super) fn object(members: Vec<Doc>) -> Doc {
    let separator = concat([text(";"), Doc::Line]);
    group(concat([
        text("{"),
        indent(
            2,
            concat([
                Doc::Line,
                join(members, &separator),
                if_break(text(";"), nil()),
            ]),
        ),
        Doc::Line,
        text("}"),
    ]))
}

/// `{ [key: string]: T }`, `{ [K in Keys]?: T }`: its key, the sign behind it, and what stands there.
pub(super) fn indexed(key: Doc, sign: &str, of: Doc) -> Doc {
    let key = group(concat([
        indent(2, concat([Doc::SoftLine, key])),
        Doc::SoftLine,
    ]));
    let property = [text("["), key, text(format!("]{sign}: ")), of];
    object(vec![group(concat(property))])
}

/// `{ … }` with each member on a line of its own.
pub(super) fn block(members: Vec<Doc>) -> Doc {
    if members.is_empty() {
        return text("{}");
    }
    let members = members
        .into_iter()
        .map(|member| concat([Doc::HardLine, member, text(";")]));
    broken(concat([
        text("{"),
        indent(2, concat(members)),
        Doc::HardLine,
        text("}"),
    ]))
}

/// `{ a, b }` of an import.
pub(super) fn import(mut names: Vec<Doc>, from: &str) -> Doc {
    // A single name stays on its line, however long.
    if names.len() == 1 {
        let end = text(format!(" }} from {};", string(from)));
        return concat([text("import { "), names.remove(0), end]);
    }
    let separator = concat([text(","), Doc::Line]);
    group(concat([
        text("import {"),
        indent(
            2,
            concat([
                Doc::Line,
                join(names, &separator),
                if_break(text(","), nil()),
            ]),
        ),
        Doc::Line,
        text(format!("}} from {};", string(from))),
    ]))
}

/// `return a && b;`, in parentheses where it does not fit.
pub(super) fn return_all(operator: &str, mut operands: Vec<Doc>) -> Doc {
    let last = operands.pop().unwrap_or_else(nil);
    let chain = match operands.len() {
        0 => return concat([text("return "), last, text(";")]),
        // prettier lets a pair break between its two on its own, a longer chain only as a whole.
        1 => concat([
            concat(operands),
            text(" "),
            group(concat([text(operator), Doc::Line, last])),
        ]),
        _ => {
            let separator = concat([text(format!(" {operator}")), Doc::Line]);
            operands.push(last);
            join(operands, &separator)
        }
    };
    concat([
        text("return "),
        group(concat([
            if_break(text("("), nil()),
            indent(2, concat([Doc::SoftLine, group(chain)])),
            Doc::SoftLine,
            if_break(text(")"), nil()),
        ])),
        text(";"),
    ])
}

/// A function with its body on lines of their own.
pub(super) fn function(signature: Doc, body: Doc) -> Doc {
    concat([
        signature,
        text(" {"),
        indent(2, concat([Doc::HardLine, body])),
        Doc::HardLine,
        text("}"),
    ])
}

/// `export type Foo = …;` of what is no union.
pub(super) fn alias(head: Doc, ty: Doc) -> Doc {
    group(concat([
        head,
        text(" ="),
        Doc::Fluid(2, Box::new(ty)),
        text(";"),
    ]))
}

/// `export type Foo = A | B;`, all behind the operator or one a line with a leading `|`.
pub(super) fn union_alias(head: Doc, types: impl IntoIterator<Item = Doc>) -> Doc {
    group(concat([
        head,
        text(" ="),
        group(indent(2, concat([Doc::Line, union(types)]))),
        text(";"),
    ]))
}

/// `A | B`, or one a line with a leading `|`.
pub(super) fn union(types: impl IntoIterator<Item = Doc>) -> Doc {
    let types = types.into_iter().enumerate().map(|(index, ty)| {
        let bar = if index == 0 {
            if_break(text("| "), nil())
        } else {
            concat([Doc::Line, text("| ")])
        };
        concat([bar, indent(2, ty)])
    });
    group(concat(types))
}
