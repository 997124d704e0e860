//! F5: somebody sets the machine's clock while its processes work.

use std::time::Duration;

use anyhow::Result;
use rand::seq::SliceRandom as _;
use tokio::{sync::watch, time::sleep};

use crate::{
    clock::Machine,
    database::Database,
    figure::Figure,
    fleet::{Fleet, until},
    job::{Setup, emit_jobs},
    judge::Evidence,
    process::Place,
    trial::{Outcome, Trial},
};

/// By how much the clock is set forward and back, in seconds.
const HOUR: i64 = 3600;

pub async fn run(trial: &Trial) -> Outcome {
    let machine = Machine(trial.folder.join("clock"));
    machine.set(0)?;
    let setup = Setup {
        lease: trial.either(Duration::from_secs(5), Duration::from_secs(3)),
        clock: Some(machine.0.clone()),
        ..Setup::of(trial.database())
    };
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    let mut fleet = Fleet::start(2, setup.clone(), Place::Together, trial.folder.clone()).await?;
    let goes_on = watch::Sender::new(true);
    let (emitted, jumps) = tokio::join!(
        // What takes about as long as a lease, so that something always runs.
        emit_jobs(
            trial,
            &setup,
            500..4_000,
            Duration::from_millis(200),
            goes_on.subscribe()
        ),
        set_again_and_again(trial, &machine, &setup, &goes_on)
    );
    let (emitted, jumps) = (emitted?, jumps?);
    until("all is done", async || {
        fleet.all_run()?;
        Ok(db.open().await? == 0)
    })
    .await?;
    fleet.end().await?;
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted, &fleet.losses);
    let lost = db
        .count("buildamp_attempts where outcome = 'worker_lost'")
        .await?;
    figures.extend([
        Figure::count("jumps", jumps),
        Figure::none("DUPRUN", evidence.reruns()),
        Figure::none("taken for lost", lost),
    ]);
    Ok(figures)
}

/// An hour forward, an hour back, a day back and more, in whatever order. Answers how often.
async fn set_again_and_again(
    trial: &Trial,
    machine: &Machine,
    setup: &Setup,
    goes_on: &watch::Sender<bool>,
) -> Result<u64> {
    let mut jumps = vec![HOUR, -HOUR];
    if !trial.short {
        jumps.extend([-24 * HOUR, 1, 0]);
    }
    jumps.shuffle(&mut trial.chance());
    let mut count = 0;
    for seconds in jumps {
        sleep(2 * setup.lease).await;
        machine.set(seconds)?;
        count += 1;
    }
    sleep(2 * setup.lease).await;
    // What was emitted while the clock was fast is due when it is that late again.
    machine.set(2 * HOUR)?;
    goes_on.send_replace(false);
    Ok(count + 1)
}
