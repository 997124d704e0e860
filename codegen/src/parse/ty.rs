//! syn's types → [`Ty`], as written.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::model::{At, Ty};
use crate::report;

/// A type as it was written.
#[must_use]
pub fn ty(written: &Type, file: &str) -> Ty {
    let at = report::at(file, written.span());
    match written {
        Type::Group(group) => ty(&group.elem, file),
        Type::Paren(paren) => ty(&paren.elem, file),
        Type::Array(array) => Ty::Array {
            of: Box::new(ty(&array.elem, file)),
            len: text(&array.len),
            at,
        },
        Type::Tuple(tuple) => {
            Ty::Tuple(tuple.elems.iter().map(|each| ty(each, file)).collect(), at)
        }
        Type::Path(path) if path.qself.is_none() => {
            named(&path.path, file, at.clone()).unwrap_or_else(|| other(written, at))
        }
        _ => other(written, at),
    }
}

/// A path as a type; `None` when its arguments are not all types, consts and lifetimes of the last segment.
fn named(path: &syn::Path, file: &str, at: At) -> Option<Ty> {
    let (last, leading) = path
        .segments
        .iter()
        .collect::<Vec<_>>()
        .split_last()
        .map(|(last, leading)| (*last, leading.to_vec()))?;
    if leading.iter().any(|segment| !segment.arguments.is_empty()) {
        return None;
    }
    let args = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::Parenthesized(_) => return None,
        PathArguments::AngleBracketed(angle) => {
            let mut args = Vec::new();
            for argument in &angle.args {
                match argument {
                    GenericArgument::Lifetime(_) => {}
                    GenericArgument::Type(each) => args.push(ty(each, file)),
                    GenericArgument::Const(value) => args.push(Ty::Other {
                        text: text(value),
                        at: report::at(file, value.span()),
                    }),
                    _ => return None,
                }
            }
            args
        }
    };
    Some(Ty::Path {
        global: path.leading_colon.is_some(),
        segments: path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect(),
        args,
        at,
    })
}

fn other(written: &Type, at: At) -> Ty {
    Ty::Other {
        text: text(written),
        at,
    }
}

/// The source text of some syntax, on one line.
pub fn text(syntax: &(impl ToTokens + Spanned)) -> String {
    let text = syntax
        .span()
        .source_text()
        .unwrap_or_else(|| syntax.to_token_stream().to_string());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a type stands.
#[must_use]
pub fn place(ty: &Ty) -> &At {
    match ty {
        Ty::Path { at, .. } | Ty::Array { at, .. } | Ty::Tuple(_, at) | Ty::Other { at, .. } => at,
    }
}
