//! F1: workers are killed, again and again.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use buildamp_runtime::{Context, Emission, Priority};
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::{sync::watch, time::sleep};

use crate::{
    database::Database,
    figure::Figure,
    fleet::{Fleet, until},
    job::{Job, Once, Setup},
    judge::{Emitted, Evidence},
    ledger,
    process::{Place, can_be_apart},
    trial::{Outcome, Trial},
};

/// How many events wait at least while workers are killed.
const BACKLOG: u64 = 2_000;
/// So many runs a worker has at once.
const SLOTS: u64 = 8;
/// Before the first kill and again and again after the last restart, the work is timed for so long.
const TIMED: Duration = Duration::from_secs(3);
/// Within this the work is as quick again as it was.
const QUICK_AGAIN: Duration = Duration::from_secs(10);
/// How long after its lease an orphan runs again.
const AFTER_LEASE: Duration = Duration::from_secs(2);
/// The numbers of what has one attempt begin here.
const ONCE: u64 = 1 << 40;

pub async fn run(trial: &Trial, place: Place) -> Outcome {
    ensure!(
        place == Place::Together || can_be_apart().await,
        "NOT SHOWN: `unshare --pid` gives no process numbers of its own here; run this as root"
    );
    let mut setup = Setup::of(trial.database());
    setup.lease = trial.either(setup.lease, Duration::from_secs(3));
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    let workers = trial.either(4, 2);
    let mut fleet = Fleet::start(workers, setup.clone(), place, trial.folder.clone()).await?;
    let goes_on = watch::Sender::new(true);
    let (emitted, killed) = tokio::join!(
        emit(trial, &setup, goes_on.subscribe()),
        kill_some(trial, &setup, &mut fleet, goes_on)
    );
    let (emitted, killed) = (emitted?, killed?);
    until("all is done", async || {
        fleet.all_run()?;
        Ok(db.open().await? == 0)
    })
    .await?;
    fleet.end().await?;
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted, &fleet.losses);
    let kills = fleet.losses.kills.len() as u64;
    figures.push(Figure::count("kills", kills));
    figures.push(Figure::at_most("DUPRUN", evidence.reruns(), kills * SLOTS));
    figures.extend(of_orphans(&evidence, &fleet, setup.lease));
    let dead = "buildamp_deliveries where state = 'dead'";
    let lost =
        format!("{dead} and dead_reason = 'worker_lost' and max_attempts = 1 and attempt = 1");
    figures.push(Figure::exactly("dead", db.count(dead).await?, killed.once));
    figures.push(Figure::exactly(
        "worker_lost",
        db.count(&lost).await?,
        killed.once,
    ));
    if !trial.short {
        let back = quick_again(&evidence, &fleet, killed.restarted);
        figures.push(Figure::within("as quick again after", back, QUICK_AGAIN));
    }
    Ok(figures)
}

/// Emits so that there is always something to do, until it is no longer wanted.
async fn emit(trial: &Trial, setup: &Setup, goes_on: watch::Receiver<bool>) -> Result<Emitted> {
    let mut db = Database::of(&setup.url).await?;
    let cx = setup.emitter().context();
    let mut chance = trial.chance();
    let backlog = trial.either(BACKLOG, BACKLOG / 10);
    let mut emitted = Emitted::default();
    while *goes_on.borrow() {
        let done = db.count("effect").await?;
        if emitted.next() < done + backlog {
            let numbers = emitted.take(100);
            let jobs: Vec<Job> = numbers
                .clone()
                .map(|number| job(number, &mut chance))
                .collect();
            emitted.heard(numbers, cx.emit_all(jobs).await.is_ok());
        }
        let job = job(emitted.take(1).start, &mut chance);
        emitted.heard([job.number], cx.emit(job.clone()).await.is_ok());
        sleep(Duration::from_millis(5)).await;
    }
    Ok(emitted)
}

