//! Claims and what becomes of them.

use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{
    state::{Claim, Model, Way},
    step::{LEASE, MAX_LOST},
};
use crate::{
    DeadReason, DeliveryAction, State,
    store::{Claimed, DeliveryId, Rescued, Settlement, To},
};

impl Model {
    /// What is due of the worker's consumers, in the order in which it is claimed.
    pub(super) fn due(&self, consumers: &[String]) -> Vec<DeliveryId> {
        let mut due: Vec<(i16, Timestamp, DeliveryId)> = Vec::new();
        for (id, held) in &self.deliveries {
            let consumer = &self.consumers[held.consumer];
            if held.waits()
                && held.run_at <= self.now
                && !consumer.is_paused
                && consumers.contains(&consumer.spec.name)
            {
                due.push((self.events[held.event].new.priority, held.run_at, *id));
            }
        }
        due.sort_unstable();
        due.into_iter().map(|(_, _, id)| id).collect()
    }

    pub(super) fn claim(
        &mut self,
        worker: usize,
        limit: u32,
        claimed: &[Claimed],
        way: Way,
    ) -> Result<()> {
        let due = self.due(&self.unlimited(worker));
        let ids: Vec<DeliveryId> = claimed.iter().map(|it| it.delivery).collect();
        match way {
            Way::InTurn => {
                let first = &due[..due.len().min(limit as usize)];
                ensure!(ids == first, "claimed {ids:?} of {due:?}");
            }
            Way::AtOnce => {
                let mut rest = due.iter();
                let is_in_order = ids.iter().all(|id| rest.any(|due| due == id));
                ensure!(is_in_order, "claimed {ids:?} of {due:?}");
                ensure!(ids.len() <= limit as usize, "claimed {ids:?}");
            }
        }
        claimed.iter().try_for_each(|it| self.take(worker, it))
    }

    pub(super) fn take(&mut self, worker: usize, claimed: &Claimed) -> Result<()> {
        let now = self.now;
        let id = claimed.delivery;
        let held = self.deliveries.get_mut(&id);
        let held = held.with_context(|| format!("{id} is claimed, and unknown"))?;
        ensure!(held.waits(), "{id} is claimed while {}", held.state);
        held.state = State::Running;
        held.attempt += 1;
        held.worker = Some(self.workers[worker].id);
        held.lease_until = now + SignedDuration::from_secs(LEASE);
        let tried = held.attempt - held.base;
        let left = held.max_attempts.saturating_sub(tried);
        let (new, spec) = (
            &self.events[held.event].new,
            &self.consumers[held.consumer].spec,
        );
        let got = (claimed.attempt, claimed.tried, claimed.left);
        ensure!(got == (held.attempt, tried, left), "{id}: {claimed:?}");
        ensure!(claimed.consumer == spec.name, "{id}: {claimed:?}");
        ensure!(claimed.claimed_at == now, "{id}: {claimed:?}");
        ensure!(claimed.due == new.run_at, "{id}: {claimed:?}");
        ensure!(claimed.event == new.envelope()?, "{id}: {claimed:?}");
        self.claims.push(Claim {
            delivery: id,
            worker,
            attempt: held.attempt,
            left,
            at: now,
        });
        Ok(())
    }

    pub(super) fn settle(&mut self, ends: &[Settlement], settled: &[bool]) -> Result<()> {
        ensure!(ends.len() == settled.len(), "{settled:?}");
        let now = self.now;
        for (end, settled) in ends.iter().zip(settled) {
            let held = self.deliveries.get_mut(&end.delivery);
            let held = held.filter(|it| it.is_held_by(end.worker, end.attempt));
            ensure!(
                *settled == held.is_some(),
                "{end:?} was answered with {settled}"
            );
            let Some(held) = held else { continue };
            match &end.to {
                To::Succeeded => held.end(State::Succeeded, "succeeded", now),
                To::Retrying { run_at, .. } => {
                    held.end(State::Retrying, "failed", now);
                    held.run_at = *run_at;
                }
                To::Dead { reason, .. } => {
                    held.end(State::Dead, "failed", now);
                    held.dead_reason = Some(*reason);
                }
                To::Cancelled => held.end(State::Cancelled, "cancelled", now),
                To::Snoozed { run_at } => {
                    held.end(State::Pending, "snoozed", now);
                    held.run_at = *run_at;
                    held.base += 1;
                }
                To::Released { run_at, .. } => {
                    held.end(State::Pending, "released", now);
                    held.run_at = *run_at;
                    held.base += 1;
                }
            }
        }
        Ok(())
    }

