//! The worker: one loop that claims what its slots can start, and writes down how that ended.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    Ended, Engine, LAST_WRITES, Stop,
    attempt::{self, attempt},
    batch::attempts,
    gathering::Gathering,
    held::Held,
    look::until_due,
    pace::Pace,
    slots::{Job, Open},
};
use crate::{
    Error, Result, continuation,
    retry::{self, Backoff},
    store::{Claimed, Settlement},
};

/// What was claimed ahead and has not found a slot after this long goes back to the other workers.
const HAND_BACK: Duration = Duration::from_millis(250);
/// The longest pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(5);
/// So long an end waits at most for others to be written down with it, while slots have work.
const GATHER: Duration = Duration::from_millis(5);

/// Claims while there is room, and writes down what has ended.
pub(super) struct Worker {
    engine: Arc<Engine>,
    slots: Arc<Open>,
    /// What ended, and how long its handler took where that was no batch.
    finished: mpsc::UnboundedReceiver<(Vec<Ended>, Option<Duration>)>,
    /// What is claimed for batches.
    gathering: Gathering,
    /// Ends that are not written down yet, and since when there are any.
    ends: Vec<Settlement>,
    ended: Instant,
    pace: Pace,
    /// Whether there may be more to claim.
    more: bool,
    /// How often in a row the store has failed.
    failures: u32,
    looked: Instant,
    /// Dropping it ends the tasks of the slots.
    _tasks: JoinSet<()>,
}

impl Worker {
    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub(super) fn held(&self) -> &Arc<Held> {
        &self.slots.held
    }

    pub(super) fn start(engine: Arc<Engine>) -> Self {
        let (report, finished) = mpsc::unbounded_channel();
        let workers = engine.core.config.processor.workers;
        let slots = engine.core.slots.open(engine.free.clone(), workers);
        let mut tasks = JoinSet::new();
        for _ in 0..workers {
            let (engine, slots, report) = (Arc::clone(&engine), Arc::clone(&slots), report.clone());
            tasks.spawn(async move {
                while let Some(job) = slots.queue.take().await {
                    let begun = Instant::now();
                    let finished = match job {
                        Job::One(claimed, cancel) => {
                            let ended = attempt(&engine, claimed, cancel).await;
                            (vec![ended], Some(begun.elapsed()))
                        }
                        Job::Batch(claimed, cancel) => {
                            (attempts(&engine, claimed, cancel).await, None)
                        }
                    };
                    // The receiver outlives the slots.
                    let _ = report.send(finished);
                }
            });
        }
        Self {
            engine,
            slots,
            finished,
            gathering: Gathering::default(),
            ends: Vec::new(),
            ended: Instant::now(),
            pace: Pace::default(),
            more: true,
            failures: 0,
            looked: Instant::now(),
            _tasks: tasks,
        }
    }

    /// Turn by turn until told to stop. A wake-up empties the backlog, it does not take one.
    pub(super) async fn work(&mut self, stop: &Stop) {
        while !stop.drain.is_cancelled() {
            self.gather();
            if self.room() > 0 {
                self.start_batches();
            }
            self.slots
                .set_busy(self.more || !self.slots.queue.is_empty());
            let room = self.room();
            let claims = self.more && self.is_worth_a_claim(room);
            if claims || self.is_worth_writing() {
                self.turn(if claims { room } else { 0 }, &stop.drain).await;
            } else if stop.when_empty && self.is_empty().await {
                return;
            } else {
                self.wait(stop).await;
            }
        }
    }

    /// Writes down what ended and claims what there is room for: one commit.
    async fn turn(&mut self, room: usize, stop: &CancellationToken) {
        let begun = Instant::now();
        let has_ends = !self.ends.is_empty();
        let Self {
            engine,
            slots,
            ends,
            ..
        } = self;
        let (settled, claimed) = tokio::join!(
            engine.core.patiently(write(engine, &slots.held, ends)),
            engine.core.patiently(engine.claim(room))
        );
        let has_settled = has_ends && settled.is_ok();
        let claimed = claimed.map(|claimed| {
            if room > 0 {
                self.engine.core.fetched();
                self.more =
                    claimed.len() >= room || self.engine.limited.is_ready(self.engine.core.now());
                self.looked = Instant::now();
            }
            self.put(claimed);
        });
        if has_settled {
            self.has_ended();
        }
        match settled.and(claimed) {
            Ok(()) => {
                self.pace.turn_took(begun.elapsed());
                self.failures = 0;
            }
            Err(error) => self.pause(&error, stop).await,
        }
    }

