//! F4: the disk is full for a while.

use std::{cell::RefCell, time::Duration};

use anyhow::{Result, ensure};
use futures_util::future::join_all;
use rand::{RngExt as _, SeedableRng as _, distr::Alphanumeric, rngs::StdRng};
use tokio::time::{Instant, sleep};

use crate::{
    database::Database,
    disk::Disk,
    figure::Figure,
    fleet::until,
    job::{Job, Setup},
    judge::{Emitted, Evidence, Losses},
    ledger,
    site::Site,
    trial::{Outcome, Store, Trial},
    web::{self, OWN, partial},
};

const MEGABYTES: u32 = 64;
/// What is stored before.
const EARLIER: u64 = 200;
/// So many handlers run all the while.
const LONG: u64 = 4;
/// So many emit at once.
const EMITTERS: usize = 8;
/// What makes the database need room soon.
const PADDING: usize = 8 << 10;
/// Within this an emit has its answer, and all is well again once there is room.
const ANSWER: Duration = Duration::from_secs(5);
const RECOVERY: Duration = Duration::from_secs(10);
/// How soon after the first refusal the application says that it is not ready.
const SAYS_SO: Duration = Duration::from_millis(500);

pub async fn run(trial: &Trial) -> Outcome {
    let disk = Disk::new(trial.folder.join("disk"), MEGABYTES)?;
    let server = (trial.store == Store::Postgres).then(|| servers::Postgres::start(&[]));
    let url = match &server {
        Some(server) => server.database_in(disk.path()),
        None => format!("sqlite:{}", disk.path().join("events.db").display()),
    };
    let setup = Setup {
        // Shorter than the disk is full.
        lease: trial.either(Duration::from_secs(5), Duration::from_secs(3)),
        slots: 16,
        ..Setup::of(url)
    };
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    db.execute(OWN).await?;
    let (site, address) = Site::new()?;
    let mut web = web::start(trial, &setup, 0, &address).await?;
    until("it is ready", async || Ok(site.is_ready().await)).await?;

    let mut emitted = Emitted::default();
    for number in emitted.take(EARLIER) {
        emitted.heard(
            [number],
            site.emit(&job(number, 1, PADDING / 8)).await? == 201,
        );
    }
    until("what is stored before is done", async || {
        Ok(db.count("effect").await? == EARLIER)
    })
    .await?;
    let earlier = db.events_below(EARLIER).await?;
    let hold = trial.either(Duration::from_secs(30), Duration::from_secs(5));
    let long = emitted.take(LONG);
    let takes = u64::try_from((hold + Duration::from_secs(2)).as_millis())?;
    for number in long.clone() {
        emitted.heard([number], site.emit(&job(number, takes, 0)).await? == 201);
    }
    until("what takes long runs", async || {
        let runs = ledger::read(&trial.folder)?;
        Ok(runs.iter().filter(|run| long.contains(&run.number)).count() == 4)
    })
    .await?;

    let times = Times::new(&disk, hold)?;
    let seen = RefCell::new(Seen {
        emitted,
        answers: Vec::new(),
        ready: Vec::new(),
    });
    let emitters = (0..EMITTERS).map(|_| emit(&site, &times, &seen));
    tokio::join!(
        join_all(emitters),
        async {
            while Instant::now() < times.ends {
                let is_ready = site.is_ready().await;
                seen.borrow_mut().ready.push((Instant::now(), is_ready));
                sleep(Duration::from_millis(100)).await;
            }
        },
        async {
            tokio::time::sleep_until(times.freed).await;
            disk.free().expect("the filler is there");
        }
    );
    until("all is done", async || Ok(db.open().await? == 0)).await?;
    ensure!(web.ended()?.is_none(), "the application has ended");
    web.terminate().await?;
    db.check().await?;

    let seen = seen.into_inner();
    let evidence = Evidence::gather(trial, &mut db).await?;
    let mut figures = evidence.figures(&seen.emitted, &Losses::default());
    figures.extend(seen.figures(&times));
    let runs = evidence.runs.iter();
    let runs = runs.filter(|run| long.contains(&run.number)).count() as u64;
    figures.push(Figure::exactly("runs of what ran", runs, LONG));
    let changed = u64::from(db.events_below(EARLIER).await? != earlier);
    figures.push(Figure::none("earlier rows changed", changed));
    figures.push(Figure::none("partial", partial(&mut db).await?));
    Ok(figures)
}

