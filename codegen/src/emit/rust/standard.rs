//! `Debug` and `Clone`, written as the standard library's derives would.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    Bodies,
    tokens::{Generics, apart, bound, cases, generics, local, member, plain},
};
use crate::model::{Fields, Item};

/// `impl Debug`.
pub(super) fn debug(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &quote! { ::core::fmt::Debug });
    let arms = cases(item).into_iter().map(|case| {
        let shown = case.shown;
        let values = case.fields.list().iter().enumerate();
        let values = values.map(|(position, field)| {
            if field.secret {
                return quote! { &::core::format_args!("[secret]") };
            }
            local(position).to_token_stream()
        });
        let body = match case.fields {
            Fields::Unit => quote! { __formatter.write_str(#shown) },
            Fields::Unnamed(_) => {
                quote! { __formatter.debug_tuple(#shown)#(.field(#values))*.finish() }
            }
            Fields::Named(fields) => {
                let names = fields.iter().map(|field| plain(&field.ident));
                quote! { __formatter.debug_struct(#shown)#(.field(#names, #values))*.finish() }
            }
        };
        (bound(&case.own, case.fields), body)
    });
    let body = match bodies {
        Bodies::Real => apart(item, &quote! { self }, &arms.collect::<Vec<_>>()),
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
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &quote! { ::core::clone::Clone });
    let arms = cases(item).into_iter().map(|case| {
        let own = &case.own;
        let members = case.fields.list().iter().map(member);
        let locals = (0..case.fields.list().len()).map(local);
        let body = quote! { #own { #(#members: ::core::clone::Clone::clone(#locals)),* } };
        (bound(own, case.fields), body)
    });
    let body = match bodies {
        Bodies::Real => apart(item, &quote! { self }, &arms.collect::<Vec<_>>()),
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! {
        #[automatically_derived]
        impl #impls ::core::clone::Clone for #path #types #bounds {
            fn clone(&self) -> Self { #body }
        }
    }
}
