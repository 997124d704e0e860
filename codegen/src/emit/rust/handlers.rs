//! `pub fn handlers()`: the registry of what was found under `src/handlers/`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Bodies,
    kind::filled,
    tokens::{docs, name, path, written},
};
use crate::model::{
    Batch, Coalesce, EndpointHandler, Handler, Interface, Kind, Limits, Mode, Model, On, Rate,
    StateOf, Takes,
};

/// The function, over the state that the handlers' contexts carry; over any state when none takes a context.
pub(super) fn registry(model: &Model, bodies: Bodies) -> TokenStream {
    let state = model
        .handlers
        .iter()
        .map(|handler| handler.state.as_ref())
        .chain(model.endpoints.iter().map(|it| it.state.as_ref()))
        .find_map(|state| state)
        .map(state);
    let (generics, state) = match state {
        Some(state) => (TokenStream::new(), state),
        None => (
            quote! { <S: ::core::marker::Send + ::core::marker::Sync + 'static> },
            quote! { S },
        ),
    };
    let (list, app) = match model.interface {
        Interface::Reliable => (
            quote! { ::buildamp::Handlers },
            "[`buildamp::App::handlers`]",
        ),
        Interface::Immediate => (
            quote! { ::buildamp::immediate::Handlers },
            "[`buildamp::immediate::App::handlers`]",
        ),
    };
    let documented = docs(&format!("Every handler under `src/handlers/`, for {app}."));
    let body = match bodies {
        Bodies::Real => {
            let registrations = model
                .handlers
                .iter()
                .map(|handler| registration(model, handler));
            let others = match model.interface {
                Interface::Reliable => self::others(model).collect(),
                Interface::Immediate => Vec::new(),
            };
            let endpoints = model.endpoints.iter().map(|it| endpoint(model, it));
            quote! { #list::new() #(#registrations)* #(#others)* #(#endpoints)* }
        }
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! {
        #documented
        #[must_use]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        pub fn handlers #generics() -> #list<#state> { #body }
    }
}

fn state(state: &StateOf) -> TokenStream {
    match state {
        StateOf::Alias(alias) => {
            let alias = written(alias);
            quote! { <#alias as ::buildamp::HasState>::State }
        }
        StateOf::State(path) => written(path),
    }
}

/// The events that no handler takes by itself, how long they are kept is to be known nevertheless, all webhooks, and all calls of services.
fn others(model: &Model) -> impl Iterator<Item = TokenStream> {
    let is_handled = |index| {
        let takes = |handler: &Handler| matches!(handler.on, On::Event(event) if event == index);
        model.handlers.iter().any(takes)
    };
    let others = model.items.iter().enumerate();
    others.filter_map(move |(index, item)| {
        let event = path(item);
        match item.kind {
            Kind::Event if !is_handled(index) => Some(quote! { .event::<#event>() }),
            // Whether or not it is handled, it is received.
            Kind::Webhook => Some(quote! { .webhook::<#event>() }),
            // Whoever else handles it, it is called.
            Kind::Service => Some(quote! { .service::<#event>() }),
            Kind::Event | Kind::Sse | Kind::Api | Kind::Session | Kind::Plain => None,
        }
    })
}

fn registration(model: &Model, handler: &Handler) -> TokenStream {
    let consumer = &handler.consumer;
    let function = handler.path.iter().map(|segment| name(segment));
    let (patterns, arguments) = match (handler.takes, model.interface) {
        (Takes::Event, Interface::Reliable) => (quote! { |event, _, _| }, quote! { event }),
        (Takes::Context, Interface::Reliable) => (quote! { |event, cx, _| }, quote! { event, &cx }),
        // Without a store none takes a transaction: that was told.
        (Takes::Event | Takes::Tx, Interface::Immediate) => {
            (quote! { |event, _| }, quote! { event })
        }
        (Takes::Context | Takes::ContextAndTx, Interface::Immediate) => {
            (quote! { |event, cx| }, quote! { event, &cx })
        }
        (Takes::Tx, Interface::Reliable) => (quote! { |event, _, tx| }, quote! { event, tx }),
        (Takes::ContextAndTx, Interface::Reliable) => {
            (quote! { |event, cx, tx| }, quote! { event, &cx, tx })
        }
    };
    let returned = match model.interface {
        Interface::Reliable => quote! { ::buildamp::IntoOutcome::into_outcome },
        Interface::Immediate => quote! { ::buildamp::immediate::IntoEnd::into_end },
    };
    let returned = match handler.batch {
        Some(_) => quote! { ::buildamp::IntoBatchEnd::into_batch_end },
        None => returned,
    };
    let call = quote! {
        #patterns ::std::boxed::Box::pin(async move {
            #returned(crate #(::#function)*(#arguments).await)
        })
    };
    let on = match &handler.on {
        On::Event(index) => {
            let event = model.items.get(*index).map(path);
            let batch = handler.batch.map(batch);
            let on = if batch.is_some() {
                quote! { on_batch }
            } else {
                quote! { on }
            };
            let batch = batch.map(|batch| quote! { #batch, });
            quote! { .#on::<#event, _>(#consumer, #batch #call) }
        }
        On::Glob(glob) => quote! { .on_glob(#consumer, #glob, #call) },
    };
    let limited = limited(&handler.limits);
    let mode = mode(handler.mode);
    let coalesced = coalesced(model, handler);
    let secrets = &handler.secret_result;
    let secrets = (!secrets.is_empty()).then(|| quote! { .secret_result(&[#(#secrets),*]) });
    quote! { #on #limited #mode #coalesced #secrets }
}

/// The function that answers a request.
fn endpoint(model: &Model, handler: &EndpointHandler) -> TokenStream {
    let request = model.items.get(handler.request).map(path);
    let function = handler.path.iter().map(|segment| name(segment));
    let (patterns, arguments) = match handler.takes {
        Takes::Event => (quote! { |request, _, _| }, quote! { request }),
        Takes::Context => (quote! { |request, cx, _| }, quote! { request, &cx }),
        Takes::Tx => (quote! { |request, _, tx| }, quote! { request, tx }),
        Takes::ContextAndTx => (quote! { |request, cx, tx| }, quote! { request, &cx, tx }),
    };
    quote! {
        .endpoint::<#request, _>(#patterns ::std::boxed::Box::pin(async move {
            ::core::result::Result::map_err(
                crate #(::#function)*(#arguments).await,
                ::core::convert::Into::<::buildamp::BoxError>::into,
            )
        }))
    }
}

fn batch(Batch { max, wait }: Batch) -> TokenStream {
    let (seconds, nanos) = (wait.as_secs(), wait.subsec_nanos());
    let wait =
        (!wait.is_zero()).then(|| quote! { .wait(::core::time::Duration::new(#seconds, #nanos)) });
    quote! { ::buildamp::Batch::new(#max) #wait }
}

/// When the handler that was registered last runs; nothing where that is as by default.
fn mode(mode: Mode) -> TokenStream {
    match mode {
        Mode::Durable => TokenStream::new(),
        Mode::Inline => quote! { .mode(::buildamp::Mode::Inline) },
        Mode::InlineRequired => quote! { .mode(::buildamp::Mode::InlineRequired) },
        Mode::Ephemeral => quote! { .mode(::buildamp::Mode::Ephemeral) },
    }
}

/// How events are merged for the handler that was registered last; nothing where they are not.
fn coalesced(model: &Model, handler: &Handler) -> Option<TokenStream> {
    let Coalesce { key, window } = handler.coalesce.as_ref()?;
    let On::Event(event) = handler.on else {
        return None;
    };
    let event = path(model.items.get(event)?);
    let key = filled(&quote! { event }, key);
    let (seconds, nanos) = (window.as_secs(), window.subsec_nanos());
    Some(quote! {
        .coalesced(::core::time::Duration::new(#seconds, #nanos), |event: &#event| #key)
    })
}

/// What the consumer that was registered last is held to; nothing where that is nothing.
fn limited(limits: &Limits) -> TokenStream {
    if *limits == Limits::default() {
        return TokenStream::new();
    }
    let concurrency = limits
        .concurrency
        .map(|most| quote! { .concurrency(#most) });
    let per_key = limits
        .concurrency_per_key
        .map(|most| quote! { .concurrency_per_key(#most) });
    let rates = [
        (quote! { rate }, limits.rate),
        (quote! { rate_per_key }, limits.rate_per_key),
    ];
    let rates = rates.iter().filter_map(|(method, rate)| {
        let Rate { starts, per } = (*rate)?;
        let (seconds, nanos) = (per.as_secs(), per.subsec_nanos());
        Some(quote! {
            .#method(::buildamp::Rate::new(#starts, ::core::time::Duration::new(#seconds, #nanos)))
        })
    });
    let in_order = limits.in_order.then(|| quote! { .in_order() });
    quote! { .limited(::buildamp::Limits::new() #concurrency #per_key #(#rates)* #in_order) }
}