fn job(number: u64, chance: &mut StdRng) -> Job {
    Job {
        number,
        millis: chance.random_range(20..100),
        padding: String::new(),
    }
}

struct Killed {
    /// How many of one attempt were killed with their worker.
    once: u64,
    /// When the last of the killed had a successor.
    restarted: i64,
}

/// Kills one at random every two seconds, and each third time the one that has an event of one attempt.
async fn kill_some(
    trial: &Trial,
    setup: &Setup,
    fleet: &mut Fleet,
    goes_on: watch::Sender<bool>,
) -> Result<Killed> {
    // What kills whom is up to the seed, whatever the emitter draws meanwhile.
    let mut chance = trial.chance();
    let cx = setup.emitter().context();
    sleep(2 * TIMED).await;
    let mut once = 0;
    for kill in 0..trial.either(30, 4) {
        let victim = if kill % 3 == 1 {
            once += 1;
            runs_once(trial, &cx, ONCE + once).await?
        } else {
            *fleet.numbers().choose(&mut chance).context("a worker")?
        };
        fleet.kill(victim).await?;
        sleep(Duration::from_secs(1)).await;
        fleet.add().await?;
        sleep(Duration::from_secs(1)).await;
    }
    let restarted = ledger::now();
    sleep(trial.either(QUICK_AGAIN + TIMED, setup.lease)).await;
    goes_on.send_replace(false);
    Ok(Killed { once, restarted })
}

/// The worker that runs an event of one attempt.
async fn runs_once(trial: &Trial, cx: &Context, number: u64) -> Result<u32> {
    let once = Emission::new(Once { number }).priority(Priority::HIGH);
    cx.emit(once).await?;
    let mut worker = None;
    until("an event of one attempt runs", async || {
        let runs = ledger::read(&trial.folder)?;
        let run = runs.iter().find(|run| run.number == number);
        worker = run.map(|run| run.worker);
        Ok(worker.is_some())
    })
    .await?;
    worker.context("it runs")
}

/// How soon what was killed ran again, and whether the attempt counted. What was lost twice, be it that the second time it was
/// only held, waits for its turn, as it may be what kills the workers.
fn of_orphans(evidence: &Evidence, fleet: &Fleet, lease: Duration) -> [Figure; 3] {
    let mut orphans = 0;
    let mut longest = 0;
    let mut uncharged = 0;
    for (run, kill, next) in evidence.orphans(&fleet.losses.kills) {
        let Some(next) = next else {
            // Of one attempt, or committed already.
            continue;
        };
        orphans += 1;
        uncharged += u64::from(next.attempt <= run.attempt);
        if (run.attempt, next.attempt) == (1, 2) {
            longest = longest.max(next.began - kill.at);
        }
    }
    let longest = Duration::from_nanos(longest.unsigned_abs());
    [
        Figure::count("orphans", orphans),
        Figure::within("ran again after", longest, lease + AFTER_LEASE),
        Figure::none("uncharged", uncharged),
    ]
}

/// How long after the last restart the work was nine tenths as quick as before the first kill.
fn quick_again(evidence: &Evidence, fleet: &Fleet, restarted: i64) -> Duration {
    let timed = i64::try_from(TIMED.as_nanos()).unwrap_or(i64::MAX);
    let ended_in = |from: i64| {
        let ends = evidence.runs.iter().filter_map(|run| run.ended);
        ends.filter(|end| (from..from + timed).contains(end))
            .count()
    };
    let before = fleet
        .losses
        .kills
        .first()
        .map_or(0, |kill| ended_in(kill.at - timed));
    let step = Duration::from_millis(250);
    let mut after = Duration::ZERO;
    while after <= QUICK_AGAIN {
        let from = restarted + i64::try_from(after.as_nanos()).unwrap_or(i64::MAX);
        if ended_in(from) * 10 >= before * 9 {
            return after;
        }
        after += step;
    }
    Duration::MAX
}
