//! How attempts end.

use std::collections::HashSet;

use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_postgres::{PgConnection, PgRow};

use super::{
    Postgres, failed,
    messages::append,
    rows::{self, Micros},
    tx::PostgresTx,
    wake::Work,
};
use crate::{
    Result,
    store::{NewMessage, NewResult, Settlement, To, WorkerId},
    tx::Connection,
};

impl Postgres {
    /// See [`Store::settle`](crate::store::Store::settle).
    pub(super) async fn end(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>> {
        let settle = match of_one_worker(ends) {
            Some(worker) => {
                let settle = query(include_str!("sql/settle_succeeded.sql"));
                rows::bind_succeeded(settle.bind(worker.0).bind(Micros(now)), ends)?
            }
            None => rows::bind_ends(query(include_str!("sql/settle.sql")), ends)?.bind(Micros(now)),
        };
        let has_told = ends.iter().any(|end| end.told.is_some());
        let has_results = ends.iter().any(|end| end.result.is_some());
        let settled = if on.is_none() && !has_told && !has_results {
            Settled::of(&self.write_one(&self.working, Work::NONE, settle).await?)?
        } else {
            let told = if has_told { Work::MESSAGES } else { Work::NONE };
            let returned = if has_results {
                Work::RESULTS
            } else {
                Work::NONE
            };
            let work = told.and(returned);
            let mut write = match on {
                None => self.begin_on(&self.working, work).await?,
                Some(on) => {
                    leave_role(on).await?;
                    self.begin_write(Some(on), work).await?
                }
            };
            let settled = settle.fetch_all(write.on()).await.map_err(failed)?;
            let settled = Settled::of(&settled)?;
            let held = ends.iter().zip(settled.holds(ends));
            let held: Vec<&Settlement> = held
                .filter_map(|(end, holds)| holds.then_some(end))
                .collect();
            let told: Vec<&NewMessage> =
                held.iter().filter_map(|end| end.told.as_deref()).collect();
            append(write.on(), &told).await?;
            keep(write.on(), &held).await?;
            write.commit().await?;
            settled
        };
        Ok(settled.holds(ends))
    }
}

/// Keeps what was returned with the ends that hold.
async fn keep(on: &mut PgConnection, held: &[&Settlement]) -> Result<()> {
    let returned: Vec<(i64, &NewResult)> = held
        .iter()
        .filter_map(|end| Some((end.delivery.0, end.result.as_deref()?)))
        .collect();
    if returned.is_empty() {
        return Ok(());
    }
    let secrets = |(_, result): &(i64, &NewResult)| {
        let paths = Some(result.secrets).filter(|paths| !paths.is_empty());
        paths.map(|paths| serde_json::json!(paths).to_string())
    };
    let keep = query(include_str!("sql/result_keep.sql"))
        .bind(rows::column(&returned, |(delivery, _)| *delivery))
        .bind(rows::column(&returned, |(_, result)| &*result.json))
        .bind(rows::column(&returned, secrets));
    keep.execute(on).await.map_err(failed)?;
    Ok(())
}

/// What comes now is the engine's, to the end of the transaction.
async fn leave_role(on: &mut Connection<'_>) -> Result<()> {
    match on {
        Connection::Postgres(PostgresTx::Own(own)) => own.leave_role().await,
        Connection::Postgres(PostgresTx::Joined(_)) => Ok(()),
        #[cfg(feature = "sqlite")]
        Connection::Sqlite(_) => Ok(()),
    }
}

/// The worker of attempts that have all succeeded, which most have.
fn of_one_worker(ends: &[Settlement]) -> Option<WorkerId> {
    let worker = ends.first()?.worker;
    let plain = |end: &Settlement| end.worker == worker && matches!(end.to, To::Succeeded);
    ends.iter().all(plain).then_some(worker)
}

/// The deliveries that were settled, and the attempts.
struct Settled {
    ids: Vec<i64>,
    attempts: Vec<i32>,
}

impl Settled {
    fn of(answer: &[PgRow]) -> Result<Self> {
        let [row] = answer else {
            return Err(failed(
                "an end was answered with another number of rows than one",
            ));
        };
        Ok(Self {
            ids: rows::get::<Option<_>>(row, "ids")?.unwrap_or_default(),
            attempts: rows::get::<Option<_>>(row, "attempts")?.unwrap_or_default(),
        })
    }

    /// Which of the ends hold.
    fn holds(&self, ends: &[Settlement]) -> Vec<bool> {
        if self.ids.len() == ends.len() {
            return vec![true; ends.len()];
        }
        let attempts = self.attempts.iter().map(|attempt| i64::from(*attempt));
        let settled: HashSet<(i64, i64)> = self.ids.iter().copied().zip(attempts).collect();
        let fences = ends
            .iter()
            .map(|end| (end.delivery.0, i64::from(end.attempt)));
        fences.map(|fence| settled.contains(&fence)).collect()
    }
}
