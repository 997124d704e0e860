//! `Serialize` and `Deserialize` through serde's own derives.
//!
//! The derive stands on a private shadow of the type: same name, same fields and variants, but generic over the type
//! of each field. The impl moves the fields across and rustc infers what the types are. So no type of the user's is
//! named and none of their `use` lines is needed, and since the shadow bears the type's own name, serde's messages and
//! the format's are word for word those of a derive on the type itself.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    Bodies,
    tokens::{Generics, apart, bound, cases, generics, list, name},
};
use crate::model::{Body, Fields, Item};

/// `impl Serialize`, over a shadow of references.
pub(super) fn serialize(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &quote! { ::buildamp::serde::Serialize });
    let body = match bodies {
        Bodies::Stub => quote! { ::core::unreachable!() },
        Bodies::Real => {
            let shadow = shadow(item, &quote! { Serialize }, Some(&quote! { 'a }));
            let arms = cases(item).into_iter().map(|case| {
                (
                    bound(&case.own, case.fields),
                    bound(&case.shadow, case.fields),
                )
            });
            let written = apart(item, &quote! { self }, &arms.collect::<Vec<_>>());
            quote! {
                #shadow
                let __written = { #written };
                ::buildamp::serde::Serialize::serialize(&__written, __serializer)
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::serde::Serialize for #path #types #bounds {
            fn serialize<__S>(&self, __serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error>
            where
                __S: ::buildamp::serde::Serializer,
            { #body }
        }
    }
}

/// `impl Deserialize`, over a shadow of values.
pub(super) fn deserialize(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(
        item,
        Some(&quote! { 'de }),
        &quote! { ::buildamp::serde::Deserialize<'de> },
    );
    let body = match bodies {
        Bodies::Stub => quote! { ::core::unreachable!() },
        Bodies::Real => {
            let ident = name(&item.ident);
            let inferred = cases(item)
                .into_iter()
                .flat_map(|case| list(case.fields))
                .map(|_| quote! { _ });
            let inferred: Vec<TokenStream> = inferred.collect();
            let inferred = (!inferred.is_empty()).then(|| quote! { <#(#inferred),*> });
            let shadow = shadow(item, &quote! { Deserialize }, None);
            let arms = cases(item).into_iter().map(|case| {
                let own = bound(&case.own, case.fields);
                (
                    bound(&case.shadow, case.fields),
                    quote! { ::core::result::Result::Ok(#own) },
                )
            });
            let built = apart(item, &quote! { __read }, &arms.collect::<Vec<_>>());
            quote! {
                #shadow
                let __read: #ident #inferred = ::buildamp::serde::Deserialize::deserialize(__deserializer)?;
                #built
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::serde::Deserialize<'de> for #path #types #bounds {
            fn deserialize<__D>(__deserializer: __D) -> ::core::result::Result<Self, __D::Error>
            where
                __D: ::buildamp::serde::Deserializer<'de>,
            { #body }
        }
    }
}

/// The shadow: each field is of a type parameter of its own, behind a reference when there is a lifetime.
fn shadow(item: &Item, derive: &TokenStream, lifetime: Option<&TokenStream>) -> TokenStream {
    let ident = name(&item.ident);
    let reference = lifetime.map(|lifetime| quote! { &#lifetime });
    let mut params: Vec<Ident> = Vec::new();
    let mut body = |fields: &Fields| {
        let first = params.len();
        params.extend(
            (first..first + list(fields).len()).map(|position| format_ident!("__F{position}")),
        );
        let params = &params[first..];
        match fields {
            Fields::Unit => TokenStream::new(),
            Fields::Unnamed(_) => quote! { ( #(#reference #params),* ) },
            Fields::Named(fields) => {
                let names = fields.iter().map(|field| name(&field.ident));
                quote! { { #(#names: #reference #params),* } }
            }
        }
    };
    let (keyword, content) = match &item.body {
        Body::Struct(fields) => {
            let content = body(fields);
            let semicolon = (!matches!(fields, Fields::Named(_))).then(|| quote! { ; });
            (quote! { struct }, quote! { #content #semicolon })
        }
        Body::Enum(variants) => {
            let variants = variants.iter().map(|variant| {
                let (ident, content) = (name(&variant.ident), body(&variant.fields));
                quote! { #ident #content }
            });
            let variants: Vec<TokenStream> = variants.collect();
            (quote! { enum }, quote! { { #(#variants),* } })
        }
    };
    let lifetime = lifetime.filter(|_| !params.is_empty()).into_iter();
    let generics = if params.is_empty() {
        TokenStream::new()
    } else {
        quote! { <#(#lifetime,)* #(#params),*> }
    };
    quote! {
        #[derive(::buildamp::serde::#derive)]
        #[serde(crate = "::buildamp::serde")]
        #keyword #ident #generics #content
    }
}
