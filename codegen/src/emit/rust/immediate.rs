//! What `event_store = false` makes of an event: its trait, and the ways to hand it over in the process.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Bodies,
    kind::{about, durable, payload, secrets, template, timeout},
    tokens::{Generics, docs, generics},
};
use crate::model::Item;

pub(super) fn event(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let durable = durable(item);
    let timeout = timeout(item);
    let secrets = secrets(item);
    let subject = template(&quote! { subject }, &item.options.subject, bodies);
    quote! {
        #[automatically_derived]
        impl #impls ::buildamp::immediate::Event for #path #types #bounds {
            const TYPE: &'static str = #durable;
            #timeout
            #secrets
            #subject
        }
    }
}

/// The methods that hand it over. They build on the trait alone, so they need no stub.
pub(super) fn ways(item: &Item, path: &TokenStream, consumers: &[&str]) -> TokenStream {
    let Generics {
        impls,
        types,
        bounds,
    } = generics(item, None, &payload());
    let about = about(item, consumers);
    let documented = |says: &str| docs(&format!("{says}\n\n{about}"));
    let emit = documented(
        "Hands this event to the handlers of this process, by `&cx`: fire and forget, nothing stores it.\n\n\
         # Errors\nThe queue is full and `immediate.when_full` does not say otherwise; the event cannot be serialised.",
    );
    let schedule = documented(
        "As `emit`, once `delay` has passed. The timer can be cancelled, and is gone with the process.\n\n\
         # Errors\n`immediate.timers` wait already; the event cannot be serialised.",
    );
    let schedule_at =
        documented("As `schedule`, no earlier than `time`.\n\n# Errors\nAs `schedule`.");
    quote! {
        ::buildamp::__engine! {
            impl #impls #path #types #bounds {
                #emit
                pub fn emit(
                    self,
                    cx: impl ::buildamp::immediate::Way,
                ) -> ::buildamp::immediate::Emitting {
                    ::buildamp::immediate::emit(self, &cx)
                }

                #schedule
                pub fn schedule(
                    self,
                    cx: impl ::buildamp::immediate::Way,
                    delay: ::core::time::Duration,
                ) -> ::buildamp::Result<::buildamp::immediate::Timer> {
                    ::buildamp::immediate::schedule(self, &cx, ::buildamp::Due::After(delay))
                }

                #schedule_at
                pub fn schedule_at(
                    self,
                    cx: impl ::buildamp::immediate::Way,
                    time: impl ::core::convert::Into<::std::time::SystemTime>,
                ) -> ::buildamp::Result<::buildamp::immediate::Timer> {
                    ::buildamp::immediate::schedule(self, &cx, ::buildamp::Due::At(time.into()))
                }
            }
        }
    }
}
