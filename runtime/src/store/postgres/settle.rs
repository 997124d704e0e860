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
    store::{NewMessage, NewResult, Settlement},
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
        let settle =
            rows::bind_ends(query(include_str!("sql/settle.sql")), ends)?.bind(Micros(now));
        let has_told = ends.iter().any(|end| end.told.is_some());
        let has_results = ends.iter().any(|end| end.result.is_some());
        let settled = if on.is_none() && !has_told && !has_results {
            fences(&self.write_one(&self.working, Work::NONE, settle).await?)?
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
            let settled = fences(&settled)?;
            let told: Vec<&NewMessage> = ends
                .iter()
                .filter(|end| settled.contains(&fence(end)))
                .filter_map(|end| end.told.as_deref())
                .collect();
            append(write.on(), &told).await?;
            keep(write.on(), &settled, ends).await?;
            write.commit().await?;
            settled
        };
        Ok(ends
            .iter()
            .map(|end| settled.contains(&fence(end)))
            .collect())
    }
}

/// Keeps what was returned with the ends that hold.
async fn keep(
    on: &mut PgConnection,
    settled: &HashSet<(i64, i64)>,
    ends: &[Settlement],
) -> Result<()> {
    let held = ends.iter().filter(|end| settled.contains(&fence(end)));
    let returned: Vec<(i64, &NewResult)> = held
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

fn fence(end: &Settlement) -> (i64, i64) {
    (end.delivery.0, end.attempt.into())
}

/// The deliveries and attempts that these rows are of.
fn fences(settled: &[PgRow]) -> Result<HashSet<(i64, i64)>> {
    let fence = |row: &PgRow| {
        let attempt: i32 = rows::get(row, "attempt")?;
        Ok((rows::get(row, "id")?, attempt.into()))
    };
    settled.iter().map(fence).collect()
}
