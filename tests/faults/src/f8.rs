//! F8: events are poison to their handlers, and some to whole processes. Others go on beside them, and a mended handler makes
//! good for all.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};
use buildamp_runtime::{
    Context, DeadReason, Delivery, DeliveryAction, DeliveryFilter, Emission, Envelope, Operations,
    State,
};
use rand::seq::SliceRandom as _;
use tokio::{sync::watch, time::sleep};

use crate::{
    database::Database,
    figure::Figure,
    fleet::{Fleet, until},
    job::{Setup, emit_jobs},
    judge::Evidence,
    ledger::{self, Run},
    poison::{Harm, Poison, Undecodable},
    process::Place,
    trial::{Outcome, Trial},
};

/// The numbers of what is poison begin here.
const POISON: u64 = 1 << 40;
/// Which of them do what goes by the thousands.
const EACH: u64 = 1000;
const KINDS: [Kind; 5] = [
    Kind::Harms(Harm::Fails),
    Kind::Harms(Harm::Panics),
    Kind::Harms(Harm::IsLarge),
    Kind::Harms(Harm::BlocksItsThread),
    Kind::IsUndecodable,
];
const LARGE: usize = 10_000_000;
/// So many lost workers quarantine an event.
const MAX_LOST: u32 = 3;
/// What runs at the moment of a crash on a machine that is busy is lost as often.
const BESIDE: u64 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Harms(Harm),
    IsUndecodable,
}

pub async fn run(trial: &Trial) -> Outcome {
    let setup = Setup {
        max_lost: MAX_LOST,
        ..Setup::of(trial.database())
    };
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    let mut fleet = Fleet::start(3, setup.clone(), Place::Together, trial.folder.clone()).await?;
    let goes_on = watch::Sender::new(true);
    let (emitted, harmed) = tokio::join!(
        // What has no harm in it, so that others run beside the poison.
        emit_jobs(
            trial,
            &setup,
            20..60,
            Duration::from_millis(20),
            goes_on.subscribe()
        ),
        harm(trial, &setup, &mut fleet, &mut db, goes_on)
    );
    let (mut emitted, harmed) = (emitted?, harmed?);
    until("all is done or dead", async || {
        fleet.all_run()?;
        Ok(db.open().await? == 0)
    })
    .await?;
    fleet.end().await?;

    let operations = setup.emitter().operations();
    let dead = dead(&operations).await?;
    let reports = reports_of_stuck_handlers(trial)?;
    mend(trial, &setup, &mut db).await?;

    emitted.heard(harmed.numbers.iter().copied(), true);
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted, &fleet.losses);
    let expected = expected_to_be_dead(&harmed);
    let beside = (dead.len() as u64).checked_sub(expected);
    let beside = beside.context("less is dead than is poison")?;
    figures.extend([
        Figure::count("poison", harmed.numbers.len() as u64),
        Figure::at_most("dead beside it", beside, BESIDE * harmed.killers),
        Figure::none("wrongly told", wrongly_told(&dead)),
        Figure::exactly(
            "crashes",
            harmed.crashes,
            harmed.killers * u64::from(MAX_LOST),
        ),
        Figure::exactly(
            "stuck",
            reports,
            harmed.count(Kind::Harms(Harm::BlocksItsThread)),
        ),
        Figure::none("changed by the replay", changed(&operations, &dead).await?),
    ]);
    if !trial.short {
        let slower = percent(&evidence.runs, harmed.from, harmed.until);
        figures.push(Figure::at_most("neighbours' p99, %", slower, 110));
    }
    Ok(figures)
}

/// What was done to the workers.
struct Harmed {
    numbers: Vec<u64>,
    /// How many of them kill their processes.
    killers: u64,
    crashes: u64,
    /// While none of them did so.
    from: i64,
    until: i64,
}

impl Harmed {
    fn count(&self, kind: Kind) -> u64 {
        let own = self.numbers.iter().filter(|it| kind_of(**it) == Some(kind));
        own.count() as u64
    }
}

