//! How attempts end.

use futures_util::FutureExt;
use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_sqlite::{SqliteArguments, SqliteConnection};

use super::{
    Sqlite, Text, add, all_or_none, lane::Turn, messages::append, messages::new_messages, rows,
    statements, tell::together, writer::Work,
};
use crate::{
    Result,
    store::{NewMessage, Settlement, To},
    tx::Connection,
};

const SUCCEED: Text = statements!("sql/succeed.sql");
const SETTLE: Text = statements!("sql/settle.sql");

impl Sqlite {
    /// See [`Store::settle`](crate::store::Store::settle).
    pub(super) async fn end(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>> {
        let (settle, arguments) = settling(ends, now)?;
        let has_told = ends.iter().any(|end| end.told.is_some());
        let work = if has_told { Work::MESSAGES } else { Work::NONE };
        let lost = if has_told || ends.iter().any(|end| end.result.is_some()) {
            let ends = ends.to_vec();
            let write = self.write(on, Turn::Urgent, work, move |connection| {
                together(connection, move |connection| {
                    async move {
                        let settle = settle.within(arguments);
                        let lost = all_or_none(&mut *connection, settle).await?;
                        let gone = rows::fences(&lost)?;
                        let kept = ends.iter().filter(|end| !gone.contains(&fence(end)));
                        beside(connection, &kept.collect::<Vec<_>>()).await?;
                        Ok(lost)
                    }
                    .boxed()
                })
            });
            write.await?
        } else {
            self.write_text(on, Turn::Urgent, work, settle, arguments)
                .await?
        };
        let lost = rows::fences(&lost)?;
        Ok(ends.iter().map(|end| !lost.contains(&fence(end))).collect())
    }
}

/// What ends these attempts. It answers which of them have lost their deliveries.
fn settling(ends: &[Settlement], now: Timestamp) -> Result<(Text, SqliteArguments)> {
    let mut arguments = SqliteArguments::default();
    let worker = ends.first().map(|end| end.worker);
    let all_succeeded = |worker| {
        let mut ends = ends.iter();
        ends.all(|end| end.to == To::Succeeded && end.worker == worker)
    };
    let Some(worker) = worker.filter(|worker| all_succeeded(*worker)) else {
        add(&mut arguments, rows::ends(ends, now)?)?;
        return Ok((SETTLE, arguments));
    };
    add(&mut arguments, worker.0.to_string())?;
    add(&mut arguments, rows::successes(ends)?)?;
    add(&mut arguments, now.as_microsecond())?;
    Ok((SUCCEED, arguments))
}

/// Writes what goes with the ends that hold.
async fn beside(connection: &mut SqliteConnection, kept: &[&Settlement]) -> Result<()> {
    let told: Vec<&NewMessage> = kept.iter().filter_map(|end| end.told.as_deref()).collect();
    if !told.is_empty() {
        append(&mut *connection, new_messages(told)?).await?;
    }
    if let Some(results) = rows::results(kept)? {
        let keep = query(include_str!("sql/result_keep.sql")).bind(results);
        all_or_none(connection, keep).await?;
    }
    Ok(())
}

fn fence(end: &Settlement) -> (i64, i64) {
    (end.delivery.0, end.attempt.into())
}
