//! Who is to look for work: this process by its bell, the others by NOTIFY.
//!
//! Both are hints, and the database is the queue. A NOTIFY inside a transaction would make all commits wait for each
//! other, so it has a connection of its own, and whatever is to be told while it is under way, or has just been told, is
//! told with the next one. Whoever listens says so by a lock, so that a process which is alone need tell nobody.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    time::Duration,
};

use sqlx_core::{pool::PoolOptions, query::query, query_scalar::query_scalar};
use sqlx_postgres::{PgConnectOptions, PgListener};
use tokio::{
    sync::Notify,
    task::AbortHandle,
    time::{Instant, timeout},
};
use uuid::Uuid;

use super::{ANSWER, PATIENCE, doubt::Doubt, failed, pool::Pool};
use crate::{Clock as _, SystemClock, core::Bell, ids::event_id_at};

/// Whom a commit may give something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work(u8);

impl Work {
    pub(super) const NONE: Self = Self(0);
    pub(super) const DELIVERIES: Self = Self(1);
    pub(super) const MESSAGES: Self = Self(2);
    /// A handler has returned something that somebody may wait for.
    pub(super) const RESULTS: Self = Self(4);
    pub(super) const ALL: Self = Self(7);

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn ring(self, bell: &Bell) {
        if self.0 & Self::DELIVERIES.0 != 0 {
            bell.deliveries.notify_one();
        }
        if self.0 & Self::MESSAGES.0 != 0 {
            bell.messages.notify_one();
        }
        if self.0 & Self::RESULTS.0 != 0 {
            bell.ended.some.notify_waiters();
        }
    }
}

/// The channel of NOTIFY. What is told is a number, whom there is work for, and by whom it is told.
const CHANNEL: &str = "buildamp";

/// How long a listener that hears nothing takes it for granted that there is nothing to be heard.
const SILENCE: Duration = Duration::from_secs(30);

/// So often who tells looks for others who listen, and so much later it tells one that has come meanwhile.
const LOOK: Duration = Duration::from_secs(1);

/// How long a listener that cannot connect waits.
const PAUSE: Duration = Duration::from_secs(1);

/// Rings the bells.
#[derive(Debug, Clone)]
pub(super) struct Wake(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pool: Pool,
    options: PgConnectOptions,
    doubt: Doubt,
    bell: Arc<Bell>,
    /// What the others are still to be told.
    untold: Arc<(AtomicU8, Notify)>,
    own: Arc<Own>,
    tasks: Mutex<Vec<AbortHandle>>,
}

/// Who tells and listens here.
#[derive(Debug)]
struct Own {
    /// What is told bears it. Its own bell has rung before.
    id: Uuid,
    /// Whether it is among those who listen.
    listens: AtomicBool,
}

impl Wake {
    pub(super) fn new(
        pool: &Pool,
        options: &PgConnectOptions,
        bell: Arc<Bell>,
        doubt: &Doubt,
    ) -> Self {
        Self(Arc::new(Shared {
            pool: pool.clone(),
            options: options.clone(),
            doubt: doubt.clone(),
            bell,
            untold: Arc::default(),
            own: Arc::new(Own {
                id: event_id_at(SystemClock.now()).into(),
                listens: AtomicBool::new(false),
            }),
            tasks: Mutex::default(),
        }))
    }

    /// Begins to tell the others, and to listen to them.
    pub(super) fn listen(&self) {
        let shared = &self.0;
        let teller = Teller {
            pool: shared.pool.clone(),
            doubt: shared.doubt.clone(),
            own: Arc::clone(&shared.own),
        };
        let tell = tokio::spawn(teller.tell(Arc::clone(&shared.untold)));
        let (options, bell) = (shared.options.clone(), Arc::clone(&shared.bell));
        let listen = tokio::spawn(listen(options, bell, Arc::clone(&shared.own)));
        let mut tasks = shared.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.extend([tell.abort_handle(), listen.abort_handle()]);
    }

