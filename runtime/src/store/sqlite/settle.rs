//! How attempts end.

use futures_util::FutureExt;
use jiff::Timestamp;
use sqlx_core::query::query;
use sqlx_sqlite::{SqliteArguments, SqliteConnection};

use super::{
    Sqlite, add, all_or_none, lane::Turn, messages::append, messages::new_messages, rows,
    statements, tell::together, writer::Work,
};
use crate::{
    Result,
    store::{NewMessage, Settlement},
    tx::Connection,
};

impl Sqlite {
    /// See [`Store::settle`](crate::store::Store::settle).
    pub(super) async fn end(
        &self,
        on: Option<&mut Connection<'_>>,
        ends: &[Settlement],
        now: Timestamp,
    ) -> Result<Vec<bool>> {
        let settle = statements!("sql/settle.sql");
        let mut arguments = SqliteArguments::default();
        add(&mut arguments, rows::ends(ends, now)?)?;
        let has_told = ends.iter().any(|end| end.told.is_some());
        let work = if has_told { Work::MESSAGES } else { Work::NONE };
        let settled = if has_told || ends.iter().any(|end| end.result.is_some()) {
            let ends = ends.to_vec();
            let write = self.write(on, Turn::Urgent, work, move |connection| {
                together(connection, move |connection| {
                    async move {
                        let settle = settle.within(arguments);
                        let settled = all_or_none(&mut *connection, settle).await?;
                        let held = rows::fences(&settled)?;
                        let kept = ends.iter().filter(|end| held.contains(&fence(end)));
                        beside(connection, &kept.collect::<Vec<_>>()).await?;
                        Ok(settled)
                    }
                    .boxed()
                })
            });
            write.await?
        } else {
            self.write_text(on, Turn::Urgent, work, settle, arguments)
                .await?
        };
        let settled = rows::fences(&settled)?;
        Ok(ends
            .iter()
            .map(|end| settled.contains(&fence(end)))
            .collect())
    }
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
