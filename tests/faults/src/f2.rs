//! F2: the process that serves, emits and handles is killed under load, while a browser watches.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    rc::Rc,
    time::Duration,
};

use anyhow::{Result, anyhow, ensure};
use rand::RngExt as _;
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep},
};

use crate::{
    database::Database,
    figure::Figure,
    fleet::until,
    job::{Job, Setup},
    judge::{Emitted, Evidence, Kill, Losses},
    ledger,
    process::Process,
    site::Site,
    trial::{Outcome, Store, Trial},
    watch::{Seen, watch},
    web::{self, OWN, partial},
};

const SLOTS: usize = 16;
/// Every so many requests are of the browser's session.
const OF_SESSION: u64 = 5;
/// Of the others, every so many are webhooks.
const WEBHOOK: u64 = 2;
/// How long a sender repeats what was not acknowledged, and how often.
const REPEATS: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(200);
/// Within this after its start the application is ready, where the machine has nothing else to do.
const READY: Duration = Duration::from_secs(3);
/// How long the browser may wait for the last messages.
const LAST: Duration = Duration::from_secs(20);

pub async fn run(trial: &Trial) -> Outcome {
    let setup = Setup {
        slots: SLOTS,
        ..Setup::of(trial.database())
    };
    setup.announce(&trial.folder).await?;
    let mut db = Database::of(&setup.url).await?;
    db.make_effects().await?;
    db.execute(OWN).await?;
    // From now on the application alone has the file, if it is one.
    db.close().await?;
    let (site, address) = Site::new()?;
    let seen = RefCell::new(Seen::default());
    let mut killer = Killer {
        trial,
        setup: &setup,
        address,
        seen: &seen,
        losses: Losses::default(),
        ready: Duration::ZERO,
    };
    let first = web::start(trial, &setup, 0, &killer.address).await?;
    until("it is ready", async || Ok(site.is_ready().await)).await?;
    let cookie = Rc::new(site.visit().await?);

    // What stands in the database when the browser loads its state.
    let loaded = RefCell::new(HashSet::new());
    let load = async || {
        let effects = Database::of(&setup.url).await?.effects().await?;
        loaded.borrow_mut().extend(effects.into_keys());
        Ok(())
    };
    let is_over = Cell::new(false);
    let work = async {
        until("the browser watches", async || Ok(seen.borrow().has_come)).await?;
        let asking = ask(trial, &site, &cookie, &is_over);
        let killing = async {
            let last = killer.kill_and_restart(first, &site).await;
            is_over.set(true);
            last
        };
        let (asked, last) = tokio::join!(asking, killing);
        let (mut last, mut db) = (last?, Database::of(&setup.url).await?);
        until("all is done", async || Ok(db.open().await? == 0)).await?;
        let effects = db.effects().await?;
        let of_session: &Vec<u64> = &asked.1;
        let is_told = |number: &u64| {
            !effects.contains_key(number)
                || seen.borrow().done.contains_key(number)
                || loaded.borrow().contains(number)
        };
        let waits = Instant::now();
        while waits.elapsed() < LAST && !of_session.iter().all(is_told) {
            sleep(Duration::from_millis(100)).await;
        }
        ensure!(last.ended()?.is_none(), "the last one has ended by itself");
        last.terminate().await?;
        anyhow::Ok((asked, db))
    };
    let ((emitted, of_session), mut db) = tokio::select! {
        done = work => done?,
        failed = watch(&site, &cookie, &seen, load) => return Err(failed.err().unwrap_or_else(|| anyhow!("the browser left"))),
    };
    db.check().await?;

    let evidence = Evidence::gather(trial, &mut db).await?;
    let Killer { losses, ready, .. } = killer;
    let seen = seen.into_inner();
    let loaded = loaded.into_inner();
    let told = |number: &u64| seen.done.contains_key(number) || loaded.contains(number);
    let of_session = of_session
        .iter()
        .filter(|number| evidence.effects.contains_key(number));
    let gaps = of_session.filter(|number| !told(number)).count() as u64;
    let mut figures = evidence.figures(&emitted, &losses);
    let kills = losses.kills.len() as u64;
    figures.extend([
        Figure::count("kills", kills),
        Figure::count("without an answer", emitted.doubtful.len() as u64),
        Figure::at_most("DUPRUN", evidence.reruns(), kills * SLOTS as u64),
        Figure::none("partial", partial(&mut db).await?),
        Figure::within("ready after", ready, trial.either(READY, READY * 10)),
        Figure::at_least("resumed", seen.resumed, kills),
        Figure::count("resyncs", seen.resyncs),
        Figure::none("silent gaps", gaps),
        Figure::none(
            "told twice",
            seen.done.values().filter(|count| **count > 1).count() as u64,
        ),
    ]);
    Ok(figures)
}

