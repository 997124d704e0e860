//! The worker: one loop that has claimed what its slots can start, and has written down how that ended.

use std::{mem, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    task::{JoinError, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

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

/// What has been asked of the store while the loop goes on.
enum Answer {
    /// What was claimed.
    Claimed(Result<Vec<Claimed>>),
    /// Which of these ends held.
    Written(Vec<Settlement>, Result<Vec<bool>>),
}

/// What was claimed ahead and has not found a slot after this long goes back to the other workers.
const HAND_BACK: Duration = Duration::from_millis(250);
/// The longest pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(5);
const SHUT_DOWN: &str = "the worker shut down before the handler was started";
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
    /// Whether there may be more to claim than is asked for.
    more: bool,
    /// How many the claim may bring that is under way; 0 while there is none.
    claiming: usize,
    /// Whether ends are being written down.
    writes: bool,
    /// What is under way, in tasks of their own: what one answers is read while the next one is asked.
    asked: JoinSet<(Answer, Duration)>,
    /// Whether what is claimed is handed back.
    drains: bool,
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
            claiming: 0,
            writes: false,
            asked: JoinSet::new(),
            drains: false,
            failures: 0,
            looked: Instant::now(),
            _tasks: tasks,
        }
    }

    /// Goes on until told to stop. A wake-up empties the backlog, it does not take one.
    pub(super) async fn work(&mut self, stop: &Stop) {
        while !stop.drain.is_cancelled() {
            self.gather();
            if self.room() > 0 {
                self.start_batches();
            }
            let busy = self.more || self.claiming > 0 || !self.slots.queue.is_empty();
            self.slots.set_busy(busy);
            let room = self.room();
            if self.is_worth_a_claim(room) {
                self.claim(room);
            }
            if self.is_worth_writing() {
                self.write();
            }
            let is_idle = self.asked.is_empty() && !self.more;
            if stop.when_empty && is_idle && self.is_empty().await {
                return;
            }
            self.wait(stop).await;
        }
    }

    /// Has so many claimed.
    fn claim(&mut self, room: usize) {
        self.more = false;
        self.claiming = room;
        let engine = Arc::clone(&self.engine);
        self.ask(async move {
            let claimed = engine.core.patiently(engine.claim(room)).await;
            Answer::Claimed(claimed)
        });
    }

    /// Has written down what ended.
    fn write(&mut self) {
        let ends = mem::take(&mut self.ends);
        self.writes = true;
        let engine = Arc::clone(&self.engine);
        self.ask(async move {
            let kept = engine.core.patiently(engine.settle(&ends)).await;
            Answer::Written(ends, kept)
        });
    }

    fn ask(&mut self, what: impl Future<Output = Answer> + Send + 'static) {
        let begun = Instant::now();
        let what = async move { (what.await, begun.elapsed()) };
        self.asked.spawn(what.in_current_span());
    }

    /// Takes in what the store answered. When it has failed, it is some time before it is asked again.
    async fn heard(
        &mut self,
        answer: Option<Result<(Answer, Duration), JoinError>>,
        stop: &CancellationToken,
    ) {
        let failed = match answer {
            None => return,
            Some(Ok((Answer::Claimed(claimed), took))) => {
                let asked = mem::take(&mut self.claiming);
                // What could not be claimed may be there.
                self.more |= claimed.is_err();
                claimed.map(|claimed| self.take_in(asked, claimed, took))
            }
            Some(Ok((Answer::Written(ends, kept), _))) => {
                self.writes = false;
                self.written(ends, kept)
            }
            Some(Err(error)) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => Err(Error::Store(error.into())),
            },
        };
        match failed {
            Ok(()) => self.failures = 0,
            Err(error) => self.pause(&error, stop).await,
        }
    }

    fn take_in(&mut self, asked: usize, claimed: Vec<Claimed>, took: Duration) {
        self.engine.core.fetched();
        self.more |= claimed.len() >= asked || self.engine.limited.is_ready(self.engine.core.now());
        self.looked = Instant::now();
        self.pace.turn_took(took);
        if self.drains {
            self.give_back(&claimed, SHUT_DOWN);
        } else {
            self.put(claimed);
        }
    }

    /// What could not be written stays for the next time; what another attempt has taken over is dropped.
    fn written(&mut self, mut ends: Vec<Settlement>, kept: Result<Vec<bool>>) -> Result<()> {
        let kept = match kept {
            Ok(kept) => kept,
            Err(error) => {
                ends.append(&mut self.ends);
                self.ends = ends;
                return Err(error);
            }
        };
        let ended = ends.iter().map(|end| end.delivery);
        self.engine.core.bell.ended.ended(ended);
        for (end, kept) in ends.into_iter().zip(kept) {
            self.slots.held.release(end.delivery, end.attempt);
            if !kept {
                let (delivery, attempt) = (end.delivery, end.attempt);
                tracing::warn!(%delivery, attempt, "the attempt had lost its delivery; its result is ignored");
            }
        }
        self.has_ended();
        Ok(())
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
        let listening = !self.more && has_room && !gathers && self.asked.is_empty();
        // With both under way nothing comes of what ends meanwhile.
        let is_asked_all = self.writes && self.claiming > 0;
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
            answer = self.asked.join_next(), if !self.asked.is_empty() => {
                self.heard(answer, &stop.drain).await;
            }
            finished = self.finished.recv(), if !is_asked_all => self.note(finished),
            () = complete => {}
            () = tokio::time::sleep_until(self.ended + GATHER), if gathers && !self.writes => {}
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
        self.drains = true;
        // What an emit under way claims is handed back, too.
        let _ = tokio::time::timeout(LAST_WRITES, self.slots.all_freed()).await;
        self.hand_back(Duration::ZERO, SHUT_DOWN);
        let why = "the worker shut down before its batch was complete";
        for claimed in self.gathering.take_all() {
            self.give_back(&claimed, why);
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
            let is_done = self.ends.is_empty() && self.asked.is_empty();
            if is_done && self.slots.held.len() == 0 {
                return true;
            }
            if Instant::now() >= deadline || cut.is_cancelled() {
                return false;
            }
            if !self.ends.is_empty() && !self.writes {
                self.write();
            }
            tokio::select! {
                answer = self.asked.join_next(), if !self.asked.is_empty() => {
                    self.heard(answer, cut).await;
                }
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
        for job in &jobs {
            self.give_back(job.claimed(), why);
            // The handlers turned out slower than they were: nothing more ahead until one of them has finished.
            self.pace = Pace::default();
        }
    }

    fn give_back(&mut self, claimed: &[Claimed], why: &str) {
        let ends = claimed
            .iter()
            .map(|it| attempt::give_back(&self.engine, it, why));
        self.ends.extend(ends);
    }

    fn workers(&self) -> usize {
        self.engine.core.config.processor.workers
    }

    /// How many may be claimed ahead of free slots.
    fn ahead(&self) -> usize {
        self.pace.ahead(self.workers())
    }

    /// How many more may be claimed: so many wait or run, and as many again as are claimed ahead have ended and are not written
    /// down yet, however slow the store is at that.
    fn room(&self) -> usize {
        let (workers, ahead) = (self.workers(), self.ahead());
        let slots = (workers + ahead).saturating_sub(self.slots.jobs());
        let held = (workers + 2 * ahead).saturating_sub(self.slots.held.len());
        slots.min(held).saturating_sub(self.claiming)
    }

    /// A slot that has nothing to do is; with work in store for all of them, half a batch is.
    fn is_worth_a_claim(&self, room: usize) -> bool {
        let is_worth = room > 0 && (self.slots.queue.is_empty() || room > self.ahead() / 2);
        self.more && self.claiming == 0 && is_worth
    }

    /// What has ended is, unless there is work in store and more ends in a part of the time that a commit takes.
    fn is_worth_writing(&self) -> bool {
        let is_part = self.ends.len() <= self.ahead() / 4 && self.ended.elapsed() < GATHER;
        !self.writes && !self.ends.is_empty() && (self.slots.queue.is_empty() || !is_part)
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
