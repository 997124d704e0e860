//! F6: the network between a worker and PostgreSQL stands still, is slow, or loses its connections.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use servers::{
    Wire,
    wire::{Fate, Flow},
};
use tokio::{sync::watch, time::sleep};

use crate::{
    database::Database,
    figure::Figure,
    fleet::until,
    job::{Held, Setup, emit_jobs},
    judge::{Cut, Evidence, Losses},
    ledger,
    process::{Place, Process},
    role::Role,
    trial::{Outcome, Trial},
};

/// The worker on the other side of the wire, and the number of the first that is not.
const FAR: u32 = 0;
/// Within this after the end of a cut the worker works again.
const HEALS: Duration = Duration::from_secs(30);
/// So many runs a worker has at once.
const SLOTS: u64 = 8;
/// The most connections that it may have: one for each slot, and those of the engine.
const CONNECTIONS: u64 = SLOTS + 6 + 5 + 4 + 1;
/// How long connections that are gone without a word are waited for.
const GIVEN_UP: Duration = Duration::from_secs(20);
/// The numbers of what is held during a cut begin here.
const HELD: u64 = 1 << 40;

/// What happens to the wire, and for how long.
#[derive(Debug, Clone, Copy)]
enum What {
    Flow(Flow, Duration),
    Once(Fate),
    /// Every so often for so long.
    Storm(Duration),
}

impl What {
    fn is_still(self) -> bool {
        matches!(self, Self::Flow(Flow::Still, _))
    }

    fn lasts(self) -> Duration {
        match self {
            Self::Flow(_, lasts) | Self::Storm(lasts) => lasts,
            Self::Once(_) => Duration::ZERO,
        }
    }

    /// How long it may go on after that without anybody's knowing.
    fn is_noticed_after(self) -> Duration {
        match self {
            Self::Flow(..) | Self::Storm(_) => Duration::ZERO,
            Self::Once(_) => GIVEN_UP,
        }
    }
}

fn cuts(trial: &Trial) -> Vec<What> {
    if trial.short {
        vec![
            What::Flow(Flow::Still, Duration::from_millis(1500)),
            What::Flow(Flow::Still, Duration::from_secs(9)),
            What::Storm(Duration::from_secs(2)),
        ]
    } else {
        vec![
            What::Flow(Flow::Still, Duration::from_secs(3)),
            What::Flow(Flow::Still, Duration::from_secs(20)),
            What::Flow(Flow::Still, Duration::from_mins(2)),
            What::Once(Fate::HalfOpen),
            What::Once(Fate::Lost),
            What::Flow(Flow::Slow, Duration::from_secs(20)),
            What::Storm(Duration::from_secs(10)),
        ]
    }
}

/// What the cuts came to.
#[derive(Debug, Default)]
struct Cuts {
    losses: Losses,
    /// How many outlasted the lease.
    long: u64,
    /// Attempts that were taken from the worker during those that did not.
    reassigned: u64,
    /// The longest that the worker took to work again.
    heals: Duration,
    connections: u64,
    /// Of those that the server knows, how many nobody has.
    left: u64,
}

pub async fn run(trial: &Trial) -> Outcome {
    let setup = Setup {
        lease: trial.either(Duration::from_secs(6), Duration::from_secs(4)),
        ..Setup::of(trial.database())
    };
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    let (server, name) = setup.url.rsplit_once('/').context("a URL")?;
    let (_, port) = server.rsplit_once(':').context("a port")?;
    let wire = Wire::to(port.parse()?).await?;
    let mut beyond = setup.clone();
    beyond.url = format!("postgres://postgres@127.0.0.1:{}/{name}", wire.port());
    let mut far = worker(trial, &beyond, FAR).await?;
    let goes_on = watch::Sender::new(true);
    let (emitted, cuts) = tokio::join!(
        emit_jobs(
            trial,
            &setup,
            50..200,
            Duration::from_millis(40),
            goes_on.subscribe()
        ),
        async {
            let cuts = all_cuts(trial, &setup, &wire, &mut db).await;
            goes_on.send_replace(false);
            cuts
        }
    );
    let (emitted, cuts) = (emitted?, cuts?);
    until("all is done", async || Ok(db.open().await? == 0)).await?;
    ensure!(far.ended()?.is_none(), "the worker has ended");
    far.terminate().await?;
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted, &cuts.losses);
    let all = cuts.losses.cuts.len() as u64;
    figures.extend([
        Figure::at_most("DUPRUN", evidence.reruns(), all * SLOTS),
        Figure::none("reassigned in a short cut", cuts.reassigned),
        Figure::count("long cuts", cuts.long),
        Figure::exactly(
            "completions refused",
            refused(&evidence, &cuts.losses),
            cuts.long,
        ),
        Figure::within("worked again after", cuts.heals, HEALS),
        Figure::at_most("connections", cuts.connections, CONNECTIONS),
        Figure::none("left on the server", cuts.left),
    ]);
    Ok(figures)
}

