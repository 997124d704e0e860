//! The verdict, from what was acknowledged, what the ledger says and what stands in the database. The engine is not asked.

use std::{collections::HashMap, ops::Range};

use anyhow::Result;

use crate::{
    database::Database,
    figure::Figure,
    ledger::{self, Run},
    trial::Trial,
};

/// What whoever emits knows of it.
#[derive(Debug, Default)]
pub struct Emitted {
    /// Those whose emit succeeded.
    pub acknowledged: Vec<u64>,
    /// Those whose emit failed, so that nobody knows whether they exist.
    pub doubtful: Vec<u64>,
    next: u64,
}

impl Emitted {
    /// The first number that nobody has.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// So many numbers that nobody has.
    pub fn take(&mut self, count: u64) -> Range<u64> {
        self.next += count;
        self.next - count..self.next
    }

    /// What became of the emit of these.
    pub fn heard(&mut self, numbers: impl IntoIterator<Item = u64>, is_stored: bool) {
        if is_stored {
            self.acknowledged.extend(numbers);
        } else {
            self.doubtful.extend(numbers);
        }
    }
}

/// When a worker was killed. What it ran then ran no longer.
#[derive(Debug, Clone, Copy)]
pub struct Kill {
    pub worker: u32,
    pub at: i64,
}

/// When a worker could not be heard of for so long that its leases ran out: from then on it holds nothing of what it ran.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    pub worker: u32,
    /// The earliest end of its leases.
    pub from: i64,
    /// When it could be heard of again.
    pub until: i64,
}

/// What took deliveries from workers.
#[derive(Debug, Default)]
pub struct Losses {
    pub kills: Vec<Kill>,
    pub cuts: Vec<Cut>,
}

impl Losses {
    /// When a run held its delivery no more.
    fn end(&self, run: &Run) -> Option<i64> {
        let kills = self.kills.iter().filter(|it| it.worker == run.worker);
        let cuts = self.cuts.iter();
        let cuts = cuts.filter(|it| it.worker == run.worker && run.began < it.until);
        let ends = kills.map(|it| it.at).chain(cuts.map(|it| it.from));
        ends.chain(run.ended).min()
    }
}

/// What is on record when all is over.
#[derive(Debug)]
pub struct Evidence {
    pub runs: Vec<Run>,
    pub effects: HashMap<u64, u64>,
    running: u64,
    illegal: u64,
}

/// Deliveries whose attempts on record do not fit how they ended: one that succeeded has its success in its own row and none
/// beside it, one that is dead has none, and no attempt is missing.
const ILLEGAL: &str = "buildamp_deliveries d where
    d.state in ('succeeded', 'dead') and d.attempt > 0 and (
        exists (select * from buildamp_attempts a where a.delivery_id = d.id and a.outcome = 'succeeded')
        or (d.state = 'succeeded') <> (d.finished_at is not null)
        or (select count(*) from buildamp_attempts a where a.delivery_id = d.id)
            + case when d.state = 'succeeded' then 1 else 0 end <> d.attempt)";

impl Evidence {
    pub async fn gather(trial: &Trial, db: &mut Database) -> Result<Self> {
        Ok(Self {
            runs: ledger::read(&trial.folder)?,
            effects: db.effects().await?,
            running: db
                .count("buildamp_deliveries where worker is not null")
                .await?,
            illegal: db.count(ILLEGAL).await?,
        })
    }

    /// What every scenario bounds.
    pub fn figures(&self, emitted: &Emitted, losses: &Losses) -> Vec<Figure> {
        let effects = |number: &u64| self.effects.get(number).copied().unwrap_or_default();
        let lost = emitted.acknowledged.iter().filter(|it| effects(it) == 0);
        let least = emitted.acknowledged.iter().map(effects).min();
        let most = self.effects.values().copied().max();
        vec![
            Figure::count("events", emitted.acknowledged.len() as u64),
            Figure::none("LOST", lost.count() as u64),
            Figure::exactly("EFFECT least", least.unwrap_or_default(), 1),
            Figure::exactly("most", most.unwrap_or_default(), 1),
            Figure::none("OVERLAP", self.overlaps(losses)),
            Figure::none("STUCK", self.running),
            Figure::none("ILLEGAL", self.illegal),
        ]
    }

    /// How often a run began while the one before it held the delivery.
    fn overlaps(&self, losses: &Losses) -> u64 {
        let pairs = self.runs.array_windows();
        let overlap = pairs.filter(|[before, after]| {
            before.number == after.number && losses.end(before).is_none_or(|end| after.began < end)
        });
        overlap.count() as u64
    }

    /// Runs beyond the first.
    pub fn reruns(&self) -> u64 {
        let pairs = self.runs.array_windows();
        let again = pairs.filter(|[before, after]| before.number == after.number);
        again.count() as u64
    }

    /// What ran when its process was killed, and the run that followed, if one did.
    pub fn orphans<'a>(
        &'a self,
        kills: &'a [Kill],
    ) -> impl Iterator<Item = (&'a Run, Kill, Option<&'a Run>)> {
        self.runs.iter().enumerate().filter_map(|(place, run)| {
            let kill = kills.iter().find(|kill| kill.worker == run.worker)?;
            let next = self.runs.get(place + 1);
            let next = next.filter(|next| next.number == run.number);
            run.ended.is_none().then_some((run, *kill, next))
        })
    }
}