    /// Has slots take what was claimed, as soon as they are free.
    fn put(&mut self, claimed: Vec<Claimed>) {
        let mut jobs = Vec::with_capacity(claimed.len());
        for claimed in claimed {
            self.pace.claimed(claimed.event.data.get().len());
            if let Some(batch) = self.engine.batch_of(&claimed) {
                self.gathering.add(batch, claimed, &self.slots.held);
            } else {
                let cancel = self.slots.held.hold(&claimed);
                jobs.push(Job::One(claimed, cancel));
            }
        }
        self.slots.put(jobs);
        self.start_batches();
    }

    /// The same with batches that are complete, or have waited for long enough.
    fn start_batches(&mut self) {
        let batches = self.gathering.take().into_iter();
        let jobs = batches.map(|claimed| {
            let cancel = self.slots.held.hold_all(&claimed);
            Job::Batch(claimed, cancel)
        });
        self.slots.put(jobs.collect());
    }

    /// Sleeps until something ends, something may be due, or it is time to look.
    async fn wait(&mut self, stop: &Stop) {
        let store = match self.engine.core.store().await {
            Ok(store) => store,
            Err(error) => return self.pause(&error, &stop.drain).await,
        };
        let engine = Arc::clone(&self.engine);
        let has_room = self.room() > 0;
        let gathers = !self.ends.is_empty();
        // What is due is of interest once all that was due is taken and there is a slot for more.
        let listening = !self.more && has_room && !gathers;
        let due = until_due(&engine, store.as_ref(), listening, &mut self.looked);
        let complete = self.gathering.next().filter(|_| has_room);
        let complete = async {
            match complete {
                Some(time) => tokio::time::sleep_until(time).await,
                None => std::future::pending().await,
            }
        };
        // What is claimed ahead may have to go back, and what others end leaves nothing to do.
        let again = stop.when_empty || !self.slots.queue.is_empty();
        tokio::select! {
            finished = self.finished.recv() => self.note(finished),
            () = complete => {}
            () = tokio::time::sleep_until(self.ended + GATHER), if gathers => {}
            () = engine.core.bell.deliveries.notified() => {
                self.look_again();
                self.more = true;
            }
            due = due => match due {
                Ok(()) => {
                    self.look_again();
                    self.more = true;
                }
                Err(error) => self.pause(&error, &stop.drain).await,
            },
            () = tokio::time::sleep(engine.core.config.processor.poll), if again => {}
            () = stop.drain.cancelled() => {}
        }
    }

    /// Lets what runs finish until the deadline, and hands back the rest without charging the attempt.
    pub(super) async fn drain(&mut self, stop: &Stop) {
        self.engine.core.slots.close(&self.slots);
        self.slots.queue.close();
        // What an emit under way claims is handed back, too.
        let _ = tokio::time::timeout(LAST_WRITES, self.slots.all_freed()).await;
        self.hand_back(
            Duration::ZERO,
            "the worker shut down before the handler was started",
        );
        let gathered = self.gathering.take_all();
        let why = "the worker shut down before its batch was complete";
        for claimed in gathered.iter().flatten() {
            self.ends
                .push(attempt::give_back(&self.engine, claimed, why));
        }
        let deadline = Instant::now() + self.engine.core.config.processor.drain;
        if self.finish(deadline, &stop.cut).await {
            return;
        }
        self.slots.held.cut();
        if !self
            .finish(Instant::now() + LAST_WRITES, &CancellationToken::new())
            .await
        {
            let deliveries = self.slots.held.len();
            tracing::error!(
                deliveries,
                "shut down with ends not written down: these run again after their leases"
            );
        }
    }

    /// Writes down what ends until nothing is held; answers whether that came to pass in time.
    async fn finish(&mut self, deadline: Instant, cut: &CancellationToken) -> bool {
        loop {
            self.gather();
            if self.slots.held.len() == 0 {
                return true;
            }
            if Instant::now() >= deadline || cut.is_cancelled() {
                return false;
            }
            if !self.ends.is_empty() {
                self.turn(0, cut).await;
                continue;
            }
            tokio::select! {
                finished = self.finished.recv() => self.note(finished),
                () = tokio::time::sleep_until(deadline) => {}
                () = cut.cancelled() => {}
            }
        }
    }

