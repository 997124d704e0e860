//! The events that are at stake, and what their handlers do: they write into the ledger, and into the database through their
//! transaction.

use std::{
    future::pending,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Result;
use buildamp_runtime::{
    App, Config, Context, Event, Handlers, IntoOutcome as _, SseMessage, Tx, Webhook,
    webhook::{Scheme, Secrets, Verify},
};
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use tokio::sync::watch;

use crate::{clock::Machine, judge::Emitted, ledger::Ledger, poison, trial::Trial};

/// Takes a while and has one effect.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    pub number: u64,
    /// How long it takes.
    pub millis: u64,
    /// What makes it large.
    pub padding: String,
}

impl Event for Job {
    const TYPE: &'static str = "faults.job";
}

/// What senders of jobs sign with.
pub const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

impl Webhook for Job {
    const NAME: &'static str = "jobs";
    const VERIFY: Verify = Verify::Scheme(Scheme::Standard);
    const SIGNED_WITH: Secrets = Secrets::Variables(&["${FAULTS_SECRET}"]);
}

/// Tells the session that a job stems from that it is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Done {
    pub number: u64,
}

impl SseMessage for Done {
    const TYPE: &'static str = "faults.done";
}

/// Takes a while, and leaves nothing in the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Held {
    pub number: u64,
    /// How long it takes.
    pub millis: u64,
}

impl Event for Held {
    const TYPE: &'static str = "faults.held";
}

/// Has one attempt, which lasts until its process is killed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Once {
    pub number: u64,
}

impl Event for Once {
    const TYPE: &'static str = "faults.once";
    const MAX_ATTEMPTS: Option<u32> = Some(1);
}

/// How an application of a trial is set up, in whichever process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setup {
    pub url: String,
    pub lease: Duration,
    pub slots: usize,
    /// The file of the machine's clock; `None` for the system's.
    pub clock: Option<PathBuf>,
    /// After so many lost workers a delivery is dead.
    pub max_lost: u32,
    /// Whether the handlers bear what is poison to others.
    pub mended: bool,
}

impl Setup {
    /// Eight handlers at once, and a lease of five seconds.
    pub fn of(url: String) -> Self {
        Self {
            url,
            lease: Duration::from_secs(5),
            slots: 8,
            clock: None,
            // Nothing is given up because it was running whenever its worker was killed.
            max_lost: 1000,
            mended: false,
        }
    }

    pub fn config(&self) -> Config {
        let mut config = Config::default();
        self.url.clone_into(&mut config.store.url);
        config.processor.workers = self.slots;
        config.processor.lease = self.lease;
        config.processor.tx_timeout = self.lease / 2;
        config.processor.max_lost = self.max_lost;
        config
    }

    /// One that emits, and handles nothing.
    pub fn emitter(&self) -> App {
        let app = App::new(self.config());
        match &self.clock {
            Some(file) => app.clock(Machine(file.clone())),
            None => app,
        }
    }

    /// One with all handlers, whose runs stand in this ledger.
    pub fn worker(&self, folder: &Path, worker: u32) -> Result<App> {
        let poison = poison::handlers(folder, worker, self.mended)?;
        let all = self.emitter().handlers(handlers_of(folder, worker)?);
        Ok(all.handlers(poison))
    }

    /// Makes the consumers known, so that what is emitted from now on is for them.
    pub async fn announce(&self, folder: &Path) -> Result<()> {
        self.worker(folder, u32::MAX)?.consumers().await?;
        Ok(())
    }
}

/// Emits jobs that take so many milliseconds, one after each pause, until that is no longer wanted.
pub async fn emit_jobs(
    trial: &Trial,
    setup: &Setup,
    millis: Range<u64>,
    pause: Duration,
    goes_on: watch::Receiver<bool>,
) -> Result<Emitted> {
    let cx = setup.emitter().context();
    let mut chance = trial.chance();
    let mut emitted = Emitted::default();
    while *goes_on.borrow() {
        let job = Job {
            number: emitted.take(1).start,
            millis: chance.random_range(millis.clone()),
            padding: String::new(),
        };
        emitted.heard([job.number], cx.emit(job.clone()).await.is_ok());
        tokio::time::sleep(pause).await;
    }
    Ok(emitted)
}

/// All handlers, whose runs stand in the ledger of that number.
pub fn handlers_of(folder: &Path, worker: u32) -> Result<Handlers<()>> {
    let ledger = Arc::new(Ledger::open(folder, worker)?);
    let (once, held) = (Arc::clone(&ledger), Arc::clone(&ledger));
    let handlers = Handlers::new()
        .on("job", move |job: Job, cx, tx| {
            let ledger = Arc::clone(&ledger);
            Box::pin(async move { do_job(&job, &cx, tx, &ledger).await.into_outcome() })
        })
        .on("held", move |event: Held, cx, _tx| {
            let ledger = Arc::clone(&held);
            Box::pin(async move { hold(&event, &cx, &ledger).await.into_outcome() })
        })
        .on("once", move |event: Once, cx, _tx| {
            let ledger = Arc::clone(&once);
            Box::pin(async move {
                let begun = ledger.begin(event.number, cx.attempt());
                match begun {
                    Ok(_entry) => pending().await,
                    Err(error) => Err::<(), _>(error).into_outcome(),
                }
            })
        });
    Ok(handlers)
}

async fn do_job(job: &Job, cx: &Context, tx: &mut Tx<'_>, ledger: &Ledger) -> Result<()> {
    let entry = ledger.begin(job.number, cx.attempt())?;
    tokio::time::sleep(Duration::from_millis(job.millis)).await;
    let (number, attempt) = (job.number, cx.attempt());
    let effect = format!("insert into effect (number, attempt) values ({number}, {attempt})");
    own_sql(tx, effect).await?;
    if cx.session_id().is_some() {
        tx.send(Done { number }).to_session().await?;
    }
    entry.end()
}

async fn hold(event: &Held, cx: &Context, ledger: &Ledger) -> Result<()> {
    let entry = ledger.begin(event.number, cx.attempt())?;
    tokio::time::sleep(Duration::from_millis(event.millis)).await;
    entry.end()
}

/// Own SQL, on whichever database. There are only numbers in it, so it is no statement of others.
pub async fn own_sql(tx: &mut Tx<'_>, sql: String) -> buildamp_runtime::Result<()> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    match tx.sqlite() {
        Ok(sqlite) => query.execute(sqlite).await.map(drop)?,
        Err(_) => query.execute(tx.postgres()?).await.map(drop)?,
    }
    Ok(())
}
