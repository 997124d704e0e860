//! Names, paths and generics as tokens.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Body, Field, Fields, Generic, Item};

/// A name as the model writes it, with `r#` or without.
#[must_use]
pub fn name(text: &str) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(text, Span::call_site()),
    }
}

/// The item from the crate's root: `crate::models::events::email::SendWelcomeEmail`; that of another crate by the
/// crate's name.
#[must_use]
pub fn path(item: &Item) -> TokenStream {
    if let Some(path) = &item.foreign {
        let names = path.iter().map(|segment| name(segment));
        return quote! { #(::#names)* };
    }
    let names = item
        .module
        .iter()
        .map(String::as_str)
        .chain([item.ident.as_str()])
        .map(name);
    quote! { crate #(::#names)* }
}

/// A name without `r#`, as serde, `Debug` and people read it.
pub(super) fn plain(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Impls that leave no name behind, and that no lint of the user's is about: `dead_code` neither, since a binary seldom
/// calls every method of an event.
pub(super) fn unnamed(impls: &TokenStream) -> TokenStream {
    quote! {
        #[allow(
            dead_code, deprecated, nonstandard_style, single_use_lifetimes, unreachable_pub,
            unused_lifetimes, unused_qualifications, unused_results, variant_size_differences,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = { #impls };
    }
}

/// The generics of an impl: what stands after `impl`, after the path, and in the `where` clause.
pub(super) struct Generics {
    /// `<'de, T: Bound, const N: usize>`.
    pub impls: TokenStream,
    /// `<T, N>`.
    pub types: TokenStream,
    /// `where T: Extra`.
    pub bounds: TokenStream,
}

/// The generics of `item` where each of its type parameters has to be `bound` as well. `reader` is the lifetime of what
/// is read: it outlives every lifetime of which the item borrows.
pub(super) fn generics(item: &Item, reader: Option<&TokenStream>, bound: &TokenStream) -> Generics {
    let reader = reader.map(|reader| {
        let outlived = item.lifetimes.iter().filter(|it| it.borrowed);
        outliving(reader, outlived.map(|it| it.name.as_str()))
    });
    let lifetimes = item.lifetimes.iter().map(|lifetime| {
        let bounds = lifetime.bounds.iter().map(String::as_str);
        outliving(&written(&lifetime.name), bounds)
    });
    let params: Vec<TokenStream> = reader
        .into_iter()
        .chain(lifetimes)
        .chain(item.generics.iter().map(declaration))
        .collect();
    let names: Vec<TokenStream> = item
        .lifetimes
        .iter()
        .map(|lifetime| written(&lifetime.name))
        .chain(
            item.generics
                .iter()
                .map(|generic| name(&generic.name).to_token_stream()),
        )
        .collect();
    let types: Vec<Ident> = item
        .generics
        .iter()
        .filter(|generic| generic.constant.is_none())
        .map(|generic| name(&generic.name))
        .collect();
    Generics {
        impls: if params.is_empty() {
            TokenStream::new()
        } else {
            quote! { <#(#params),*> }
        },
        types: if names.is_empty() {
            TokenStream::new()
        } else {
            quote! { <#(#names),*> }
        },
        bounds: if types.is_empty() {
            TokenStream::new()
        } else {
            quote! { where #(#types: #bound),* }
        },
    }
}

/// `'a: 'b + 'c`.
fn outliving<'a>(lifetime: &TokenStream, bounds: impl Iterator<Item = &'a str>) -> TokenStream {
    let bounds: Vec<TokenStream> = bounds.map(written).collect();
    let colon = (!bounds.is_empty()).then(|| quote! { : });
    quote! { #lifetime #colon #(#bounds)+* }
}

fn declaration(generic: &Generic) -> TokenStream {
    let ident = name(&generic.name);
    match (&generic.constant, generic.bounds.as_slice()) {
        (Some(ty), _) => {
            let ty = written(ty);
            quote! { const #ident: #ty }
        }
        (None, []) => quote! { #ident },
        (None, bounds) => {
            let bounds = bounds.iter().map(|bound| written(bound));
            quote! { #ident: #(#bounds)+* }
        }
    }
}

/// Rust that the model keeps as text. It was tokens before it became text, so it becomes tokens again.
pub(super) fn written(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// A struct, or one variant of an enum.
pub(super) struct Case<'a> {
    /// What builds it and what matches it: `Self`, `Self::Variant`.
    pub own: TokenStream,
    /// Its name as written, with `r#` or without.
    pub written: &'a str,
    /// `Foo`, `Variant`, without `r#`.
    pub shown: &'a str,
    /// What it carries.
    pub fields: &'a Fields,
}

/// The one case of a struct, or those of an enum.
pub(super) fn cases(item: &Item) -> Vec<Case<'_>> {
    match &item.body {
        Body::Struct(fields) => {
            vec![Case {
                own: quote! { Self },
                written: &item.ident,
                shown: plain(&item.ident),
                fields,
            }]
        }
        Body::Enum(variants) => variants
            .iter()
            .map(|variant| {
                let this = name(&variant.ident);
                Case {
                    own: quote! { Self::#this },
                    written: &variant.ident,
                    shown: plain(&variant.ident),
                    fields: &variant.fields,
                }
            })
            .collect(),
    }
}

/// `name` or `0`. In braces both forms build and match a tuple too, so that there is one way of writing all three.
pub(super) fn member(field: &Field) -> TokenStream {
    match field.ident.parse::<usize>() {
        Ok(position) => Literal::usize_unsuffixed(position).to_token_stream(),
        Err(_) => name(&field.ident).to_token_stream(),
    }
}

/// The local that holds a field: no field can be of that name, so none is hidden.
pub(super) fn local(position: usize) -> Ident {
    format_ident!("__f{position}")
}

/// `Self::Variant { a: __f0, b: __f1 }`: the case, with its fields bound to locals.
pub(super) fn bound(case: &TokenStream, fields: &Fields) -> TokenStream {
    let bindings = fields.list().iter().enumerate().map(|(position, field)| {
        let (member, local) = (member(field), local(position));
        quote! { #member: #local }
    });
    quote! { #case { #(#bindings),* } }
}

/// Takes `value` apart by its cases: a `let` for a struct, a `match` for an enum.
pub(super) fn apart(
    item: &Item,
    value: &TokenStream,
    arms: &[(TokenStream, TokenStream)],
) -> TokenStream {
    match (&item.body, arms) {
        (Body::Struct(_), [(pattern, body)]) => quote! { let #pattern = #value; #body },
        (Body::Struct(_) | Body::Enum(_), arms) => {
            let arms = arms
                .iter()
                .map(|(pattern, body)| quote! { #pattern => #body });
            quote! { match #value { #(#arms),* } }
        }
    }
}

/// The text as doc comments, one a line.
pub(super) fn docs(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#[doc = #lines])* }
}