    /// Takes in what has ended so far, and hands back what was claimed ahead in vain.
    fn gather(&mut self) {
        while let Ok(finished) = self.finished.try_recv() {
            self.note(Some(finished));
        }
        self.hand_back(
            HAND_BACK,
            "all slots of the worker that had claimed it stayed busy",
        );
    }

    fn note(&mut self, finished: Option<(Vec<Ended>, Option<Duration>)>) {
        // None would mean that all slots are gone, and they end with the worker.
        let Some((ended, took)) = finished else {
            return;
        };
        self.slots.done(1);
        if let Some(took) = took {
            self.pace.handler_took(took);
        }
        for ended in ended {
            match ended {
                Ended::Open(settlement) => {
                    if self.ends.is_empty() {
                        self.ended = Instant::now();
                    }
                    self.ends.push(settlement);
                }
                Ended::Settled(end) => {
                    self.slots.held.release(end.delivery, end.attempt);
                    self.has_ended();
                }
                Ended::Lost(delivery, attempt) => {
                    tracing::warn!(%delivery, attempt, "the attempt had lost its delivery; its result is ignored");
                    self.slots.held.release(delivery, attempt);
                }
            }
        }
    }

    /// What ends may give consumers with limits something to do.
    fn has_ended(&mut self) {
        self.more |= self.engine.limited.has_ended();
    }

    /// What comes may give something to do to consumers that are claimed one by one.
    fn look_again(&mut self) {
        self.more |= self.engine.limited.look_again();
    }

    fn hand_back(&mut self, after: Duration, why: &str) {
        let jobs = self.slots.queue.take_back(after);
        self.slots.done(jobs.len());
        for claimed in jobs.iter().flat_map(Job::claimed) {
            self.ends
                .push(attempt::give_back(&self.engine, claimed, why));
            // The handlers turned out slower than they were: nothing more ahead until one of them has finished.
            self.pace = Pace::default();
        }
    }

    /// How many more may be claimed.
    fn room(&self) -> usize {
        let workers = self.engine.core.config.processor.workers;
        (workers + self.pace.ahead(workers)).saturating_sub(self.slots.jobs())
    }

    /// A slot that has nothing to do is; with work in store for all of them, half a batch is.
    fn is_worth_a_claim(&self, room: usize) -> bool {
        let ahead = self.pace.ahead(self.engine.core.config.processor.workers);
        room > 0 && (self.slots.queue.is_empty() || room > ahead / 2)
    }

    /// What has ended is, unless there is work in store and more ends in a part of the time that a commit takes.
    fn is_worth_writing(&self) -> bool {
        let ahead = self.pace.ahead(self.engine.core.config.processor.workers);
        let is_part = self.ends.len() <= ahead / 4 && self.ended.elapsed() < GATHER;
        !self.ends.is_empty() && (self.slots.queue.is_empty() || !is_part)
    }

    async fn is_empty(&mut self) -> bool {
        if self.slots.held.len() > 0 {
            return false;
        }
        let core = &self.engine.core;
        let open = core.patiently(self.engine.open());
        // What comes after a chain that has ended is part of what there is to do.
        open.await.is_ok_and(|open| open == 0)
            && (core.patiently(continuation::round(core)).await).is_ok_and(|it| it.emitted == 0)
    }

    async fn pause(&mut self, error: &Error, stop: &CancellationToken) {
        let pause = retry::backoff(
            Backoff {
                base: Duration::from_millis(100),
                cap: PAUSE,
            },
            self.failures + 1,
            0.5 + 0.5 * self.engine.core.share(),
        );
        self.failures = self.failures.saturating_add(1);
        self.engine.complaints.say(error, "the event store failed");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.engine.core.slots.close(&self.slots);
    }
}

/// Writes down how attempts ended. What could not be written stays for the next turn; what another attempt has taken
/// over is dropped.
async fn write(engine: &Engine, held: &Held, ends: &mut Vec<Settlement>) -> Result<()> {
    if ends.is_empty() {
        return Ok(());
    }
    let kept = engine.settle(ends).await?;
    let ended = ends.iter().map(|end| end.delivery);
    engine.core.bell.ended.ended(ended);
    for (end, kept) in ends.drain(..).zip(kept) {
        held.release(end.delivery, end.attempt);
        if !kept {
            let (delivery, attempt) = (end.delivery, end.attempt);
            tracing::warn!(%delivery, attempt, "the attempt had lost its delivery; its result is ignored");
        }
    }
    Ok(())
}
