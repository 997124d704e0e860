//! The way from the impl of `Event` to functions that the attribute names.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, Meta, Path, Type};

use crate::attr;

/// Functions beside the type that call what `upcast = path`, `retry(with = path)`, `verify = path` and `secret = path` name. The macro that reads the
/// attribute writes them, so a path means what it means there: private functions and imports work, and rustc tells of a
/// wrong one at the user's own tokens.
#[must_use]
pub fn beside(of: &Ident, arguments: &TokenStream) -> TokenStream {
    let named = named(arguments);
    let upcaster = named.upcast.map(|path| {
        let call = quote_spanned! { path.span() => #path(version, data) };
        function(
            of,
            &quote! {
                __buildamp_upcast(
                    version: u32,
                    data: ::buildamp::serde_json::Value,
                ) -> ::core::result::Result<::buildamp::serde_json::Value, ::buildamp::BoxError> {
                    ::buildamp::IntoUpcast::into_upcast(#call)
                }
            },
        )
    });
    let retry = named.retry.map(|path| {
        let call = quote_spanned! { path.span() => #path(attempt) };
        function(
            of,
            &quote! { __buildamp_retry(attempt: u32) -> ::core::time::Duration { #call } },
        )
    });
    let verify = named.verify.map(|path| {
        let call = quote_spanned! { path.span() => #path(request) };
        let function = function(
            of,
            &quote! {
                __buildamp_verify(
                    request: &::buildamp::webhook::Request<'_>,
                ) -> ::core::result::Result<::std::string::String, ::buildamp::webhook::Rejection> { #call }
            },
        );
        quote! { ::buildamp::__engine! { #function } }
    });
    let secrets = named.secret.map(|path| {
        let call = quote_spanned! { path.span() => #path(tenant, cx) };
        let function = function(
            of,
            &quote! {
                __buildamp_secrets<'a>(
                    tenant: &'a str,
                    cx: &'a ::buildamp::Context,
                ) -> ::buildamp::webhook::Asked<'a> {
                    ::std::boxed::Box::pin(async move {
                        #call.await.map_err(::core::convert::Into::into)
                    })
                }
            },
        );
        quote! { ::buildamp::__engine! { #function } }
    });
    let call = named.is_call.then(|| call(of, &named.call));
    quote! { #upcaster #retry #verify #secrets #call }
}

/// The same from the attributes that stand on a type.
#[must_use]
pub fn beside_of(of: &Ident, attributes: &[Attribute]) -> TokenStream {
    let ours = attributes.iter().filter(|it| attr::is_buildamp(it));
    ours.map(|attribute| match &attribute.meta {
        Meta::List(list) => beside(of, &list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    })
    .collect()
}

fn function(of: &Ident, says: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #of {
            #[doc(hidden)]
            pub(crate) fn #says
        }
    }
}

/// The functions that an attribute names.
#[derive(Default)]
struct Named {
    upcast: Option<Path>,
    retry: Option<Path>,
    verify: Option<Path>,
    secret: Option<Path>,
    /// Whether there is a `target(..)`, and so what stands beside it.
    is_call: bool,
    call: CallNames,
}

/// The types that a call of a service names.
#[derive(Default)]
struct CallNames {
    response: Option<TokenStream>,
    success: Option<Path>,
    failure: Option<Path>,
}

/// The impl that says what a call's attribute names: what types they are is known where the attribute stands.
fn call(of: &Ident, names: &CallNames) -> TokenStream {
    let response = names.response.clone().unwrap_or_else(|| quote! { () });
    let success = names.success.as_ref().map(|event| {
        let made = quote_spanned! { event.span() =>
            <#event as ::core::convert::From<::buildamp::Answered<Self>>>::from(answered)
        };
        quote! {
            fn success(
                answered: ::buildamp::Answered<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                ::core::option::Option::Some(::buildamp::Follow::with(#made))
            }
        }
    });
    let failure = names.failure.as_ref().map(|event| {
        let made = quote_spanned! { event.span() =>
            <#event as ::core::convert::From<::buildamp::Failed<Self>>>::from(failed)
        };
        quote! {
            fn failure(
                failed: ::buildamp::Failed<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                ::core::option::Option::Some(::buildamp::Follow::with(#made))
            }
        }
    });
    quote! {
        ::buildamp::__engine! {
            #[automatically_derived]
            #[doc(hidden)]
            impl ::buildamp::CallNames for #of {
                type Response = #response;
                #success
                #failure
            }
        }
    }
}

fn named(arguments: &TokenStream) -> Named {
    let mut named = Named::default();
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("retry") {
            return meta.parse_nested_meta(|inner| {
                let path = path(&inner)?;
                if inner.path.is_ident("with") {
                    named.retry = path;
                }
                Ok(())
            });
        }
        if meta.input.peek(syn::token::Paren) {
            named.is_call |= meta.path.is_ident("target");
            return meta.input.parse::<Group>().map(drop);
        }
        if meta.path.is_ident("response") {
            named.call.response = response(&meta)?;
            return Ok(());
        }
        let path = path(&meta)?;
        for (key, place) in [
            ("on_success", &mut named.call.success),
            ("on_failure", &mut named.call.failure),
            ("upcast", &mut named.upcast),
            ("verify", &mut named.verify),
            ("secret", &mut named.secret),
        ] {
            if meta.path.is_ident(key) {
                path.clone_into(place);
            }
        }
        Ok(())
    });
    // What cannot be read is told where the keys are checked.
    let _ = syn::parse::Parser::parse2(parser, arguments.clone());
    named
}

/// What stands behind `=`, where it is a type or a text that is one.
fn response(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<TokenStream>> {
    if !meta.input.peek(syn::Token![=]) {
        return Ok(None);
    }
    Ok(match meta.value()?.parse()? {
        Expr::Path(it) => Some(it.to_token_stream()),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => text.parse::<Type>().ok().map(|it| it.to_token_stream()),
        _ => None,
    })
}

/// What stands behind `=`, where it is a path.
fn path(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Path>> {
    if !meta.input.peek(syn::Token![=]) {
        return Ok(None);
    }
    Ok(match meta.value()?.parse()? {
        Expr::Path(it) => Some(it.path),
        _ => None,
    })
}
