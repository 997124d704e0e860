//! The way from the impl of `Event` to its upcaster.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, Meta};

use crate::attr;

/// A function beside the type that calls what `upcast = path` names. The macro that reads the attribute writes it, so the
/// path means what it means there: private functions and imports work, and rustc tells of a wrong one at the user's own
/// tokens.
#[must_use]
pub fn upcaster(of: &Ident, arguments: &TokenStream) -> Option<TokenStream> {
    let path = path(arguments)?;
    let call = quote_spanned! { path.span() => #path(version, data) };
    Some(quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #of {
            #[doc(hidden)]
            pub(crate) fn __buildamp_upcast(
                version: u32,
                data: ::buildamp::serde_json::Value,
            ) -> ::core::result::Result<::buildamp::serde_json::Value, ::buildamp::BoxError> {
                ::buildamp::IntoUpcast::into_upcast(#call)
            }
        }
    })
}

/// The same from the attributes that stand on a type.
#[must_use]
pub fn upcaster_of(of: &Ident, attributes: &[Attribute]) -> Option<TokenStream> {
    let mut ours = attributes.iter().filter(|it| attr::is_buildamp(it));
    ours.find_map(|attribute| match &attribute.meta {
        Meta::List(list) => upcaster(of, &list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => None,
    })
}

/// What stands behind `upcast =`.
fn path(arguments: &TokenStream) -> Option<syn::Path> {
    let mut found = None;
    let parser = syn::meta::parser(|meta| {
        if meta.input.peek(syn::Token![=]) {
            let value: Expr = meta.value()?.parse()?;
            if let (true, Expr::Path(it)) = (meta.path.is_ident("upcast"), value) {
                found = Some(it.path);
            }
        }
        Ok(())
    });
    // What cannot be read is told where the keys are checked.
    let _ = syn::parse::Parser::parse2(parser, arguments.clone());
    found
}
