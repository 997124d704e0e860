//! `Serialize` and `Deserialize`, word for word what serde's own derives would do.
//!
//! The part of them that does not depend on the type stands in the runtime. It takes and gives fields as a tree of
//! pairs, `((One(a), One(b)), One(c))`, and rustc infers the types of the leaves from the type itself. So no type of
//! the user's is named and none of their `use` lines is needed, and rustc has a fraction of a derive's code to check.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    Bodies,
    tokens::{Case, Generics, apart, bound, cases, generics, local, plain},
};
use crate::model::{Body, Fields, Item};

/// `impl Serialize`.
pub(super) fn serialize(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &quote! { ::buildamp::serde::Serialize });
    let arms = cases(item).into_iter().enumerate().map(|(index, case)| {
        let body = match item.body {
            Body::Struct(_) => written(&case),
            Body::Enum(_) => variant_written(item, &case, index),
        };
        (bound(&case.own, case.fields), body)
    });
    let body = match bodies {
        Bodies::Real => apart(item, &quote! { self }, &arms.collect::<Vec<_>>()),
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::serde::Serialize for #path #types #bounds {
            fn serialize<__S: ::buildamp::serde::Serializer>(
                &self, __to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> { #body }
        }
    }
}

/// How a struct is written.
fn written(case: &Case<'_>) -> TokenStream {
    let (name, fields) = (case.shown, tree(case.fields));
    match case.fields {
        Fields::Named(_) => {
            let names = names(case.fields);
            quote! { ::buildamp::plain::write_struct(__to, #name, #names, &#fields) }
        }
        Fields::Unnamed(fields) if fields.len() == 1 => {
            quote! { ::buildamp::serde::Serializer::serialize_newtype_struct(__to, #name, __f0) }
        }
        Fields::Unnamed(_) => quote! { ::buildamp::plain::write_tuple(__to, #name, &#fields) },
        Fields::Unit => {
            quote! { ::buildamp::serde::Serializer::serialize_unit_struct(__to, #name) }
        }
    }
}

/// How a variant is written.
fn variant_written(item: &Item, case: &Case<'_>, index: usize) -> TokenStream {
    let (name, variant) = (plain(&item.ident), case.shown);
    let fields = tree(case.fields);
    let index = Literal::usize_unsuffixed(index);
    let serializer = quote! { ::buildamp::serde::Serializer };
    match case.fields {
        Fields::Named(_) => {
            let names = names(case.fields);
            quote! {
                ::buildamp::plain::write_struct_variant(__to, #name, (#index, #variant), #names, &#fields)
            }
        }
        Fields::Unnamed(fields) if fields.len() == 1 => {
            quote! { #serializer::serialize_newtype_variant(__to, #name, #index, #variant, __f0) }
        }
        Fields::Unnamed(_) => quote! {
            ::buildamp::plain::write_tuple_variant(__to, #name, (#index, #variant), &#fields)
        },
        Fields::Unit => {
            quote! { #serializer::serialize_unit_variant(__to, #name, #index, #variant) }
        }
    }
}

/// `impl Deserialize`.
pub(super) fn deserialize(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(
        item,
        Some(&quote! { '__de }),
        &quote! { ::buildamp::serde::Deserialize<'__de> },
    );
    let (variants, body) = match (bodies, &item.body) {
        (Bodies::Stub, _) => (None, quote! { ::core::unreachable!() }),
        (Bodies::Real, Body::Struct(_)) => {
            let read: TokenStream = cases(item).iter().map(|case| read(item, case)).collect();
            (None, read)
        }
        (Bodies::Real, Body::Enum(_)) => {
            let name = plain(&item.ident);
            let body = quote! { ::buildamp::plain::read_enum(__from, #name) };
            let (expecting, names, arms) = variants_read(item);
            let variants = quote! {
                #[automatically_derived]
                impl #impls ::buildamp::plain::Variants<'__de> for #path #types #bounds {
                    const EXPECTING: &'static str = #expecting;
                    const NAMES: &'static [&'static str] = &[#(#names),*];
                    fn read<__A: ::buildamp::serde::de::VariantAccess<'__de>>(
                        __place: usize, __from: __A,
                    ) -> ::core::result::Result<Self, __A::Error> {
                        match __place { #(#arms,)* _ => ::core::unreachable!() }
                    }
                }
            };
            (Some(variants), body)
        }
    };
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::serde::Deserialize<'__de> for #path #types #bounds {
            fn deserialize<__D: ::buildamp::serde::Deserializer<'__de>>(
                __from: __D,
            ) -> ::core::result::Result<Self, __D::Error> { #body }
        }
        #variants
    }
}

/// How a struct is read.
fn read(item: &Item, case: &Case<'_>) -> TokenStream {
    let name = case.shown;
    let (fields, built) = (tree(case.fields), bound(&case.own, case.fields));
    let (form, read) = match case.fields {
        Fields::Named(_) => {
            let expecting = format!("struct {}", item.ident);
            let (names, fields, unread) = sent(case.fields);
            return quote! {
                #(let #unread = ::core::default::Default::default();)*
                let #fields = ::buildamp::plain::read_struct(__from, #name, #expecting, #names)?;
                ::core::result::Result::Ok(#built)
            };
        }
        Fields::Unnamed(fields) if fields.len() == 1 => ("tuple", quote! { read_newtype }),
        Fields::Unnamed(_) => ("tuple", quote! { read_tuple }),
        Fields::Unit => ("unit", quote! { read_unit }),
    };
    let expecting = format!("{form} struct {}", item.ident);
    let fields = match case.fields {
        Fields::Unnamed(fields) if fields.len() == 1 => quote! { __f0 },
        Fields::Named(_) | Fields::Unnamed(_) | Fields::Unit => fields,
    };
    quote! {
        let #fields = ::buildamp::plain::#read(__from, #name, #expecting)?;
        ::core::result::Result::Ok(#built)
    }
}

/// What an enum is in messages, the names of its variants, and how each is read.
fn variants_read(item: &Item) -> (String, Vec<&str>, Vec<TokenStream>) {
    let cases = cases(item);
    let names = cases.iter().map(|case| case.shown).collect();
    let access = quote! { ::buildamp::serde::de::VariantAccess };
    let arms = cases.iter().enumerate().map(|(place, case)| {
        let place = Literal::usize_unsuffixed(place);
        let (fields, built) = (tree(case.fields), bound(&case.own, case.fields));
        let expecting = |form: &str| format!("{form} variant {}::{}", item.ident, case.written);
        let (fields, read) = match case.fields {
            Fields::Named(_) => {
                let (names, expecting) = (self::names(case.fields), expecting("struct"));
                let read =
                    quote! { ::buildamp::plain::read_struct_variant(__from, #expecting, #names)? };
                (fields, read)
            }
            Fields::Unnamed(fields) if fields.len() == 1 => (
                quote! { __f0 },
                quote! { #access::newtype_variant(__from)? },
            ),
            Fields::Unnamed(_) => {
                let expecting = expecting("tuple");
                let read = quote! { ::buildamp::plain::read_tuple_variant(__from, #expecting)? };
                (fields, read)
            }
            Fields::Unit => (fields, quote! { #access::unit_variant(__from)? }),
        };
        quote! { #place => { let #fields = #read; ::core::result::Result::Ok(#built) } }
    });
    (format!("enum {}", item.ident), names, arms.collect())
}

/// The names and the tree of the fields that are read, and the locals of those that are only written.
fn sent(fields: &Fields) -> (TokenStream, TokenStream, Vec<Ident>) {
    let all = fields.list().iter().enumerate();
    let (unread, read): (Vec<_>, Vec<_>) = all.partition(|(_, field)| field.rules.read_only);
    let names = read.iter().map(|(_, field)| plain(&field.ident));
    let names = quote! { &[#(#names),*] };
    let locals: Vec<Ident> = read.iter().map(|(place, _)| local(*place)).collect();
    let unread = unread.iter().map(|(place, _)| local(*place)).collect();
    (names, balanced(&locals), unread)
}

/// `&["a", "b"]`.
fn names(fields: &Fields) -> TokenStream {
    let names = fields.list().iter().map(|field| plain(&field.ident));
    quote! { &[#(#names),*] }
}

/// The fields as a tree of their locals: a pattern, and the same text an expression.
fn tree(fields: &Fields) -> TokenStream {
    balanced(&locals(fields))
}

fn locals(fields: &Fields) -> Vec<Ident> {
    (0..fields.list().len()).map(local).collect()
}

/// Pairs of pairs, so that no type is deeper than the logarithm of the number of fields.
fn balanced(leaves: &[Ident]) -> TokenStream {
    match leaves {
        [] => quote! { () },
        [leaf] => quote! { ::buildamp::plain::One(#leaf) },
        leaves => {
            let (first, second) = leaves.split_at(leaves.len().div_ceil(2));
            let (first, second) = (balanced(first), balanced(second));
            quote! { (#first, #second) }
        }
    }
}