/// `None` for what kills its process, and what is no poison.
fn kind_of(number: u64) -> Option<Kind> {
    let place = number.checked_sub(POISON)? / EACH;
    KINDS.get(usize::try_from(place).ok()?).copied()
}

/// Emits what harms handlers in whatever order, and then one after the other what kills processes.
async fn harm(
    trial: &Trial,
    setup: &Setup,
    fleet: &mut Fleet,
    db: &mut Database,
    goes_on: watch::Sender<bool>,
) -> Result<Harmed> {
    let cx = setup.emitter().context();
    sleep(Duration::from_secs(trial.either(10, 1))).await;
    let from = ledger::now();
    let mut numbers: Vec<u64> = (0..)
        .zip(KINDS)
        .flat_map(|(place, kind)| {
            let many = match kind {
                Kind::Harms(Harm::BlocksItsThread) => 1,
                _ => trial.either(10, 3),
            };
            (0..many).map(move |number| POISON + place * EACH + number)
        })
        .collect();
    numbers.shuffle(&mut trial.chance());
    for &number in &numbers {
        emit(&cx, number).await?;
        sleep(Duration::from_millis(trial.either(500, 50))).await;
    }
    until("the stuck handler is reported", async || {
        fleet.all_run()?;
        Ok(reports_of_stuck_handlers(trial)? > 0)
    })
    .await?;
    let waits = format!("{POISONED} and state not in ('succeeded', 'dead')");
    until("the poison is done or dead", async || {
        Ok(db.count(&waits).await? == 0)
    })
    .await?;
    let before_the_killers = ledger::now();

    let killers = trial.either(3, 1);
    let mut crashes = 0;
    for killer in 0..killers {
        let number = POISON + KINDS.len() as u64 * EACH + killer;
        numbers.push(number);
        emit(&cx, number).await?;
        until("what kills its process is dead", async || {
            crashes += fleet.replace_crashed().await?;
            Ok(db.count(&waits).await? == 0)
        })
        .await?;
    }
    goes_on.send_replace(false);
    Ok(Harmed {
        numbers,
        killers,
        crashes,
        from,
        until: before_the_killers,
    })
}

const POISONED: &str = "buildamp_deliveries where consumer_id =
    (select id from buildamp_consumers where name = 'poison')";

async fn emit(cx: &Context, number: u64) -> Result<()> {
    let harm = match kind_of(number) {
        Some(Kind::IsUndecodable) => {
            let number = number.to_string();
            cx.emit(Undecodable { number }).await?;
            return Ok(());
        }
        Some(Kind::Harms(harm)) => harm,
        None => Harm::OverflowsTheStack,
    };
    let padding = match harm {
        Harm::IsLarge => "x".repeat(LARGE),
        _ => String::new(),
    };
    let emission = Emission::new(Poison {
        number,
        harm,
        padding,
    });
    let emission = match harm {
        // Each attempt takes a thread for a while.
        Harm::BlocksItsThread => emission.max_attempts(1),
        _ => emission,
    };
    cx.emit(emission).await?;
    Ok(())
}

/// How often a worker has said that a handler is stuck.
fn reports_of_stuck_handlers(trial: &Trial) -> Result<u64> {
    let mut count = 0;
    for file in fs::read_dir(&trial.folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|it| it == "log") {
            let log = fs::read_to_string(file)?;
            count += log.matches("stuck: the handler was ended").count();
        }
    }
    Ok(count as u64)
}

/// A dead letter with its event.
struct Dead {
    delivery: Delivery,
    event: Envelope,
}

impl Dead {
    /// The number of its event, however it is written.
    fn number(&self) -> Result<u64> {
        let data: serde_json::Value = self.event.payload()?;
        let number = &data["number"];
        let text = number.as_str().map(str::parse).transpose()?;
        text.or(number.as_u64()).context("a number")
    }
}

