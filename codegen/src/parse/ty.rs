//! syn's types → [`Ty`], as written.

use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::model::{At, FileName, Ty};
use crate::report;

/// How deep types may lie in each other; what is deeper has no form that anybody reads.
const DEEPEST: usize = 64;

/// A type as it was written.
#[must_use]
pub fn ty(written: &Type, file: &FileName) -> Ty {
    below(written, 0, &|first, last| {
        report::between(file, first, last)
    })
}

/// The type that a text names, which stands at `at` in the source; `None` when the text is no type.
#[must_use]
pub fn ty_of(text: &str, at: &At) -> Option<Ty> {
    let written: Type = super::syntax::of(text)?;
    Some(below(&written, 0, &|_, _| at.clone()))
}

/// Where what lies between two tokens stands.
type Place<'a> = dyn Fn(Span, Span) -> At + 'a;

/// The first and the last token of a type. A path knows its own, without all that lies between.
pub(super) fn ends(written: &Type) -> (Span, Span) {
    if let Type::Path(syn::TypePath {
        qself: None, path, ..
    }) = written
        && let (Some(first), Some(last)) = (path.segments.first(), path.segments.last())
    {
        let begin = path
            .leading_colon
            .map_or(first.ident.span(), |it| it.spans[0]);
        match &last.arguments {
            PathArguments::None => return (begin, last.ident.span()),
            PathArguments::AngleBracketed(angle) => return (begin, angle.gt_token.span),
            PathArguments::Parenthesized(_) => {}
        }
    }
    (written.span(), written.span())
}

fn below(written: &Type, depth: usize, place: &Place<'_>) -> Ty {
    let (first, last) = ends(written);
    let at = place(first, last);
    let ty = |inner: &Type| below(inner, depth + 1, place);
    match written {
        _ if depth > DEEPEST => other(written, at),
        Type::Group(group) => ty(&group.elem),
        Type::Paren(paren) => ty(&paren.elem),
        Type::Array(array) => match text(&array.len) {
            len if len.len() < 200 => Ty::Array {
                of: Box::new(ty(&array.elem)),
                len,
                at,
            },
            _ => other(written, at),
        },
        Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(ty).collect(), at),
        Type::Slice(slice) => Ty::Slice(Box::new(ty(&slice.elem)), at),
        Type::Reference(reference) => Ty::Reference(Box::new(ty(&reference.elem)), at),
        Type::Path(path) if path.qself.is_none() => {
            named(&path.path, depth, at.clone(), place).unwrap_or_else(|| other(written, at))
        }
        _ => other(written, at),
    }
}

/// A path as a type; `None` when its arguments are not all types, consts and lifetimes of the last segment.
fn named(path: &syn::Path, depth: usize, at: At, place: &Place<'_>) -> Option<Ty> {
    let last = path.segments.last()?;
    let mut segments = Vec::with_capacity(path.segments.len());
    each(&path.segments, |segment| {
        segments.push(segment.ident.to_string());
    });
    let mut leading = path.segments.iter().take(segments.len() - 1);
    if segments.len() > 1 && leading.any(|segment| !segment.arguments.is_empty()) {
        return None;
    }
    let args = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::Parenthesized(_) => return None,
        PathArguments::AngleBracketed(angle) => {
            let mut args = Vec::with_capacity(angle.args.len());
            let mut are_types = true;
            each(&angle.args, |argument| match argument {
                GenericArgument::Lifetime(_) => {}
                GenericArgument::Type(inner) => args.push(below(inner, depth + 1, place)),
                GenericArgument::Const(value) => args.push(Ty::Other {
                    text: text(value),
                    at: place(value.span(), value.span()),
                }),
                _ => are_types = false,
            });
            if !are_types {
                return None;
            }
            args
        }
    };
    Some(Ty::Path {
        global: path.leading_colon.is_some(),
        segments,
        args,
        at,
    })
}

/// Visits each. Most paths are a single name with a single argument, and syn's iterators lie on the heap.
fn each<T, P>(list: &Punctuated<T, P>, mut visit: impl FnMut(&T)) {
    match list.first() {
        Some(only) if list.len() == 1 => visit(only),
        _ => list.iter().for_each(visit),
    }
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
        Ty::Path { at, .. }
        | Ty::Array { at, .. }
        | Ty::Tuple(_, at)
        | Ty::Slice(_, at)
        | Ty::Reference(_, at)
        | Ty::Other { at, .. } => at,
    }
}