    pub(super) fn extend(
        &mut self,
        worker: usize,
        held: &[(DeliveryId, u32)],
        until: Timestamp,
        lost: &[(DeliveryId, u32)],
    ) -> Result<()> {
        let id = self.workers[worker].id;
        self.workers[worker].alive_until = until;
        let mut gone = Vec::new();
        for (delivery, attempt) in held {
            let held = self.deliveries.get_mut(delivery);
            match held.filter(|it| it.is_held_by(id, *attempt)) {
                Some(held) => held.lease_until = until,
                None => gone.push((*delivery, *attempt)),
            }
        }
        ensure!(lost == gone, "lost {lost:?} instead of {gone:?}");
        Ok(())
    }

    pub(super) fn end_leases(&mut self, worker: usize) {
        let over = self.now - SignedDuration::from_micros(1);
        let worker = &mut self.workers[worker];
        if worker.alive_until > Timestamp::MIN {
            worker.alive_until = over;
        }
        for held in self.deliveries.values_mut() {
            if held.worker == Some(worker.id) {
                held.lease_until = over;
            }
        }
    }

    /// What has no lease is taken away. What was lost more than once goes on one by one.
    pub(super) fn rescue(&mut self, rescued: Rescued) -> Result<()> {
        let now = self.now;
        let lost = self.deliveries.iter();
        let lost = lost.filter(|(_, it)| it.state == State::Running && it.lease_until < now);
        let mut lost: Vec<(Timestamp, DeliveryId)> =
            lost.map(|(id, it)| (it.run_at, *id)).collect();
        lost.sort_unstable();
        let mut expected = Rescued::default();
        let mut again = 0;
        for (_, id) in lost {
            let held = self.deliveries.get_mut(&id).unwrap();
            let losses = held.losses();
            let is_last = held.attempt - held.base >= held.max_attempts;
            if losses > 1 {
                held.run_at = now + SignedDuration::from_millis(200 * again);
                again += 1;
            }
            if is_last || losses >= MAX_LOST {
                expected.dead += 1;
                held.end(State::Dead, "worker_lost", now);
                held.dead_reason = Some(DeadReason::WorkerLost);
            } else {
                expected.retrying += 1;
                held.end(State::Retrying, "worker_lost", now);
            }
        }
        ensure!(rescued == expected, "{rescued:?} instead of {expected:?}");
        Ok(())
    }

    pub(super) fn act(
        &mut self,
        action: DeliveryAction,
        on: &[DeliveryId],
        acted: &[DeliveryId],
    ) -> Result<()> {
        let now = self.now;
        let mut may = Vec::new();
        for id in on {
            let Some(held) = self.deliveries.get_mut(id) else {
                continue;
            };
            if !action.from().contains(&held.state) {
                continue;
            }
            may.push(*id);
            match action {
                DeliveryAction::Replay => {
                    held.state = State::Pending;
                    held.base = held.attempt;
                    held.run_at = now;
                }
                DeliveryAction::Discard => {
                    held.state = State::Cancelled;
                    held.run_at = now;
                }
                DeliveryAction::Cancel => {
                    if held.state == State::Running {
                        held.end(State::Cancelled, "cancelled", now);
                    }
                    held.state = State::Cancelled;
                    held.run_at = now;
                }
                DeliveryAction::RunNow => held.run_at = held.run_at.min(now),
            }
            held.dead_reason = None;
        }
        ensure!(acted == may, "{action:?} of {acted:?} instead of {may:?}");
        Ok(())
    }
}
