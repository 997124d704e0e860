//! `impl Webhook`: how a webhook is received.

use proc_macro2::TokenStream;
use quote::quote;

use super::Bodies;
use crate::model::{Item, Scheme, Secrets, Verify};

/// The impl; nothing where a key is missing, which was told.
pub(super) fn webhook(item: &Item, path: &TokenStream, bodies: Bodies) -> Option<TokenStream> {
    let webhook = item.options.webhook.as_deref()?;
    let name = &webhook.name;
    let verify = match (&webhook.verify, bodies) {
        (Verify::Scheme(scheme), _) => {
            let scheme = variant(*scheme);
            quote! { Scheme(::buildamp::webhook::Scheme::#scheme) }
        }
        // The macro that reads `#[buildamp(..)]` writes the function beside the type.
        (Verify::With(_), Bodies::Real) => quote! { With(Self::__buildamp_verify) },
        (Verify::With(_), Bodies::Stub) => return None,
    };
    let secrets = match (&webhook.secrets, bodies) {
        (Secrets::Variables(texts), _) => quote! { Variables(&[#(#texts),*]) },
        (Secrets::OfTenant(_), Bodies::Real) => quote! { OfTenant(Self::__buildamp_secrets) },
        (Secrets::OfTenant(_), Bodies::Stub) => return None,
    };
    let max_body = webhook.max_body.map(|bytes| {
        let bytes = proc_macro2::Literal::u32_unsuffixed(bytes);
        quote! { const MAX_BODY: usize = #bytes; }
    });
    Some(quote! {
        ::buildamp::__engine! {
            #[automatically_derived]
            impl ::buildamp::Webhook for #path {
                const NAME: &'static str = #name;
                const VERIFY: ::buildamp::webhook::Verify = ::buildamp::webhook::Verify::#verify;
                const SIGNED_WITH: ::buildamp::webhook::Secrets = ::buildamp::webhook::Secrets::#secrets;
                #max_body
            }
        }
    })
}

fn variant(scheme: Scheme) -> TokenStream {
    match scheme {
        Scheme::Standard => quote! { Standard },
        Scheme::Stripe => quote! { Stripe },
        Scheme::Github => quote! { Github },
        Scheme::Slack => quote! { Slack },
        Scheme::Shopify => quote! { Shopify },
    }
}
