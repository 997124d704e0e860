//! What a consumer's limits let through.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use jiff::{SignedDuration, Timestamp};

use super::state::{EVERY, Model, Way};
use crate::{
    State,
    store::{Again, DeliveryId, LimitedClaimed},
};

/// What may start, and how many of it.
struct Startable {
    room: usize,
    /// By key, in the order in which they start, with how many of them may.
    keys: BTreeMap<Option<String>, (Vec<DeliveryId>, usize)>,
}

impl Startable {
    fn count(&self) -> usize {
        let all = self.keys.values().map(|(due, most)| due.len().min(*most));
        all.sum::<usize>().min(self.room)
    }
}

impl Model {
    pub(super) fn claim_limited(
        &mut self,
        worker: usize,
        consumer: usize,
        limit: u32,
        limited: &LimitedClaimed,
        way: Way,
    ) -> Result<()> {
        let startable = self.startable(consumer, limit as usize, self.now);
        let claimed: Vec<DeliveryId> = limited.claimed.iter().map(|it| it.delivery).collect();
        let most = startable.count();
        match way {
            Way::InTurn => ensure!(claimed.len() == most, "claimed {claimed:?}, not {most}"),
            Way::AtOnce => ensure!(claimed.len() <= most, "claimed {claimed:?}, not {most}"),
        }
        let mut left = claimed.len();
        for (key, (due, most)) in &startable.keys {
            let of_key = due.iter().filter(|id| claimed.contains(id)).count();
            left -= of_key;
            let are_first = due[..of_key].iter().all(|id| claimed.contains(id));
            let is_well = of_key <= *most && (are_first || way == Way::AtOnce);
            ensure!(is_well, "claimed {claimed:?} of {due:?} under {key:?}");
        }
        ensure!(
            left == 0,
            "claimed {claimed:?}, some of which may not start"
        );
        for it in &limited.claimed {
            self.take(worker, it)?;
            self.start(consumer, it.delivery);
        }
        let after = limited.after.clone();
        self.workers[worker].after.insert(consumer, after);
        if way == Way::InTurn {
            self.misses_nothing(consumer, limited.again)?;
        }
        Ok(())
    }

    /// Nothing can start before the worker asks again.
    fn misses_nothing(&self, consumer: usize, again: Again) -> Result<()> {
        let until = match again {
            Again::AtOnce => return Ok(()),
            Again::At(time) if time <= self.now => return Ok(()),
            Again::At(time) => time - SignedDuration::from_micros(1),
            Again::OnChange => self.now + SignedDuration::from_hours(100),
        };
        let missed = self.startable(consumer, usize::MAX, until).count();
        ensure!(
            missed == 0,
            "{again:?}, and {missed} could start by {until}"
        );
        Ok(())
    }

    fn start(&mut self, consumer: usize, delivery: DeliveryId) {
        let key = self.deliveries[&delivery].key.clone();
        let next = self.now + EVERY;
        let consumer = &mut self.consumers[consumer];
        if consumer.spec.limits.rate.is_some() {
            consumer.free_at = Some(next);
        }
        if let (Some(key), Some(_)) = (key, consumer.spec.limits.rate_per_key) {
            consumer.key_free_at.insert(key, next);
        }
    }

    /// What may start at that time, if nothing else happens until then.
    fn startable(&self, number: usize, limit: usize, now: Timestamp) -> Startable {
        let consumer = &self.consumers[number];
        let limits = consumer.spec.limits;
        let of_consumer = || {
            let all = self.deliveries.iter();
            all.filter(|(_, it)| it.consumer == number)
        };
        let running = of_consumer().filter(|(_, it)| it.state == State::Running);
        let running: Vec<Option<&str>> = running.map(|(_, it)| it.key.as_deref()).collect();
        let mut room = limit;
        if let Some(most) = limits.concurrency {
            room = room.min((most as usize).saturating_sub(running.len()));
        }
        if limits.rate.is_some() {
            room = room.min(usize::from(consumer.free_at.is_none_or(|at| at <= now)));
        }
        if consumer.is_paused {
            room = 0;
        }
        let mut waiting: BTreeMap<Option<String>, Vec<_>> = BTreeMap::new();
        for (id, held) in of_consumer().filter(|(_, it)| it.waits()) {
            let priority = self.events[held.event].new.priority;
            // By key the longest due are first, whatever their priority; and in order the first stored.
            let place = match (limits.in_order, limits.are_by_key()) {
                (true, _) => (0, Timestamp::MIN, *id),
                (false, true) => (0, held.run_at, *id),
                (false, false) => (priority, held.run_at, *id),
            };
            let is_passed_by = held.run_at > now && !(limits.in_order && held.attempt > 0);
            if !is_passed_by {
                waiting.entry(held.key.clone()).or_default().push(place);
            }
        }
        let keys = waiting.into_iter().map(|(key, mut waiting)| {
            waiting.sort_unstable();
            let due = waiting.into_iter().map(|(_, _, id)| id);
            let due = due.take_while(|id| self.deliveries[id].run_at <= now);
            let mut most = room;
            if let Some(of_key) = limits.most_per_key() {
                let running = running.iter().filter(|it| **it == key.as_deref()).count();
                most = most.min((of_key as usize).saturating_sub(running));
            }
            let free_at = key.as_ref().and_then(|key| consumer.key_free_at.get(key));
            if limits.rate_per_key.is_some() {
                most = most.min(usize::from(free_at.is_none_or(|at| *at <= now)));
            }
            (key, (due.collect(), most))
        });
        Startable {
            room,
            keys: keys.collect(),
        }
    }
}