async fn worker(trial: &Trial, setup: &Setup, worker: u32) -> Result<Process> {
    let role = Role::Worker {
        setup: setup.clone(),
        folder: trial.folder.clone(),
        worker,
    };
    let log = format!("worker-{worker}");
    Process::start(&role, Place::Together, &trial.folder, &log).await
}

async fn all_cuts(trial: &Trial, setup: &Setup, wire: &Wire, db: &mut Database) -> Result<Cuts> {
    let mut cuts = Cuts::default();
    for (place, what) in (1..).zip(self::cuts(trial)) {
        let is_long = what.is_still() && what.lasts() > setup.lease;
        if is_long {
            cuts.long += 1;
            runs_what_it_will_lose(trial, setup, HELD + cuts.long).await?;
        }
        let mut other = worker(trial, setup, place).await?;
        let lost = "buildamp_attempts where outcome = 'worker_lost'";
        let before = db.count(lost).await?;
        let from = ledger::now();
        strike(wire, what).await;
        let healed = ledger::now();
        works_again(trial, healed, &mut cuts).await?;
        if what.is_still() && !is_long {
            cuts.reassigned += db.count(lost).await? - before;
        } else {
            cuts.losses.cuts.push(Cut {
                worker: FAR,
                from: from + nanos(setup.lease * 2 / 3),
                until: healed + nanos(what.is_noticed_after()),
            });
        }
        until("what was lost is done", async || {
            let done = "buildamp_deliveries d join buildamp_events e on e.seq = d.event_seq
                where d.state = 'succeeded' and e.type = 'faults.held'";
            Ok(db.count(done).await? == cuts.long)
        })
        .await?;
        other.terminate().await?;
        look_at_connections(wire, db, &mut cuts).await?;
    }
    Ok(cuts)
}

/// Has the worker run something that is done while nobody can be told of it, after its lease.
async fn runs_what_it_will_lose(trial: &Trial, setup: &Setup, number: u64) -> Result<()> {
    let takes = setup.lease + Duration::from_secs(2);
    let millis = u64::try_from(takes.as_millis())?;
    let cx = setup.emitter().context();
    cx.emit(Held { number, millis }).await?;
    until("the worker runs what it will lose", async || {
        let runs = ledger::read(&trial.folder)?;
        Ok(runs.iter().any(|run| run.number == number))
    })
    .await
}

/// Lets it happen, and be over.
async fn strike(wire: &Wire, what: What) {
    match what {
        What::Flow(flow, lasts) => {
            wire.set(flow);
            sleep(lasts).await;
            wire.set(Flow::Free);
        }
        What::Once(fate) => wire.strike(fate),
        What::Storm(lasts) => {
            let storm = async {
                loop {
                    wire.strike(Fate::Reset);
                    sleep(Duration::from_millis(200)).await;
                }
            };
            // It blows over.
            let _: Result<(), _> = tokio::time::timeout(lasts, storm).await;
        }
    }
}

/// Waits until the worker begins something again.
async fn works_again(trial: &Trial, since: i64, cuts: &mut Cuts) -> Result<()> {
    let mut began = None;
    until("the worker works again", async || {
        let runs = ledger::read(&trial.folder)?;
        let own = runs
            .iter()
            .filter(|run| run.worker == FAR && run.began > since);
        began = own.map(|run| run.began).min();
        Ok(began.is_some())
    })
    .await?;
    let took = Duration::from_nanos((began.context("it works")? - since).unsigned_abs());
    cuts.heals = cuts.heals.max(took);
    Ok(())
}

/// Once all that was cut is given up, the worker has no more connections than it may, and the server none that nobody has.
async fn look_at_connections(wire: &Wire, db: &mut Database, cuts: &mut Cuts) -> Result<()> {
    let known =
        "pg_stat_activity where application_name = 'buildamp' and datname = current_database()";
    let mut left = 0;
    for _ in 0..300 {
        // The one who emits is beside the worker, and has no slots.
        left = db
            .count(known)
            .await?
            .saturating_sub(wire.open() as u64 + CONNECTIONS);
        if left == 0 && wire.open() as u64 <= CONNECTIONS {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    cuts.connections = cuts.connections.max(wire.open() as u64);
    cuts.left += left;
    Ok(())
}

/// What the worker had done while it was cut off, and somebody else did again.
fn refused(evidence: &Evidence, losses: &Losses) -> u64 {
    let pairs = evidence.runs.array_windows();
    let refused = pairs.filter(|[before, after]| {
        let is_done_cut_off = |cut: &Cut| {
            before
                .ended
                .is_some_and(|end| (cut.from..cut.until).contains(&end))
        };
        before.number == after.number
            && before.number > HELD
            && before.worker == FAR
            && after.worker != FAR
            && losses.cuts.iter().any(is_done_cut_off)
    });
    refused.count() as u64
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