/// Its padding cannot be compressed.
fn job(number: u64, millis: u64, padding: usize) -> Job {
    let letters = StdRng::seed_from_u64(number).sample_iter(Alphanumeric);
    Job {
        number,
        millis,
        padding: letters.take(padding).map(char::from).collect(),
    }
}

/// When the disk was filled, has room again, and the end.
struct Times {
    freed: Instant,
    ends: Instant,
}

impl Times {
    fn new(disk: &Disk, hold: Duration) -> Result<Self> {
        disk.fill()?;
        let freed = Instant::now() + hold;
        Ok(Self {
            freed,
            ends: freed + RECOVERY / 2,
        })
    }
}

/// What whoever uses the application sees meanwhile.
struct Seen {
    emitted: Emitted,
    /// When the answers came, what they were, and how long they took.
    answers: Vec<(Instant, Option<u16>, Duration)>,
    ready: Vec<(Instant, bool)>,
}

/// Emits one after the other, large ones as long as there is no room.
async fn emit(site: &Site, times: &Times, seen: &RefCell<Seen>) {
    while Instant::now() < times.ends {
        let is_full = Instant::now() < times.freed;
        let number = seen.borrow_mut().emitted.take(1).start;
        let asked = Instant::now();
        let answer = site
            .emit(&job(number, 5, if is_full { PADDING } else { 0 }))
            .await;
        seen.borrow_mut()
            .heard(number, answer.ok(), asked.elapsed());
        sleep(Duration::from_millis(20)).await;
    }
}

impl Seen {
    fn heard(&mut self, number: u64, status: Option<u16>, took: Duration) {
        self.emitted.heard([number], status == Some(201));
        self.answers.push((Instant::now(), status, took));
    }

    fn figures(&self, times: &Times) -> Vec<Figure> {
        let with = |wanted: u16| {
            let answers = self.answers.iter();
            answers
                .filter(|(_, status, _)| *status == Some(wanted))
                .count() as u64
        };
        let other = self.answers.len() as u64 - with(201) - with(507) - with(503);
        let slowest = self.answers.iter().map(|(_, _, took)| *took).max();
        let refused = self
            .answers
            .iter()
            .find(|(_, status, _)| *status == Some(507));
        let refused = refused.map_or(times.freed, |(at, ..)| *at);
        let ready = self
            .ready
            .iter()
            .filter(|(at, is_ready)| *is_ready && (refused + SAYS_SO..times.freed).contains(at));
        vec![
            Figure::at_least("refused with 507", with(507), 1),
            Figure::count("with 503", with(503)),
            Figure::none("otherwise", other),
            Figure::within("slowest answer", slowest.unwrap_or_default(), ANSWER),
            Figure::none("ready while full", ready.count() as u64),
            Figure::within("recovered after", self.recovered(times), RECOVERY),
        ]
    }

    /// How long after there was room again an emit succeeded and the application was ready.
    fn recovered(&self, times: &Times) -> Duration {
        let answered = self.answers.iter();
        let answered = answered.filter(|(at, status, _)| *at > times.freed && *status == Some(201));
        let ready = self.ready.iter();
        let ready = ready.filter(|(at, is_ready)| *at > times.freed && *is_ready);
        match (answered.map(|it| it.0).min(), ready.map(|it| it.0).min()) {
            (Some(answered), Some(ready)) => answered.max(ready) - times.freed,
            _ => Duration::MAX,
        }
    }
}
