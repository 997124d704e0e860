//! F12: two builds that know one event in different versions emit and handle it side by side.

use std::time::Duration;

use anyhow::Result;
use buildamp_runtime::{App, DeliveryAction, DeliveryFilter, State};
use rand::RngExt as _;
use tokio::time::sleep;

use crate::{
    builds::{Build, UPCASTS, new, old},
    database::Database,
    figure::Figure,
    fleet::until,
    job::Setup,
    judge::{Emitted, Evidence, Losses},
    ledger::Run,
    process::{Place, Process},
    role::Role,
    trial::{Outcome, Trial},
};

/// The numbers of the workers of the new build begin here.
const NEW: u32 = 100;
/// So many kinds of events there are; a number says by its rest of which it is.
const KINDS: u64 = 6;
/// What the old build fails at for good.
const FAILS: u64 = 5;
/// How many of them there are.
const FAILED: u64 = 5;
/// Longer than what nobody knows is handed on.
const A_DAY: Duration = Duration::from_hours(25);

/// Whether no old build knows the event of this number: it is of a newer version, or has a variant that came later.
fn is_new_alone(number: u64) -> bool {
    matches!(number % KINDS, 1 | 3)
}

pub async fn run(trial: &Trial) -> Outcome {
    let setup = Setup::of(trial.database());
    let app = setup.emitter();
    Build::Old
        .app(&setup, &trial.folder, u32::MAX, Duration::ZERO)?
        .consumers()
        .await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    db.execute(UPCASTS).await?;
    let now = Duration::ZERO;
    let mut workers = Vec::new();
    for worker in 0..2 {
        workers.push(start(trial, &setup, Build::Old, worker, now).await?);
    }
    let mut emitted = Emitted::default();
    for place in 0..FAILED {
        emit(&app, &mut emitted, place * KINDS + FAILS).await;
    }
    let dead = "buildamp_deliveries where state = 'dead'";
    until("the old build has failed", async || {
        Ok(db.count(dead).await? == FAILED)
    })
    .await?;

    for worker in NEW..NEW + 2 {
        workers.push(start(trial, &setup, Build::New, worker, now).await?);
    }
    let mut chance = trial.chance();
    for place in FAILED..trial.either(5_000, 200) {
        emit(
            &app,
            &mut emitted,
            place * KINDS + chance.random_range(0..FAILS),
        )
        .await;
        sleep(Duration::from_millis(2)).await;
    }
    for mut worker in workers.drain(..2) {
        worker.terminate().await?;
    }
    let mut all_dead = DeliveryFilter::default();
    all_dead.state = Some(State::Dead);
    let replay = app.operations();
    let replayed = replay.act_on_all(DeliveryAction::Replay, &all_dead).await?;
    until("all is done", async || Ok(db.open().await? == 0)).await?;
    for mut worker in workers {
        worker.terminate().await?;
    }
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted, &Losses::default());
    let runs = evidence.runs.iter();
    let wrong = runs.filter(|run| run.worker < NEW && is_new_alone(run.number));
    let wrong = wrong.count() as u64;
    let handed_on = db
        .count("buildamp_attempts where outcome = 'released'")
        .await?;
    let charged = "buildamp_deliveries where attempt - attempt_base <> 1";
    let upcast = "upcasts where upcasts <> case when version = 1 then 1 else 0 end";
    figures.extend([
        Figure::none("DUPRUN", evidence.reruns()),
        Figure::at_least("by the old build", by(&evidence, |worker| worker < NEW), 1),
        Figure::at_least("by the new", by(&evidence, |worker| worker >= NEW), 1),
        Figure::none("new ones by the old", wrong),
        Figure::at_least("handed on", handed_on, 1),
        Figure::none("charged", db.count(charged).await?),
        Figure::exactly("replayed", replayed, FAILED),
        Figure::at_least(
            "upcast",
            db.count("upcasts where version = 1").await?,
            FAILED,
        ),
        Figure::none("not once", db.count(upcast).await?),
    ]);
    figures.push(nobody_knows(trial, &setup, &app, &mut db).await?);
    Ok(figures)
}

fn by(evidence: &Evidence, whose: impl Fn(u32) -> bool) -> u64 {
    let runs = evidence.runs.iter();
    runs.filter(|run: &&Run| whose(run.worker)).count() as u64
}

async fn start(
    trial: &Trial,
    setup: &Setup,
    build: Build,
    worker: u32,
    ahead: Duration,
) -> Result<Process> {
    let role = Role::Build {
        build,
        setup: setup.clone(),
        folder: trial.folder.clone(),
        worker,
        ahead,
    };
    let log = format!("worker-{worker}");
    Process::start(&role, Place::Together, &trial.folder, &log).await
}

/// Emits what the number says, as the build does that has it.
async fn emit(app: &App, emitted: &mut Emitted, number: u64) {
    let cx = app.context();
    let cents = 100 * number + 1;
    let stored = match number % KINDS {
        0 => cx.emit(old::Order { number, amount: 7 }).await,
        1 => {
            cx.emit(new::Order {
                number,
                cents,
                upcasts: 0,
            })
            .await
        }
        2 => {
            let text = "more".to_owned();
            cx.emit(new::Note { number, text }).await
        }
        3 => {
            let by = new::By::Coins;
            cx.emit(new::Refund { number, by }).await
        }
        4 => {
            let by = old::By::Card;
            cx.emit(old::Refund { number, by }).await
        }
        _ => cx.emit(old::Order { number, amount: 0 }).await,
    };
    emitted.heard([number], stored.is_ok());
}

/// What no worker knows is handed on for a day, and then dead. Answers how many were.
async fn nobody_knows(
    trial: &Trial,
    setup: &Setup,
    app: &App,
    db: &mut Database,
) -> Result<Figure> {
    let mut unknown = Emitted::default();
    for number in [1, 3] {
        emit(app, &mut unknown, (1 << 40) * KINDS + number).await;
    }
    let released = "buildamp_attempts where outcome = 'released'";
    let before = db.count(released).await?;
    let mut old = start(trial, setup, Build::Old, 2, Duration::ZERO).await?;
    until("they are handed on", async || {
        Ok(db.count(released).await? >= before + 4)
    })
    .await?;
    old.terminate().await?;
    let mut later = start(trial, setup, Build::Old, 3, A_DAY).await?;
    until("they are given up", async || Ok(db.open().await? == 0)).await?;
    later.terminate().await?;
    let dead = "buildamp_deliveries where state = 'dead' and dead_reason = 'unknown_type' and attempt - attempt_base <= 1";
    Ok(Figure::exactly(
        "given up after a day",
        db.count(dead).await?,
        2,
    ))
}
