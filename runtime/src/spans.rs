//! The spans of an emit and of an attempt, for `tracing`. They name the event and its consumer, never data and never a
//! session. Where nobody listens they cost nothing.
//!
//! Behind the feature `otel` an OpenTelemetry trace goes through events: an emit writes the place in the trace down, as W3C
//! Trace Context has it, and the attempt goes on from there, in whichever process.

use tracing::{Span, field};

use crate::{Envelope, EventId, Tenancy, context::Scope, emit, store::Claimed};

#[cfg(feature = "otel")]
mod otel;

/// Around an emit.
pub(crate) fn emit(event_type: &'static str, tenancy: Tenancy, scope: &Scope) -> Span {
    let span = tracing::info_span!(
        "buildamp.emit",
        event_type,
        event_id = field::Empty,
        tenant = emit::tenant(tenancy, scope),
    );
    #[cfg(feature = "otel")]
    otel::begin(&span, scope);
    span
}

/// Which event it is, of several the first.
pub(crate) fn emitted(id: Option<EventId>) {
    if let Some(id) = id {
        Span::current().record("event_id", field::display(id));
    }
}

/// What an event that is emitted here says of the trace that it belongs to. A scope that belongs to one keeps it.
pub(crate) fn traceparent(scope: &Scope) -> Option<String> {
    #[cfg(feature = "otel")]
    if let Some(here) = otel::here(scope) {
        return Some(here);
    }
    scope.traceparent.clone()
}

/// Around an attempt, with the handler in it.
pub(crate) fn process(claimed: &Claimed) -> Span {
    let event = &claimed.event;
    let span = tracing::info_span!(
        parent: None,
        "buildamp.process",
        event_type = event.event_type,
        event_id = %event.id,
        consumer = claimed.consumer,
        delivery = %claimed.delivery,
        attempt = claimed.attempt,
        tenant = event.tenant,
    );
    #[cfg(feature = "otel")]
    otel::go_on(&span, event.traceparent.as_deref());
    span
}

/// Around a run for a batch of deliveries, which are of one consumer and one tenant.
pub(crate) fn process_batch(claimed: &[Claimed]) -> Span {
    let first = claimed.first();
    tracing::info_span!(
        parent: None,
        "buildamp.process",
        event_type = first.map(|it| it.event.event_type.as_str()),
        consumer = first.map(|it| it.consumer.as_str()),
        deliveries = claimed.len(),
        tenant = first.map(|it| it.event.tenant.as_str()),
    )
}

/// Around a handler of an event that was handed over without a store.
pub(crate) fn handle(event: &Envelope, consumer: &str) -> Span {
    let span = tracing::info_span!(
        parent: None,
        "buildamp.process",
        event_type = event.event_type,
        event_id = %event.id,
        consumer,
        tenant = event.tenant,
    );
    #[cfg(feature = "otel")]
    otel::go_on(&span, event.traceparent.as_deref());
    span
}
