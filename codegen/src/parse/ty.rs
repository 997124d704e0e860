//! syn's types → [`Ty`], as written.

use proc_macro2::Span;
use quote::ToTokens;
use smallvec::SmallVec;
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
    below(written, 0, &|tokens| match tokens {
        Tokens::Word(span, text) => report::word(file, span, text),
        Tokens::Between(first, last) => report::between(file, first, last),
    })
}

/// The type that a text names, which stands at `at` in the source; `None` when the text is no type.
#[must_use]
pub fn ty_of(text: &str, at: &At) -> Option<Ty> {
    let written: Type = super::syntax::of(text)?;
    Some(below(&written, 0, &|_| at.clone()))
}

/// Where some tokens stand.
type Place<'a> = dyn Fn(Tokens<'_>) -> At + 'a;

/// Tokens that have a place.
enum Tokens<'a> {
    /// A single one and its text.
    Word(Span, &'a str),
    /// From the first to the last.
    Between(Span, Span),
}

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
    let at = || {
        let (first, last) = ends(written);
        place(Tokens::Between(first, last))
    };
    let ty = |inner: &Type| below(inner, depth + 1, place);
    match written {
        _ if depth > DEEPEST => other(written, at()),
        Type::Group(group) => ty(&group.elem),
        Type::Paren(paren) => ty(&paren.elem),
        Type::Array(array) => match text(&array.len) {
            len if len.len() < 200 => Ty::Array {
                of: Box::new(ty(&array.elem)),
                len,
                at: at(),
            },
            _ => other(written, at()),
        },
        Type::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(ty).collect(), at()),
        Type::Slice(slice) => Ty::Slice(Box::new(ty(&slice.elem)), at()),
        Type::Reference(reference) => Ty::Reference(Box::new(ty(&reference.elem)), at()),
        Type::Path(path) if path.qself.is_none() => {
            named(written, &path.path, depth, place).unwrap_or_else(|| other(written, at()))
        }
        _ => other(written, at()),
    }
}

/// A path as a type; `None` when its arguments are not all types, consts and lifetimes of the last segment.
fn named(written: &Type, path: &syn::Path, depth: usize, place: &Place<'_>) -> Option<Ty> {
    let last = path.segments.last()?;
    let mut segments: SmallVec<[String; 1]> = SmallVec::with_capacity(path.segments.len());
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
                    at: place(Tokens::Between(value.span(), value.span())),
                }),
                _ => are_types = false,
            });
            if !are_types {
                return None;
            }
            args
        }
    };
    let at = if let (PathArguments::None, [only], None) =
        (&last.arguments, &*segments, path.leading_colon)
    {
        place(Tokens::Word(last.ident.span(), only))
    } else {
        let (first, last) = ends(written);
        place(Tokens::Between(first, last))
    };
    Some(Ty::Path {
        global: path.leading_colon.is_some(),
        segments,
        args: args.into(),
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