    /// After a commit.
    pub(super) fn ring(&self, work: Work) {
        if work == Work::NONE {
            return;
        }
        // Who waits here is told of each end by whoever ends it.
        Work(work.0 & !Work::RESULTS.0).ring(&self.0.bell);
        let (untold, told) = &*self.0.untold;
        untold.fetch_or(work.0, Ordering::Relaxed);
        told.notify_one();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let tasks = self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner);
        for task in tasks {
            task.abort();
        }
    }
}

/// How long others are told nothing new: a NOTIFY costs as much as an emit, on both of its sides.
const QUIET: Duration = Duration::from_millis(5);

/// Tells others.
struct Teller {
    pool: Pool,
    doubt: Doubt,
    own: Arc<Own>,
}

impl Teller {
    async fn tell(self, untold: Arc<(AtomicU8, Notify)>) {
        let (untold, told) = &*untold;
        let mut is_alone = false;
        let mut looked: Option<Instant> = None;
        loop {
            told.notified().await;
            if is_alone && !self.others_listen().await {
                // Who has come by the end of this hears of it then.
                tokio::time::sleep(LOOK).await;
                let work = untold.swap(0, Ordering::Relaxed);
                if !self.others_listen().await {
                    continue;
                }
                untold.fetch_or(work, Ordering::Relaxed);
            }
            is_alone = false;
            let work = untold.swap(0, Ordering::Relaxed);
            if work == 0 {
                continue;
            }
            let notify = query(include_str!("sql/notify.sql"))
                .bind(CHANNEL)
                .bind(format!("{work} {}", self.own.id));
            let told = async { notify.execute(&self.pool).await.map_err(failed) };
            if let Err(error) = self.doubt.within(ANSWER, told).await {
                tracing::debug!(%error, "other processes are not told of work; they find it when they look");
            }
            if looked.is_none_or(|at| at.elapsed() >= LOOK) {
                is_alone = !self.others_listen().await;
                looked = Some(Instant::now());
            }
            tokio::time::sleep(QUIET).await;
        }
    }

    /// Whether anybody would hear it. Nobody is known to be away as long as the database does not say so.
    async fn others_listen(&self) -> bool {
        let count = query_scalar(include_str!("sql/listeners.sql"));
        let count = async { count.fetch_one(&self.pool).await.map_err(failed) };
        let count: crate::Result<i64> = self.doubt.within(ANSWER, count).await;
        let own = i64::from(self.own.listens.load(Ordering::Acquire));
        count.map_or(true, |all| all > own)
    }
}

async fn listen(options: PgConnectOptions, bell: Arc<Bell>, own: Arc<Own>) {
    loop {
        let heard = hear(&options, &bell, &own).await;
        own.listens.store(false, Ordering::Release);
        if let Err(error) = heard {
            tracing::debug!(%error, "nobody listens for work: it is found by looking");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Listens until the connection is lost. Whatever was told before it stood, or while it was lost, is to be looked for.
async fn hear(options: &PgConnectOptions, bell: &Bell, own: &Own) -> Result<(), sqlx_core::Error> {
    // A pool of its own: a listener that is given up on a lost connection keeps its place in the pool for ever.
    let pool = PoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(CHANNEL).await?;
    query(include_str!("sql/listen.sql"))
        .execute(&mut listener)
        .await?;
    own.listens.store(true, Ordering::Release);
    Work::ALL.ring(bell);
    // A connection that is lost without a word is silent, too: a new one now and then.
    while let Ok(told) = timeout(SILENCE, listener.try_recv()).await {
        let Some(told) = told? else {
            break;
        };
        let told = told.payload().split_once(' ');
        let (work, by) = told.unwrap_or_default();
        if by.parse() != Ok(own.id) {
            work.parse().map_or(Work::ALL, Work).ring(bell);
        }
    }
    Ok(())
}
