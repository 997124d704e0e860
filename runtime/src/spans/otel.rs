//! Between `traceparent` and OpenTelemetry: <https://www.w3.org/TR/trace-context/#traceparent-header>.

use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::context::Scope;

/// An emit that is in no trace yet is part of its scope's.
pub(super) fn begin(span: &Span, scope: &Scope) {
    if scope.traceparent.is_some() && current().is_none() {
        go_on(span, scope.traceparent.as_deref());
    }
}

/// Makes a span the child of what a `traceparent` names, if it names something.
pub(super) fn go_on(span: &Span, traceparent: Option<&str>) {
    if let Some(parent) = traceparent.and_then(read) {
        // Fails where the application has no layer for OpenTelemetry, or filters this span out: there is no trace then.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

/// The current place in the trace, unless the scope belongs to another trace.
pub(super) fn here(scope: &Scope) -> Option<String> {
    let here = current()?;
    let known = scope.traceparent.as_deref().and_then(read);
    if known.is_some_and(|known| known.trace_id() != here.trace_id()) {
        return None;
    }
    let (trace, span, flags) = (here.trace_id(), here.span_id(), here.trace_flags());
    Some(format!("00-{trace}-{span}-{flags:02x}"))
}

fn current() -> Option<SpanContext> {
    let context = Span::current().context();
    let here = context.span().span_context().clone();
    here.is_valid().then_some(here)
}

fn read(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (Some("00"), Some(trace), Some(span), Some(flags), None) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return None;
    };
    let flags = u8::from_str_radix(flags, 16).ok()?;
    let read = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(flags),
        true,
        TraceState::default(),
    );
    read.is_valid().then_some(read)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_no_traceparent_begins_no_trace() {
        let valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(read(valid).is_some());
        for wrong in [
            "",
            "00",
            "00-x-y-z",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-02",
        ] {
            assert!(read(wrong).is_none(), "{wrong:?}");
        }
    }
}
