//! A `compile_error!` for each mistake.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::report::{Noted, Problem};

/// From a macro, at the user's own tokens, so the text need not say where.
#[must_use]
pub fn told_by_macro((problem, span): &Noted) -> TokenStream {
    let text = format!("{}: {}\nhelp: {}", problem.code, problem.what, problem.help);
    quote_spanned! { *span => ::core::compile_error!(#text); }
}

/// From `OUT_DIR`, where no token has a place in the user's file, so the text says where.
pub(super) fn told_by_location(problem: &Problem) -> TokenStream {
    let at = &problem.at;
    let text = format!(
        "{}: {}\n  --> {}:{}:{}\nhelp: {}",
        problem.code, problem.what, at.file, at.line, at.column, problem.help
    );
    quote! { ::core::compile_error!(#text); }
}
