//! `impl ServiceCall`: where a call goes, and what it is answered with.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Bodies, kind::length};
use crate::model::{Call, Content, Item, Method};

/// The impl. Where a key is missing or wrong, which was told, one that calls nobody, so that nothing else is wrong.
pub(super) fn service(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let call = item.options.call.as_deref();
    let body = match (call, bodies) {
        (Some(call), Bodies::Real) => real(call),
        (Some(_), Bodies::Stub) | (None, _) => quote! {
            type Response = ();
            const TARGET: ::buildamp::Target = ::buildamp::Target::get("");
        },
    };
    quote! {
        ::buildamp::__engine! {
            #[automatically_derived]
            impl ::buildamp::ServiceCall for #path { #body }
        }
    }
}

/// What the attribute names by paths is in the impl beside the type, which its macro writes.
fn real(call: &Call) -> TokenStream {
    let target = target(call);
    let follows = call.follows;
    let success = follows.success.then(|| {
        quote! {
            fn on_success(
                answered: ::buildamp::Answered<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                <Self as ::buildamp::CallNames>::success(answered)
            }
        }
    });
    let failure = follows.failure.then(|| {
        quote! {
            fn on_failure(
                failed: ::buildamp::Failed<Self>,
            ) -> ::core::option::Option<::buildamp::Follow> {
                <Self as ::buildamp::CallNames>::failure(failed)
            }
        }
    });
    quote! {
        type Response = <Self as ::buildamp::CallNames>::Response;
        const TARGET: ::buildamp::Target = #target;
        #success
        #failure
    }
}

fn target(call: &Call) -> TokenStream {
    let (method, url) = (method(call.method), &call.url);
    let auth = call.auth.as_ref().map(|auth| quote! { .auth(#auth) });
    let headers = &call.headers;
    let headers = (!headers.is_empty()).then(|| {
        let pairs = headers
            .iter()
            .map(|(name, value)| quote! { (#name, #value) });
        quote! { .headers(&[#(#pairs),*]) }
    });
    let timeout = call.timeout.map(|timeout| {
        let timeout = length(timeout);
        quote! { .timeout(#timeout) }
    });
    let content = match call.content {
        Content::Json => None,
        Content::Form => Some(quote! { .content(::buildamp::Content::Form) }),
        Content::Multipart => Some(quote! { .content(::buildamp::Content::Multipart) }),
    };
    let max_answer = call.max_answer.map(|bytes| {
        let bytes = Literal::u32_unsuffixed(bytes);
        quote! { .max_answer(#bytes) }
    });
    quote! {
        ::buildamp::Target::new(::buildamp::Method::#method, #url) #auth #headers #timeout #content #max_answer
    }
}

fn method(method: Method) -> TokenStream {
    match method {
        Method::Get => quote! { Get },
        Method::Post => quote! { Post },
        Method::Put => quote! { Put },
        Method::Patch => quote! { Patch },
        Method::Delete => quote! { Delete },
    }
}
