//! All that is on record, beside what ought to be.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;

use super::{
    super::transitions::is_legal,
    state::{Held, Model},
};
use crate::{
    EventId, EventQueue, State, Stats,
    store::{Consumer, Delivery, DeliveryId, Store, Worker},
};

/// As a store shows it.
#[derive(Debug)]
pub(super) struct Record {
    deliveries: Vec<Delivery>,
    consumers: Vec<Consumer>,
    queue: EventQueue,
    stats: Stats,
    /// For all consumers.
    next_due: Option<Timestamp>,
    open: u64,
}

impl Record {
    pub(super) async fn of(store: &dyn Store, model: &Model) -> crate::Result<Self> {
        let records = store.records();
        let events: Vec<EventId> = model.events.iter().map(|it| it.new.id).collect();
        let names = model.consumers.iter().map(|it| it.spec.name.clone());
        let names: Vec<String> = names.collect();
        Ok(Self {
            deliveries: records.deliveries(&events).await?,
            consumers: records.consumers(model.now).await?,
            queue: records.queue(model.now).await?,
            stats: records.stats(model.now).await?,
            next_due: records.next_due(&names).await?,
            open: records.open(&names).await?,
        })
    }
}

impl Model {
    /// Whether that is on record which ought to be.
    pub(super) fn is_so(&self, record: &Record) -> Result<()> {
        ensure!(
            record.deliveries.len() == self.deliveries.len(),
            "{} deliveries, not {}",
            record.deliveries.len(),
            self.deliveries.len()
        );
        for delivery in &record.deliveries {
            let held = self.deliveries.get(&delivery.id);
            let held = held.with_context(|| format!("{delivery:?} is unknown"))?;
            ensure!(
                *delivery == self.shown(held, delivery),
                "{delivery:?} ought to be {held:?}"
            );
        }
        self.consumers_are_so(&record.consumers)?;
        self.stats_are_so(record.stats)?;
        self.queue_is_so(record)
    }

    /// Whether each delivery may have come from where it stood in this model to where it stands on record.
    pub(super) fn may_become(&self, record: &Record) -> Result<()> {
        let found = record.deliveries.iter().map(|it| (it.id, it.state));
        let found: HashMap<DeliveryId, State> = found.collect();
        for (id, before) in &self.deliveries {
            let is_legal = match found.get(id) {
                Some(after) => before.state == *after || is_legal(before.state, *after),
                None => !before.is_open(),
            };
            ensure!(
                is_legal,
                "{id} was {}, and is {:?}",
                before.state,
                found.get(id)
            );
        }
        Ok(())
    }

    fn stats_are_so(&self, stats: Stats) -> Result<()> {
        let events = self.events.iter().filter(|it| !it.is_gone);
        let consumers = self.consumers.iter();
        let consumers = consumers.filter(|it| it.is_known && !it.is_retired);
        let workers = self.workers.iter();
        let workers = workers.filter(|it| it.alive_until >= self.now);
        ensure!(
            (stats.events, stats.consumers, stats.workers)
                == (
                    events.count() as u64,
                    consumers.count() as u64,
                    workers.count() as u64
                ),
            "{stats:?}"
        );
        for state in State::ALL {
            let all = self.deliveries.values();
            let count = all.filter(|it| it.state == state).count() as u64;
            ensure!(
                stats.deliveries.of(state) == count,
                "{stats:?}, with {count} that are {state}"
            );
        }
        Ok(())
    }

    /// A delivery as it ought to be shown. What it failed with and the instances of workers are not followed.
    fn shown(&self, held: &Held, delivery: &Delivery) -> Delivery {
        let event = &self.events[held.event].new;
        Delivery {
            id: delivery.id,
            event: event.id,
            event_type: event.event_type.clone(),
            consumer: self.consumers[held.consumer].spec.name.clone(),
            state: held.state,
            run_at: held.run_at,
            priority: event.priority,
            attempt: held.attempt,
            max_attempts: held.max_attempts,
            dead_reason: held.dead_reason,
            error: delivery.error.clone(),
            erased_at: None,
            worker: held.worker.map(|id| Worker {
                id: id.0.to_string(),
                instance: delivery.worker.as_ref().and_then(|it| it.instance.clone()),
            }),
        }
    }

    fn consumers_are_so(&self, consumers: &[Consumer]) -> Result<()> {
        for (number, consumer) in self.consumers.iter().enumerate() {
            let name = &consumer.spec.name;
            let found = consumers.iter().find(|it| it.name == *name);
            let waiting = self.deliveries.values();
            let waiting = waiting.filter(|it| it.consumer == number && it.waits());
            let mut alive: Vec<String> = self.alive(number).map(|id| id.0.to_string()).collect();
            alive.sort_unstable();
            let expected = consumer.is_known.then(|| Consumer {
                name: name.clone(),
                on: consumer.spec.on.clone(),
                mode: consumer.spec.mode,
                pending: waiting.count() as u64,
                live: !alive.is_empty(),
                workers: alive.into_iter().map(here).collect(),
                paused: consumer.is_paused,
                retired: consumer.is_retired,
            });
            ensure!(
                found == expected.as_ref(),
                "{found:?} ought to be {expected:?}"
            );
        }
        Ok(())
    }

    fn queue_is_so(&self, record: &Record) -> Result<()> {
        let all = || self.deliveries.values();
        let waiting = || all().filter(|it| it.waits());
        let goes_on = |it: &&Held| !self.consumers[it.consumer].is_paused;
        let oldest = waiting().map(|it| it.run_at).min();
        let age = oldest.map(|oldest| self.now.duration_since(oldest));
        let queue = EventQueue {
            size: waiting().count() as u64,
            dead: all().filter(|it| it.state == State::Dead).count() as u64,
            oldest_pending_age: age
                .and_then(|age| Duration::try_from(age).ok())
                .unwrap_or_default(),
        };
        ensure!(
            record.queue == queue,
            "{:?} ought to be {queue:?}",
            record.queue
        );
        let next_due = waiting().filter(goes_on).map(|it| it.run_at).min();
        ensure!(
            record.next_due == next_due,
            "next due {:?}, which ought to be {next_due:?}",
            record.next_due
        );
        let running = all().filter(|it| it.state == State::Running).count();
        let open = (waiting().filter(goes_on).count() + running) as u64;
        ensure!(record.open == open, "{} open, not {open}", record.open);
        Ok(())
    }

    /// So is each attempt.
    pub(super) async fn is_so_in_full(&self, store: &dyn Store, record: &Record) -> Result<()> {
        self.is_so(record)?;
        for (id, held) in &self.deliveries {
            let attempts = store.records().attempts(*id).await?;
            let attempts: Vec<(u32, &str)> = attempts
                .iter()
                .map(|it| (it.number, &*it.outcome))
                .collect();
            ensure!(
                attempts == held.attempts,
                "{id}: {attempts:?} ought to be {:?}",
                held.attempts
            );
        }
        Ok(())
    }
}

/// A worker that has made itself known.
fn here(id: String) -> Worker {
    Worker {
        id,
        instance: Some("here".to_owned()),
    }
}
