//! The database's time, which is that of every machine on it.
//!
//! Between two answers it goes on as the machine's monotonic clock does, so that whoever sets the machine's time moves no
//! lease.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use sqlx_core::query_scalar::query_scalar;
use tokio::task::AbortHandle;

use super::{ANSWER, doubt::Doubt, failed, pool::Pool, rows::Micros};
use crate::Result;

/// How often it is asked anew.
const OFTEN: Duration = Duration::from_secs(30);

/// How often it is asked at once, of which the quickest answer counts: it has the least in it that is not the time.
const TRIES: usize = 3;

/// What time it was for the database, and when that was.
#[derive(Debug)]
pub(super) struct Hour {
    pool: Pool,
    doubt: Doubt,
    told: Arc<Mutex<Option<Told>>>,
    task: Mutex<Option<AbortHandle>>,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    at: Instant,
    time: Timestamp,
}

impl Hour {
    pub(super) fn new(pool: &Pool, doubt: &Doubt) -> Self {
        Self {
            pool: pool.clone(),
            doubt: doubt.clone(),
            told: Arc::default(),
            task: Mutex::default(),
        }
    }

    /// The time now; `None` as long as the database was not asked.
    pub(super) fn now(&self) -> Option<Timestamp> {
        let told = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let Told { at, time } = told?;
        let since = SignedDuration::try_from(at.elapsed()).ok()?;
        time.saturating_add(since).ok()
    }

    /// Asks now, and again and again.
    pub(super) async fn follow(&self) -> Result<()> {
        let told = Arc::clone(&self.told);
        keep(&told, ask(&self.pool).await?);
        let (pool, doubt) = (self.pool.clone(), self.doubt.clone());
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(OFTEN).await;
                match doubt.within(ANSWER, ask(&pool)).await {
                    Ok(answer) => keep(&told, answer),
                    Err(error) => {
                        tracing::debug!(%error, "the database does not say what time it is");
                    }
                }
            }
        });
        let mut slot = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = slot.replace(task.abort_handle()) {
            before.abort();
        }
        Ok(())
    }
}

impl Drop for Hour {
    fn drop(&mut self) {
        let task = self.task.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task {
            task.abort();
        }
    }
}

fn keep(told: &Mutex<Option<Told>>, answer: Told) {
    *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
}

async fn ask(pool: &Pool) -> Result<Told> {
    let mut connection = pool.take().await.map_err(failed)?;
    let mut best: Option<(Duration, Told)> = None;
    for _ in 0..TRIES {
        let asked = Instant::now();
        let time = query_scalar("SELECT clock_timestamp()");
        let time: Micros = time.fetch_one(&mut *connection).await.map_err(failed)?;
        let took = asked.elapsed();
        if best.is_none_or(|(least, _)| took < least) {
            let at = asked + took / 2;
            best = Some((took, Told { at, time: time.0 }));
        }
    }
    connection.give_back();
    best.map(|(_, told)| told)
        .ok_or_else(|| failed("the database does not say what time it is"))
}