/// Asks at a steady rate, whatever becomes of the answers. Answers with what became of it, and what is of the session.
async fn ask(
    trial: &Trial,
    site: &Site,
    cookie: &Rc<String>,
    is_over: &Cell<bool>,
) -> (Emitted, Vec<u64>) {
    let mut chance = trial.chance();
    let mut tick = interval(Duration::from_millis(trial.either(2, 10)));
    let emitted = Rc::new(RefCell::new(Emitted::default()));
    let mut of_session = Vec::new();
    let mut asking = JoinSet::new();
    while !is_over.get() {
        tick.tick().await;
        let job = Job {
            number: emitted.borrow_mut().take(1).start,
            millis: chance.random_range(1..10),
            padding: String::new(),
        };
        let is_of_session = job.number.is_multiple_of(OF_SESSION);
        if is_of_session {
            of_session.push(job.number);
        }
        let (site, cookie, emitted) = (site.clone(), Rc::clone(cookie), Rc::clone(&emitted));
        let is_webhook = !is_of_session && job.number.is_multiple_of(WEBHOOK);
        asking.spawn_local(async move {
            if is_webhook {
                let is_stored = deliver(&site, &job).await;
                emitted.borrow_mut().heard([job.number], is_stored);
                return;
            }
            let cookie = if is_of_session { cookie.as_str() } else { "" };
            let answer = site.emit_as(cookie, &job).await;
            let is_stored = answer.is_ok_and(|status| status == 201);
            emitted.borrow_mut().heard([job.number], is_stored);
        });
        while asking.try_join_next().is_some() {}
    }
    asking.join_all().await;
    (emitted.take(), of_session)
}

/// As a sender does: again and again until it is acknowledged, and then once more, since an acknowledgement may be lost.
async fn deliver(site: &Site, job: &Job) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < REPEATS {
        if site.send(job).await.is_ok_and(|status| status == 200) {
            // Whatever becomes of it, it must not be a second event.
            let _ = site.send(job).await;
            return true;
        }
        sleep(PAUSE).await;
    }
    false
}

struct Killer<'t> {
    trial: &'t Trial,
    setup: &'t Setup,
    address: String,
    /// What the browser has seen.
    seen: &'t RefCell<Seen>,
    losses: Losses,
    /// The longest from a start until it was ready.
    ready: Duration,
}

impl Killer<'_> {
    /// Kills one after the other, and starts the next at once.
    async fn kill_and_restart(&mut self, first: Process, site: &Site) -> Result<Process> {
        let mut web = first;
        for worker in 0..self.trial.either(10, 3) {
            sleep(Duration::from_secs(self.trial.either(3, 1))).await;
            let at = ledger::now();
            web.kill().await?;
            self.losses.kills.push(Kill { worker, at });
            if self.trial.store == Store::Sqlite {
                let mut db = Database::of(&self.setup.url).await?;
                db.check().await?;
                db.close().await?;
            }
            let started = Instant::now();
            web = web::start(self.trial, self.setup, worker + 1, &self.address).await?;
            until("it is ready again", async || Ok(site.is_ready().await)).await?;
            self.ready = self.ready.max(started.elapsed());
            // One that is not back yet would come back once for two kills.
            let back = u64::from(worker + 1);
            let is_back = async || {
                let seen = self.seen.borrow();
                Ok(seen.resumed + seen.resyncs >= back)
            };
            until("the browser is back", is_back).await?;
        }
        sleep(Duration::from_secs(1)).await;
        Ok(web)
    }
}
