//! `Debug` and `Clone`, written as the standard library's derives would.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Bodies,
    tokens::{bound, cases, generics, list, local, member, plain},
};
use crate::model::{Fields, Item};

/// `impl Debug`.
pub(super) fn debug(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let super::tokens::Generics { impls, types, bounds } = generics(item, None, &quote! { ::core::fmt::Debug });
    let arms = cases(item).into_iter().map(|case| {
        let (pattern, shown) = (bound(&case.own, case.fields), case.shown);
        let locals = (0..list(case.fields).len()).map(local);
        match case.fields {
            Fields::Unit => quote! { #pattern => __formatter.write_str(#shown) },
            Fields::Unnamed(_) => quote! { #pattern => __formatter.debug_tuple(#shown)#(.field(#locals))*.finish() },
            Fields::Named(fields) => {
                let names = fields.iter().map(|field| plain(&field.ident));
                quote! { #pattern => __formatter.debug_struct(#shown)#(.field(#names, #locals))*.finish() }
            }
        }
    });
    let body = match bodies {
        Bodies::Real => matched(arms),
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! {
        #[automatically_derived]
        impl #impls ::core::fmt::Debug for #path #types #bounds {
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { #body }
        }
    }
}

/// `impl Clone`.
pub(super) fn clone(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let super::tokens::Generics { impls, types, bounds } = generics(item, None, &quote! { ::core::clone::Clone });
    let arms = cases(item).into_iter().map(|case| {
        let (pattern, own) = (bound(&case.own, case.fields), &case.own);
        let members = list(case.fields).iter().map(member);
        let locals = (0..list(case.fields).len()).map(local);
        quote! { #pattern => #own { #(#members: ::core::clone::Clone::clone(#locals)),* } }
    });
    let body = match bodies {
        Bodies::Real => matched(arms),
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! {
        #[automatically_derived]
        impl #impls ::core::clone::Clone for #path #types #bounds {
            fn clone(&self) -> Self { #body }
        }
    }
}

/// A match over the cases of `self`. An enum without variants is matched by value: a reference always has one.
fn matched(arms: impl Iterator<Item = TokenStream>) -> TokenStream {
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() { quote! { match *self {} } } else { quote! { match self { #(#arms),* } } }
}
