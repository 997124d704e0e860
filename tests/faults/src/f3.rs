//! F3: PostgreSQL's server fails and comes back, as when its machine fails. Of SQLite the process that has the file is all there is,
//! and it is killed in F2.

use std::{fs, time::Duration};

use anyhow::Result;
use buildamp_runtime::{Error, Timestamp};
use rand::RngExt as _;
use servers::Postgres;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{
    database::Database,
    figure::Figure,
    fleet::{Fleet, until},
    job::{Job, Setup},
    judge::{Emitted, Evidence, Losses},
    ledger,
    process::Place,
    trial::{Outcome, Trial},
};

/// So many runs a worker has at once.
const SLOTS: u64 = 8;
/// Within this an emit is answered, whatever the answer is, where the machine has nothing else to do.
const ANSWER: Duration = Duration::from_secs(5);
/// Within this after the return all work again.
const RETURN: Duration = Duration::from_secs(10);

/// What the failures came to.
#[derive(Debug, Default)]
struct Failures {
    count: u64,
    /// The longest until something ran again.
    returned: Duration,
    /// The most lines that a worker logged in a second, over a failure.
    lines: f64,
}

pub async fn run(trial: &Trial) -> Outcome {
    let server = Postgres::start(&[]);
    let setup = Setup::of(server.database());
    setup.announce(&trial.folder).await?;
    Database::of(&setup.url).await?.make_effects().await?;
    let workers = trial.either(4, 2);
    let mut fleet = Fleet::start(
        workers,
        setup.clone(),
        Place::Together,
        trial.folder.clone(),
    )
    .await?;
    let goes_on = watch::Sender::new(true);
    let (emitted, failures) = tokio::join!(
        emit(trial, &setup, goes_on.subscribe()),
        fail_again_and_again(trial, &server, &mut fleet, &goes_on)
    );
    let (emitted, failures) = (emitted?, failures?);
    let mut db = Database::of(&setup.url).await?;
    until("all is done", async || {
        fleet.all_run()?;
        Ok(db.open().await? == 0)
    })
    .await?;
    fleet.end().await?;
    db.check().await?;
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&emitted.emitted, &Losses::default());
    let slowest = trial.either(ANSWER, 2 * ANSWER) + Duration::from_secs(1);
    let in_flight = failures.count * SLOTS * u64::try_from(workers)?;
    figures.extend([
        Figure::count("failures", failures.count),
        Figure::at_least("refused", emitted.refused, failures.count),
        Figure::none("with another error", emitted.other),
        Figure::within("slowest emit", emitted.slowest, slowest),
        Figure::at_most("DUPRUN", evidence.reruns(), in_flight),
        Figure::within(
            "worked again after",
            failures.returned,
            trial.either(RETURN, 3 * RETURN),
        ),
        Figure::rate("complaints", failures.lines, 1.0),
    ]);
    Ok(figures)
}

/// What whoever emits one after the other finds.
#[derive(Debug, Default)]
struct Emitting {
    emitted: Emitted,
    /// Emits that failed because of the store.
    refused: u64,
    /// Those that failed otherwise.
    other: u64,
    slowest: Duration,
}

async fn emit(trial: &Trial, setup: &Setup, goes_on: watch::Receiver<bool>) -> Result<Emitting> {
    let cx = setup.emitter().context();
    let mut chance = trial.chance();
    let mut seen = Emitting::default();
    while *goes_on.borrow() {
        let job = Job {
            number: seen.emitted.take(1).start,
            millis: chance.random_range(10..100),
            padding: String::new(),
        };
        let asked = Instant::now();
        let answer = cx.emit(job.clone()).await;
        seen.slowest = seen.slowest.max(asked.elapsed());
        match &answer {
            Ok(_) => {}
            Err(Error::Store(_)) => seen.refused += 1,
            Err(_) => seen.other += 1,
        }
        seen.emitted.heard([job.number], answer.is_ok());
        sleep(Duration::from_millis(5)).await;
    }
    Ok(seen)
}

async fn fail_again_and_again(
    trial: &Trial,
    server: &Postgres,
    fleet: &mut Fleet,
    goes_on: &watch::Sender<bool>,
) -> Result<Failures> {
    let mut chance = trial.chance();
    let mut failures = Failures::default();
    for _ in 0..trial.either(5, 2) {
        sleep(Duration::from_millis(chance.random_range(2_000..4_000))).await;
        let lasts = Duration::from_millis(chance.random_range(1_000..trial.either(8_000, 3_000)));
        let failed = Timestamp::now();
        server.without(sleep(lasts)).await;
        let back = ledger::now();
        failures.count += 1;
        failures.returned = failures.returned.max(works_again(trial, back).await?);
        failures.lines = failures.lines.max(lines_a_second(trial, failed)?);
        fleet.all_run()?;
    }
    goes_on.send_replace(false);
    Ok(failures)
}

/// How long it took until something ran again.
async fn works_again(trial: &Trial, back: i64) -> Result<Duration> {
    until("something runs again", async || {
        let runs = ledger::read(&trial.folder)?;
        Ok(runs.iter().any(|run| run.began > back))
    })
    .await?;
    let runs = ledger::read(&trial.folder)?;
    let began = runs
        .iter()
        .map(|run| run.began)
        .filter(|began| *began > back);
    let took = began.min().unwrap_or(back) - back;
    Ok(Duration::from_nanos(took.unsigned_abs()))
}

/// How often a second the worker that said most has complained of the database since then.
fn lines_a_second(trial: &Trial, since: Timestamp) -> Result<f64> {
    let mut most = 0;
    for file in fs::read_dir(&trial.folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|it| it == "log") {
            let text = fs::read_to_string(file)?;
            // What an attempt or a connection has to say for itself it says once.
            let lines = text
                .lines()
                .filter(|line| line.contains(" ERROR buildamp_runtime"));
            let times = lines.filter_map(|line| line.split(' ').next());
            let times = times.filter_map(|time| time.parse::<Timestamp>().ok());
            most = most.max(times.filter(|time| *time > since).count());
        }
    }
    // Each second has one, and the last begins within it.
    let most = most.saturating_sub(1);
    let seconds = Timestamp::now().duration_since(since).as_secs_f64();
    Ok(f64::from(u32::try_from(most)?) / seconds)
}
