//! Whether what a store answers may be so, and how things stand then.

use std::collections::HashSet;

use anyhow::{Result, bail, ensure};

use super::{
    operation::Within,
    state::{Model, Way},
    step::{Answer, Step},
};

impl Model {
    /// Goes on as the answer to a step says, if it may be so.
    ///
    /// # Errors
    /// It may not.
    pub(super) fn apply(&mut self, step: &Step, answer: &Answer, way: Way) -> Result<()> {
        let now = self.now;
        match (step, answer) {
            (Step::Register { worker, consumers }, Answer::Registered(deliveries)) => {
                self.register(*worker, consumers, deliveries)
            }
            (Step::Emit { events, within }, Answer::Emitted(emitted, deliveries)) => {
                let is_kept = *within != Within::RolledBack;
                let mut after = self.clone();
                let debounces = *within != Within::Itself;
                after.emit(events, emitted, deliveries, debounces, is_kept)?;
                self.go_on_with(after, *within);
                Ok(())
            }
            (
                Step::HandOver { worker, event },
                Answer::HandedOver(emitted, claimed, deliveries),
            ) => {
                let events = std::slice::from_ref(&**event);
                self.emit(events, &[*emitted], deliveries, false, true)?;
                self.hand_over(*worker, event, claimed)
            }
            (Step::Claim { worker, limit }, Answer::Claimed(claimed)) => {
                self.claim(*worker, *limit, claimed, way)
            }
            (
                Step::ClaimLimited {
                    worker,
                    consumer,
                    limit,
                    ..
                },
                Answer::Limited(limited),
            ) => self.claim_limited(*worker, *consumer, *limit, limited, way),
            (Step::Settle { ends, within }, Answer::Settled(settled)) => {
                let mut after = self.clone();
                after.settle(ends, settled)?;
                self.go_on_with(after, *within);
                Ok(())
            }
            (
                Step::Extend {
                    worker,
                    held,
                    until,
                },
                Answer::Lost(lost),
            ) => self.extend(*worker, held, *until, lost),
            (Step::EndLeases { worker }, Answer::Nothing) => {
                self.end_leases(*worker);
                Ok(())
            }
            (Step::Rescue, Answer::Rescued(rescued)) => self.rescue(*rescued),
            (Step::Act { action, on }, Answer::Acted(acted)) => self.act(*action, on, acted),
            (
                Step::Pause {
                    consumer,
                    is_paused,
                },
                Answer::Was(was),
            ) => {
                let consumer = &mut self.consumers[*consumer];
                consumer.is_paused = *is_paused && consumer.is_known;
                ensure!(*was == consumer.is_known, "paused: {was}");
                Ok(())
            }
            (Step::Retire { consumer }, Answer::Was(was)) => {
                let may =
                    self.consumers[*consumer].is_known && self.alive(*consumer).next().is_none();
                ensure!(*was == may, "retired: {was}");
                self.consumers[*consumer].is_retired |= may;
                Ok(())
            }
            (Step::ForgetDebounces, Answer::Forgotten(count)) => {
                let waits: HashSet<usize> = self
                    .deliveries
                    .values()
                    .filter(|it| it.waits())
                    .map(|it| it.event)
                    .collect();
                let before = self.debounces.len() as u64;
                self.debounces
                    .retain(|_, (event, due_at)| *due_at >= now || waits.contains(event));
                let forgotten = before - self.debounces.len() as u64;
                ensure!(*count == forgotten, "{count} forgotten, not {forgotten}");
                Ok(())
            }
            (Step::Purge, Answer::Left(left)) => self.purge(&left.iter().copied().collect()),
            (step, answer) => bail!("{answer:?} to {step:?}"),
        }
    }

    pub(super) fn go_on_with(&mut self, after: Self, within: Within) {
        if within != Within::RolledBack {
            *self = after;
        }
    }
}