async fn dead(operations: &Operations) -> Result<Vec<Dead>> {
    let mut filter = DeliveryFilter::default();
    filter.state = Some(State::Dead);
    let mut dead = Vec::new();
    let mut after = None;
    loop {
        let page = operations.deliveries(&filter, after, 100).await?;
        for delivery in page.items {
            let (event, _) = operations.event(delivery.event).await?;
            dead.push(Dead { delivery, event });
        }
        after = page.next;
        if after.is_none() {
            return Ok(dead);
        }
    }
}

/// All but what is only large.
fn expected_to_be_dead(harmed: &Harmed) -> u64 {
    harmed.numbers.len() as u64 - harmed.count(Kind::Harms(Harm::IsLarge))
}

/// How many dead letters do not say why they are dead.
fn wrongly_told(dead: &[Dead]) -> u64 {
    let is_right = |dead: &&Dead| {
        let number = dead.number().unwrap_or_default();
        let error = dead.delivery.error.as_deref().unwrap_or_default();
        let says = |texts: &[&str]| texts.iter().all(|text| error.contains(text));
        let poison = format!("number {number} is poison");
        let attempts = dead.delivery.attempt;
        match kind_of(number) {
            Some(Kind::Harms(Harm::Fails)) => {
                attempts == 5 && says(&[&poison, &format!("the cause of {number}")])
            }
            Some(Kind::Harms(Harm::Panics)) => {
                attempts == 5 && says(&[&poison, "the handler panicked"])
            }
            Some(Kind::Harms(Harm::BlocksItsThread)) => attempts == 1 && says(&["timed out"]),
            Some(Kind::IsUndecodable) => attempts == 5 && says(&["number"]),
            // What was beside it when it killed its process, too.
            Some(Kind::Harms(_)) | None => {
                attempts == MAX_LOST && dead.delivery.dead_reason == Some(DeadReason::WorkerLost)
            }
        }
    };
    dead.iter().filter(|it| !is_right(it)).count() as u64
}

/// Replays all that is dead where the handlers bear it.
async fn mend(trial: &Trial, setup: &Setup, db: &mut Database) -> Result<()> {
    let setup = Setup {
        mended: true,
        ..setup.clone()
    };
    let folder = trial.folder.join("mended");
    fs::create_dir(&folder)?;
    let mut fleet = Fleet::start(2, setup.clone(), Place::Together, folder).await?;
    let all = DeliveryFilter::default();
    let operations = setup.emitter().operations();
    operations.act_on_all(DeliveryAction::Replay, &all).await?;
    until("all that was dead is done", async || {
        fleet.all_run()?;
        Ok(db.open().await? == 0)
    })
    .await?;
    fleet.end().await
}

/// How many of what was dead did not succeed as the same event, of the same chain.
async fn changed(operations: &Operations, dead: &[Dead]) -> Result<u64> {
    let mut changed = 0;
    for before in dead {
        let (event, deliveries) = operations.event(before.event.id).await?;
        let now = deliveries
            .iter()
            .find(|it| it.delivery.id == before.delivery.id);
        let has_succeeded = now.is_some_and(|it| it.delivery.state == State::Succeeded);
        changed += u64::from(event != before.event || !has_succeeded);
    }
    Ok(changed)
}

/// How long jobs take at most beside the poison, but for one in a hundred, in per cent of how long they take without.
fn percent(runs: &[Run], from: i64, until: i64) -> u64 {
    let p99 = |range: std::ops::Range<i64>| {
        let own = runs
            .iter()
            .filter(|run| run.number < POISON && range.contains(&run.began));
        let mut took: Vec<i64> = own.filter_map(|run| Some(run.ended? - run.began)).collect();
        took.sort_unstable();
        took.get(took.len() * 99 / 100).copied().unwrap_or_default()
    };
    let (without, beside) = (p99(0..from), p99(from..until));
    u64::try_from(100 * beside / without.max(1)).unwrap_or(u64::MAX)
}
