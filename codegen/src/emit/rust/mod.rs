//! From items to the Rust that stands beside the user's plain files: impls, scheduling functions, the registry of
//! handlers.
//!
//! Nothing here names a type of the user's besides the items and handlers themselves, and nothing is named that is not
//! below `::buildamp::` or `::core::`/`::std::`, so that it compiles wherever it lands.

mod beside;
mod endpoint;
mod handlers;
mod immediate;
mod kind;
mod problems;
mod serde;
mod service;
mod standard;
mod tokens;
mod webhook;

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::{Handler, Interface, Item, Model, On},
    report::Problem,
};

pub use beside::{beside, beside_of};
pub use kind::kind;
pub use problems::told_by_macro;
pub use tokens::{name, path};

/// Whether the bodies of impls do what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// They do.
    Real,
    /// They only have the right signature: the crate has a model error and cannot compile, and whatever else a body
    /// might say about it would be a second message for one mistake.
    Stub,
}

/// All that goes into a crate's `generated` module: a `compile_error!` for each of `problems`, the registry of handlers,
/// and what each item lacks.
#[must_use]
pub fn file(model: &Model, problems: &[&Problem], bodies: Bodies) -> TokenStream {
    let problems = problems
        .iter()
        .map(|problem| problems::told_by_location(problem));
    let handlers = model
        .has_handlers
        .then(|| handlers::registry(model, bodies));
    let own = |(_, item): &(usize, &Item)| item.foreign.is_none();
    let items = model
        .items
        .iter()
        .enumerate()
        .filter(own)
        .map(|(index, item)| {
            let consumers: Vec<&str> = consumers_of(index, &model.handlers).collect();
            self::item(item, &path(item), &consumers, bodies, model.interface)
        });
    quote! { #(#problems)* #handlers #(#items)* }
}

/// What an item lacks: the standard traits, serde's, and that of its kind.
#[must_use]
pub fn item(
    item: &Item,
    path: &TokenStream,
    consumers: &[&str],
    bodies: Bodies,
    interface: Interface,
) -> TokenStream {
    let lacks = item.lacks();
    let standard = [
        lacks.debug.then(|| standard::debug(item, path, bodies)),
        lacks.clone.then(|| standard::clone(item, path, bodies)),
        lacks
            .serialize
            .then(|| serde::serialize(item, path, bodies)),
        lacks
            .deserialize
            .then(|| serde::deserialize(item, path, bodies)),
    ];
    let standard: Vec<TokenStream> = standard.into_iter().flatten().collect();
    let standard = (!standard.is_empty()).then(|| tokens::unnamed(&quote! { #(#standard)* }));
    let kind = lacks
        .kind
        .then(|| kind(item, path, consumers, bodies, interface));
    let rules = endpoint::validate(item, path, bodies);
    quote! { #standard #kind #rules }
}

/// The tokens as rustfmt would print them, under a line that says whose they are.
#[must_use]
pub fn print(tokens: &TokenStream) -> String {
    let body = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(mut file) => {
            file.items.iter_mut().for_each(as_modules);
            prettyplease::unparse(&file).replace("mod __engine {", "::buildamp::__engine! {")
        }
        Err(_) => tokens.to_string(),
    };
    format!("// Written by BuildAmp. What you change here is gone with the next build.\n\n{body}")
}

/// What stands in a macro call is printed as it comes, so `__engine! { .. }` goes through the printer as a module.
fn as_modules(item: &mut syn::Item) {
    let syn::Item::Const(syn::ItemConst { expr, .. }) = item else {
        return;
    };
    let syn::Expr::Block(syn::ExprBlock { block, .. }) = expr.as_mut() else {
        return;
    };
    for statement in &mut block.stmts {
        if let syn::Stmt::Macro(call) = statement
            && call
                .mac
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "__engine")
        {
            let inside = &call.mac.tokens;
            *statement = syn::parse_quote! { mod __engine { #inside } };
        }
    }
}

fn consumers_of(index: usize, handlers: &[Handler]) -> impl Iterator<Item = &str> {
    handlers
        .iter()
        .filter(move |handler| handler.on == On::Event(index))
        .map(|handler| handler.consumer.as_str())
}
