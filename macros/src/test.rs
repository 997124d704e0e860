//! `#[buildamp::test]`: a test that runs under tokio, with an application to test if it asks for one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Expr, FnArg, Ident, ItemFn, ReturnType, Token,
    parse::{Parse, ParseStream},
    spanned::Spanned as _,
};

const EXAMPLE: &str = "write `#[buildamp::test] async fn name(app: TestApp)`, \
                       with `#[buildamp::test(app = my_app::app(state))]` for an application of your own";

/// What stands in the brackets.
struct Arguments {
    app: Option<Expr>,
}

/// Turns an async function into a test.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the compiler hands both over"
)]
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let tokens = match (
        syn::parse2::<Arguments>(arguments),
        syn::parse2::<ItemFn>(item.clone()),
    ) {
        (Ok(arguments), Ok(function)) => test(&arguments, &function),
        (Err(error), Ok(_)) => Err(error),
        (_, Err(error)) => return error.into_compile_error(),
    };
    tokens.unwrap_or_else(|error| {
        // The function stays, so that one mistake gives one error.
        let error = error.into_compile_error();
        quote! { #error #[allow(dead_code)] #item }
    })
}

fn test(Arguments { app }: &Arguments, function: &ItemFn) -> syn::Result<TokenStream> {
    let ItemFn {
        attrs,
        vis,
        sig,
        block,
        ..
    } = function;
    if sig.asyncness.is_none() {
        return Err(problem(
            sig.fn_token.span,
            "a test of an application is async",
        ));
    }
    if let Some(second) = sig.inputs.iter().nth(1) {
        return Err(problem(
            second.span(),
            "a test takes one argument, the application under test",
        ));
    }
    let name = &sig.ident;
    let body = format_ident!("__{}", name, span = name.span());
    // A test that returns nothing stays one, as `#[should_panic]` demands; what goes wrong before it panics.
    let (returns, arrow, done) = match &sig.output {
        ReturnType::Default => (
            quote! { () },
            quote! {},
            quote! { if let ::core::result::Result::Err(error) = done { ::core::panic!("{error}") } },
        ),
        ReturnType::Type(_, ty) => (
            quote! { #ty },
            quote! { -> ::core::result::Result<#ty, ::buildamp::BoxError> },
            quote! { done },
        ),
    };
    let run = match (sig.inputs.first(), app) {
        (Some(FnArg::Receiver(receiver)), _) => {
            return Err(problem(receiver.span(), "a test is not a method"));
        }
        (Some(FnArg::Typed(argument)), app) => {
            let given = app.as_ref().map_or_else(
                || quote! { ::buildamp::testing::bare_app() },
                |app| quote! { #app },
            );
            let app = quote_spanned! { argument.ty.span() =>
                ::buildamp::testing::TestApp::new(::buildamp::testing::IntoApp::into_app(#given)?).await?
            };
            quote! { #body(#app).await }
        }
        (None, Some(app)) => {
            return Err(problem(
                app.span(),
                "the test does not take the application that it names",
            ));
        }
        (None, None) => quote! { #body().await },
    };
    let inputs = &sig.inputs;
    Ok(quote! {
        #[::core::prelude::v1::test]
        #(#attrs)*
        #vis fn #name() #arrow {
            async fn #body(#inputs) -> #returns #block
            let done: ::core::result::Result<#returns, ::buildamp::BoxError> =
                ::buildamp::testing::block_on(async { ::core::result::Result::Ok(#run) })
                    .unwrap_or_else(::core::result::Result::Err);
            #done
        }
    })
}

fn problem(at: proc_macro2::Span, what: &str) -> syn::Error {
    syn::Error::new(at, format!("{what}\nhelp: {EXAMPLE}"))
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self { app: None });
        }
        let key: Ident = input.parse()?;
        if key != "app" {
            return Err(problem(
                key.span(),
                &format!("`{key}` is no option of a test"),
            ));
        }
        input.parse::<Token![=]>()?;
        let app = Some(input.parse()?);
        input.parse::<Option<Token![,]>>()?;
        if input.is_empty() {
            Ok(Self { app })
        } else {
            Err(problem(input.span(), "a test has one option"))
        }
    }
}
