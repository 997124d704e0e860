//! Events, their consumers, and how long they stay.

use std::collections::HashSet;

use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{
    state::{Event, Held, KEPT, KEPT_DEAD, KEPT_LONGER, Model, TYPES},
    step::LEASE,
};
use crate::{
    EventId, Start, State,
    store::{Claimed, ConsumerSpec, Delivery, DeliveryId, Emitted, NewEvent},
};

impl Model {
    pub(super) fn register(
        &mut self,
        worker: usize,
        specs: &[ConsumerSpec],
        on_record: &[Delivery],
    ) -> Result<()> {
        self.workers[worker].alive_until = self.now + SignedDuration::from_secs(LEASE);
        for spec in specs {
            let number = self.consumer(&spec.name)?;
            self.workers[worker].has.insert(number);
            let is_new = !std::mem::replace(&mut self.consumers[number].is_known, true);
            self.consumers[number].is_retired = false;
            let by_key = self.consumers[number].spec.limits.are_by_key();
            self.consumers[number].spec = spec.clone();
            if by_key != spec.limits.are_by_key() {
                for id in self.deliveries.keys().copied().collect::<Vec<_>>() {
                    let held = &self.deliveries[&id];
                    if held.consumer == number && (held.is_open() || held.state == State::Dead) {
                        let key = self.key_of(number, &self.events[held.event].new);
                        self.deliveries.get_mut(&id).unwrap().key = key;
                    }
                }
            }
            if is_new && spec.start == Start::Beginning {
                let types = self.consumers[number].types;
                let is_heard =
                    |it: &Event| !it.is_gone && types.contains(&it.new.event_type.as_str());
                let heard = self.events.iter().enumerate();
                let heard: Vec<usize> = heard
                    .filter(|(_, it)| is_heard(it))
                    .map(|(number, _)| number)
                    .collect();
                for event in heard {
                    self.add(event, number, on_record)?;
                }
            }
        }
        Ok(())
    }

    /// Gives a consumer a delivery, as it stands on record.
    pub(super) fn add(
        &mut self,
        event: usize,
        consumer: usize,
        on_record: &[Delivery],
    ) -> Result<()> {
        let (new, spec) = (&self.events[event].new, &self.consumers[consumer].spec);
        let mut found = on_record.iter();
        let found = found.find(|it| it.event == new.id && it.consumer == spec.name);
        let id = found
            .with_context(|| format!("no delivery of event {event} to {}", spec.name))?
            .id;
        let held = Held {
            event,
            consumer,
            state: State::Pending,
            run_at: new.run_at,
            attempt: 0,
            base: 0,
            max_attempts: new.max_attempts.unwrap_or(spec.max_attempts),
            worker: None,
            lease_until: Timestamp::MIN,
            dead_reason: None,
            key: self.key_of(consumer, new),
            attempts: Vec::new(),
            ended_at: None,
        };
        ensure!(
            self.deliveries.insert(id, held).is_none(),
            "{id} is there already"
        );
        Ok(())
    }

    pub(super) fn emit(
        &mut self,
        events: &[NewEvent],
        emitted: &[Emitted],
        on_record: &[Delivery],
        debounces: bool,
        is_committed: bool,
    ) -> Result<()> {
        ensure!(emitted.len() == events.len(), "{emitted:?}");
        for (new, emitted) in events.iter().zip(emitted) {
            let key = new.idempotency_key.as_ref();
            let key = key.map(|key| (new.tenant.clone(), key.clone()));
            let known = key.as_ref().and_then(|key| self.known.get(key));
            if let Some(known) = known {
                let known = Emitted::Known(self.events[*known].new.id);
                ensure!(*emitted == known, "{emitted:?} instead of {known:?}");
                continue;
            }
            ensure!(*emitted == Emitted::Stored(new.id), "{emitted:?}");
            let number = self.events.len();
            self.known.extend(key.map(|key| (key, number)));
            self.events.push(Event {
                new: new.clone(),
                is_gone: false,
                look_at: None,
            });
            for consumer in 0..self.consumers.len() {
                let to = &self.consumers[consumer];
                let hears = to.types.contains(&new.event_type.as_str());
                if is_committed && to.is_known && !to.is_retired && hears {
                    self.add(number, consumer, on_record)?;
                }
            }
            if let Some(key) = new.debounce.as_ref().filter(|_| debounces) {
                self.debounce(number, key.clone());
            }
        }
        let ids: HashSet<_> = on_record.iter().map(|it| it.id).collect();
        let added = ids.iter().all(|id| self.deliveries.contains_key(id));
        ensure!(added, "there are others: {on_record:?}");
        Ok(())
    }

    pub(super) fn debounce(&mut self, event: usize, key: String) {
        let new = &self.events[event].new;
        let key = (new.tenant.clone(), new.event_type.clone(), key);
        let last = self.debounces.insert(key, (event, new.run_at));
        for held in self.deliveries.values_mut() {
            if held.waits() && last.is_some_and(|(last, _)| last == held.event) {
                held.state = State::Cancelled;
            }
        }
    }

    pub(super) fn hand_over(
        &mut self,
        worker: usize,
        event: &NewEvent,
        claimed: &[Claimed],
    ) -> Result<()> {
        let names = self.unlimited(worker);
        let mut expected = HashSet::new();
        for (id, held) in &self.deliveries {
            let consumer = &self.consumers[held.consumer];
            if self.events[held.event].new.id == event.id
                && !consumer.is_paused
                && names.contains(&consumer.spec.name)
            {
                expected.insert(*id);
            }
        }
        let handed: HashSet<DeliveryId> = claimed.iter().map(|it| it.delivery).collect();
        ensure!(handed == expected, "handed over {handed:?}");
        claimed.iter().try_for_each(|it| self.take(worker, it))
    }

    /// When the time of an event is over.
    pub(super) fn until(&self, event: usize) -> Timestamp {
        let new = &self.events[event].new;
        let keep = if new.event_type == TYPES[2] {
            KEPT_LONGER
        } else {
            KEPT
        };
        let of_event = self.deliveries.values().filter(|it| it.event == event);
        let of_event: Vec<&Held> = of_event.collect();
        if of_event.iter().any(|it| it.is_open()) {
            return self.now + keep;
        }
        let ended = of_event.iter().map(|it| {
            let is_dead = it.state == State::Dead;
            let end = it.ended_at.map_or(it.run_at, |at| at.max(it.run_at));
            end + if is_dead { KEPT_DEAD.max(keep) } else { keep }
        });
        let ended = ended.max().unwrap_or(new.run_at + keep);
        ended.max(new.time + keep)
    }

    /// An event is looked at when it may be old enough, and then when its time may be over.
    pub(super) fn purge(&mut self, left: &HashSet<EventId>) -> Result<()> {
        let now = self.now;
        for number in 0..self.events.len() {
            let event = &self.events[number];
            let is_looked_at = event
                .look_at
                .map_or(event.new.time + KEPT <= now, |at| at <= now);
            let until = self.until(number);
            let goes = event.is_gone || is_looked_at && until <= now;
            let id = event.new.id;
            ensure!(
                goes != left.contains(&id),
                "event {number}, kept until {until}, is gone: {}",
                !goes
            );
            let event = &mut self.events[number];
            if is_looked_at {
                event.look_at = Some(until);
            }
            if goes && !event.is_gone {
                event.is_gone = true;
                self.deliveries.retain(|_, it| it.event != number);
                self.known.retain(|_, event| *event != number);
            }
        }
        Ok(())
    }
}
