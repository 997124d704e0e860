//! The story of a chain of events: what caused what, and what became of it.

use std::{collections::HashMap, fmt};

use crate::{
    Attempt, CorrelationId, Delivery, Envelope, EventId, Result,
    store::{EventFilter, Records},
};

/// All events of one correlation as a tree: each stands after its cause and one deeper. [`Display`](fmt::Display)
/// prints it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trace {
    /// The events, causes before what they caused.
    pub events: Vec<Traced>,
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Traced {
    /// How many causes stand above it.
    pub depth: usize,
    /// The event.
    pub event: Envelope,
    /// What became of it, per consumer.
    pub deliveries: Vec<TracedDelivery>,
}

/// What became of an event at one consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TracedDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// Its attempts, in order.
    pub attempts: Vec<Attempt>,
}

impl Trace {
    pub(crate) async fn read(records: &dyn Records, correlation: CorrelationId) -> Result<Self> {
        let filter = EventFilter {
            correlation_id: Some(correlation),
            ..EventFilter::default()
        };
        let events = records.events(&filter).await?;
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        let mut deliveries: HashMap<EventId, Vec<TracedDelivery>> = HashMap::new();
        for delivery in records.deliveries(&ids).await? {
            let attempts = records.attempts(delivery.id).await?;
            deliveries
                .entry(delivery.event)
                .or_default()
                .push(TracedDelivery { delivery, attempts });
        }
        let place = |(depth, event): (usize, Envelope)| {
            let deliveries = deliveries.remove(&event.id).unwrap_or_default();
            Traced {
                depth,
                event,
                deliveries,
            }
        };
        Ok(Self {
            events: tree(events).into_iter().map(place).collect(),
        })
    }
}

/// Puts events in the order of a tree. Without recursion, since a chain may be of any length.
fn tree(events: Vec<Envelope>) -> Vec<(usize, Envelope)> {
    let here: HashMap<EventId, usize> = events
        .iter()
        .enumerate()
        .map(|(at, event)| (event.id, at))
        .collect();
    let cause = |event: &Envelope| event.causation_id.filter(|cause| here.contains_key(cause));
    let mut children: HashMap<Option<EventId>, Vec<Envelope>> = HashMap::new();
    for event in events.into_iter().rev() {
        children.entry(cause(&event)).or_default().push(event);
    }
    let mut open: Vec<(usize, Envelope)> = Vec::new();
    let mut placed = Vec::with_capacity(here.len());
    open.extend(
        children
            .remove(&None)
            .into_iter()
            .flatten()
            .map(|event| (0, event)),
    );
    while let Some((depth, event)) = open.pop() {
        open.extend(
            children
                .remove(&Some(event.id))
                .into_iter()
                .flatten()
                .map(|child| (depth + 1, child)),
        );
        placed.push((depth, event));
    }
    placed
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Traced {
            depth,
            event,
            deliveries,
        } in &self.events
        {
            let indent = "  ".repeat(*depth);
            writeln!(
                f,
                "{indent}{} {} {}",
                event.time, event.event_type, event.id
            )?;
            for TracedDelivery { delivery, attempts } in deliveries {
                writeln!(f, "{indent}  → {} {}", delivery.consumer, delivery.state)?;
                for attempt in attempts {
                    let error = attempt
                        .error
                        .as_ref()
                        .map(|error| format!(": {error}"))
                        .unwrap_or_default();
                    writeln!(
                        f,
                        "{indent}    #{} {} {}{error}",
                        attempt.number, attempt.started_at, attempt.outcome
                    )?;
                }
            }
        }
        Ok(())
    }
}
