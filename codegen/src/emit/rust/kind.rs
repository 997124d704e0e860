//! The trait of a kind, and the functions that send an event or a message on its way.
//!
//! Both doors end here: a folder's items from `build.rs`, and the derives. The tokens differ in the path alone.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Bodies, endpoint, immediate,
    service::service,
    tokens::{Generics, docs, generics, name, plain, unnamed},
    webhook::webhook,
};
use crate::model::{Interface, Item, Keep, Kind, Overflow, Retry, TemplatePart};

/// What the kind of `item` adds to it. `consumers` are for the docs; a derive knows of none.
#[must_use]
pub fn kind(
    item: &Item,
    path: &TokenStream,
    consumers: &[&str],
    bodies: Bodies,
    interface: Interface,
) -> TokenStream {
    match (item.kind, interface) {
        (Kind::Event, Interface::Immediate) => {
            let event = immediate::event(item, path, bodies);
            let ways = immediate::ways(item, path, consumers);
            unnamed(&quote! { #event #ways })
        }
        // What sends a message keeps it in the store.
        (Kind::Sse, Interface::Immediate) => unnamed(&sse_message(item, path, bodies)),
        (Kind::Event, Interface::Reliable) => {
            let event = event(item, path, bodies);
            let builder = builder(item, path, consumers);
            unnamed(&quote! { #event #builder })
        }
        (Kind::Sse, Interface::Reliable) => {
            let message = sse_message(item, path, bodies);
            let sender = sender(item, path);
            unnamed(&quote! { #message #sender })
        }
        (Kind::Webhook, Interface::Reliable) => {
            let event = event(item, path, bodies);
            let builder = builder(item, path, consumers);
            let webhook = webhook(item, path, bodies);
            unnamed(&quote! { #event #builder #webhook })
        }
        (Kind::Service, Interface::Reliable) => {
            let event = event(item, path, bodies);
            let builder = builder(item, path, consumers);
            let service = service(item, path, bodies);
            unnamed(&quote! { #event #builder #service })
        }
        // Without a store there are no requests: that was told.
        (Kind::Api, _) => unnamed(&endpoint::endpoint(item, path, bodies)),
        // That was told.
        (Kind::Webhook | Kind::Service, Interface::Immediate)
        | (Kind::Session | Kind::Plain, _) => TokenStream::new(),
    }
}

/// What `Event` and `SseMessage` demand of a type that is generic.
pub(super) fn payload() -> TokenStream {
    quote! {
        ::buildamp::serde::Serialize + ::buildamp::serde::de::DeserializeOwned + ::core::clone::Clone
            + ::core::fmt::Debug + ::core::marker::Send + ::core::marker::Sync + 'static
    }
}

fn event(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let durable = durable(item);
    let version = item
        .options
        .version
        .map(|version| quote! { const VERSION: u32 = #version; });
    // The macro that reads `#[buildamp(..)]` writes the function beside the type.
    let upcast = match (&item.options.upcast, bodies) {
        (Some(_), Bodies::Real) => Some(quote! {
            const UPCAST: ::core::option::Option<::buildamp::Upcast> =
                ::core::option::Option::Some(Self::__buildamp_upcast);
        }),
        (Some(_), Bodies::Stub) | (None, _) => None,
    };
    let priority = item.options.priority.map(|priority| {
        quote! { const PRIORITY: ::buildamp::Priority = ::buildamp::Priority(#priority); }
    });
    let max_attempts = item.options.max_attempts.map(|attempts| {
        quote! {
            const MAX_ATTEMPTS: ::core::option::Option<u32> = ::core::option::Option::Some(#attempts);
        }
    });
    let retry = retry(item.options.retry.as_ref(), bodies);
    let timeout = timeout(item);
    let keep = item.options.keep.map(|keep| {
        let keep = match keep {
            Keep::For(time) => {
                let time = length(time);
                quote! { For(#time) }
            }
            Keep::Forever => quote! { Forever },
        };
        quote! {
            const KEEP: ::core::option::Option<::buildamp::Keep> =
                ::core::option::Option::Some(::buildamp::Keep::#keep);
        }
    });
    let progress = item
        .options
        .progress
        .then(|| quote! { const PROGRESS: bool = true; });
    let secrets = secrets(item);
    let subject = template(&quote! { subject }, &item.options.subject, bodies);
    let partition_key = &item.options.partition_key;
    let partition_key = template(&quote! { partition_key }, partition_key, bodies);
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::Event for #path #types #bounds {
            const TYPE: &'static str = #durable;
            #version
            #upcast
            #priority
            #max_attempts
            #retry
            #timeout
            #keep
            #progress
            #secrets
            #subject
            #partition_key
        }
    }
}

/// How long a handler may take; nothing where that is left to the configuration.
pub(super) fn timeout(item: &Item) -> Option<TokenStream> {
    let longest = length(item.options.timeout?);
    Some(quote! {
        const TIMEOUT: ::core::option::Option<::core::time::Duration> =
            ::core::option::Option::Some(#longest);
    })
}

/// Where its secrets are; nothing where it has none.
pub(super) fn secrets(item: &Item) -> Option<TokenStream> {
    let secrets = &item.options.secrets;
    (!secrets.is_empty())
        .then(|| quote! { const SECRETS: &'static [&'static str] = &[#(#secrets),*]; })
}

/// How attempts are spaced; nothing where that is left to the configuration.
fn retry(policy: Option<&Retry>, bodies: Bodies) -> Option<TokenStream> {
    let policy = match (policy?, bodies) {
        (Retry::Exponential { base, cap }, _) => {
            let (base, cap) = (length(*base), length(*cap));
            quote! { Exponential { base: #base, cap: #cap } }
        }
        (Retry::Fixed(wait), _) => {
            let wait = length(*wait);
            quote! { Fixed(#wait) }
        }
        // The macro that reads `#[buildamp(..)]` writes the function beside the type.
        (Retry::With(_), Bodies::Real) => quote! { With(Self::__buildamp_retry) },
        (Retry::With(_), Bodies::Stub) => return None,
    };
    Some(quote! {
        const RETRY: ::core::option::Option<::buildamp::Retry> =
            ::core::option::Option::Some(::buildamp::Retry::#policy);
    })
}

pub(super) fn length(of: Duration) -> TokenStream {
    let (seconds, nanos) = (of.as_secs(), of.subsec_nanos());
    quote! { ::core::time::Duration::new(#seconds, #nanos) }
}

/// The method that fills a template; nothing where there is none.
pub(super) fn template(
    method: &TokenStream,
    parts: &[TemplatePart],
    bodies: Bodies,
) -> TokenStream {
    if parts.is_empty() {
        return TokenStream::new();
    }
    let body = match bodies {
        Bodies::Real => {
            let filled = filled(&quote! { self }, parts);
            quote! { ::core::option::Option::Some(#filled) }
        }
        Bodies::Stub => quote! { ::core::unreachable!() },
    };
    quote! { fn #method(&self) -> ::core::option::Option<::std::string::String> { #body } }
}

/// A template with the fields of a value.
pub(super) fn filled(of: &TokenStream, parts: &[TemplatePart]) -> TokenStream {
    let template: String = parts
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.replace('{', "{{").replace('}', "}}"),
            TemplatePart::Field(_) => "{}".to_owned(),
        })
        .collect();
    let fields = parts.iter().filter_map(|part| match part {
        TemplatePart::Text(_) => None,
        TemplatePart::Field(field) => Some(name(field)),
    });
    quote! { ::std::format!(#template #(, #of.#fields)*) }
}

fn sse_message(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let durable = durable(item);
    let overflow = item.options.overflow.map(|policy| {
        let policy = match policy {
            Overflow::Disconnect => quote! { Disconnect },
            Overflow::DropOldest => quote! { DropOldest },
        };
        quote! { const OVERFLOW: ::buildamp::Overflow = ::buildamp::Overflow::#policy; }
    });
    let coalesce_key = template(&quote! { coalesce_key }, &item.options.coalesce, bodies);
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::SseMessage for #path #types #bounds {
            const TYPE: &'static str = #durable;
            #overflow
            #coalesce_key
        }
    }
}

/// The method that sends a message with a transaction. It builds on `SseMessage` alone, so it needs no stub.
fn sender(item: &Item, path: &TokenStream) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let emit = docs(&format!(
        "Sends this message to the session behind the transaction `tx`: it leaves when that commits.\n\
         `cx.send(..)` leaves at once.\n\n`{}` is the message `{}` of `{}`.\n\n\
         # Errors\nNo session stands behind `tx`, the message cannot be serialised, or the store refuses it.",
        plain(&item.ident),
        durable(item),
        item.at.file
    ));
    quote! {
        ::buildamp::__engine! {
            impl #impls #path #types #bounds {
                #emit
                pub async fn emit(self, tx: &mut ::buildamp::Tx<'_>) -> ::buildamp::Result<()> {
                    tx.send(self).to_session().await
                }
            }
        }
    }
}

/// The methods that begin the way out. They build on `Event` alone, so they need no stub.
fn builder(item: &Item, path: &TokenStream, consumers: &[&str]) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let about = about(item, consumers);
    let documented = |says: &str| docs(&format!("{says}\n\n{about}"));
    let schedule = documented("Emits this event so that it is handled once `delay` has passed.");
    let schedule_at = documented("Emits this event so that it is handled no earlier than `time`.");
    let priority =
        documented("Says who goes first among the deliveries that are due: lower first.");
    let max_attempts =
        documented("Says how often each delivery is tried before it is dead, from 1.");
    let key = documented(
        "Lets at most one event of this type and tenant carry `key`: emitting it again stores nothing and returns\n\
         the id of the first.",
    );
    let debounce = documented(
        "Emits this event so that it is handled once `quiet` has passed without another one of this type, tenant and\n\
         `key`: the next one takes its place as long as it waits.",
    );
    let emit = docs(&format!(
        "Appends this event and its deliveries in the transaction `tx`: it exists once that commits.\n\n{about}\n\n\
         # Errors\nThe event cannot be serialised, or the store refuses it; the transaction cannot commit then."
    ));
    quote! {
        impl #impls #path #types #bounds {
            #schedule
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn schedule(self, delay: ::core::time::Duration) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).schedule(delay)
            }

            #schedule_at
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn schedule_at(
                self,
                time: impl ::core::convert::Into<::std::time::SystemTime>,
            ) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).schedule_at(time)
            }

            #priority
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn priority(self, priority: ::buildamp::Priority) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).priority(priority)
            }

            #max_attempts
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn max_attempts(self, attempts: u32) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).max_attempts(attempts)
            }

            #key
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn idempotency_key(
                self,
                key: impl ::core::convert::Into<::std::string::String>,
            ) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).idempotency_key(key)
            }

            #debounce
            #[must_use = "nothing is emitted before `.emit(&mut tx).await`"]
            pub fn debounce(
                self,
                key: impl ::core::convert::Into<::std::string::String>,
                quiet: ::core::time::Duration,
            ) -> ::buildamp::Emission<Self> {
                ::buildamp::Emission::new(self).debounce(key, quiet)
            }
        }

        ::buildamp::__engine! {
            impl #impls #path #types #bounds {
                #emit
                pub async fn emit(
                    self,
                    tx: &mut ::buildamp::Tx<'_>,
                ) -> ::buildamp::Result<::buildamp::EventId> {
                    ::buildamp::Emission::new(self).emit(tx).await
                }
            }
        }
    }
}

/// "`email.send_welcome_email` from src/models/events/email.rs. Handled by `email::send_welcome_email`."
pub(super) fn about(item: &Item, consumers: &[&str]) -> String {
    let (name, durable, file) = (plain(&item.ident), durable(item), &item.at.file);
    let begins = format!("`{name}` is the event `{durable}` of `{file}`.");
    match (consumers, item.options.log_only) {
        ([], true) => format!("{begins} It is for the log only."),
        ([], false) => begins,
        (consumers, _) => {
            let consumers: Vec<String> = consumers
                .iter()
                .map(|consumer| format!("`{consumer}`"))
                .collect();
            format!("{begins} Handled by {}.", consumers.join(", "))
        }
    }
}

/// The durable name: each kind that has a trait has one.
pub(super) fn durable(item: &Item) -> &str {
    item.durable.as_deref().unwrap_or_default()
}
