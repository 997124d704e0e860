//! What is erased of events.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar, raw_sql::raw_sql};
use sqlx_postgres::PgRow;

use super::{
    Postgres, append, failed,
    rows::{self, Micros, Statement},
    tell_of,
    wake::Work,
};
use crate::{
    Erasable, Erasure, ErasureKind, ErasureScope, Result, progress,
    store::{
        Erasing, NewErasure, NewMessage,
        erasing::{Found, told},
    },
};

/// The events of a scope: by the index for it.
macro_rules! found {
    ($($before:expr, $after:expr)?; $kind:expr) => {
        match $kind {
            ErasureKind::Subject => concat!($($before,)? include_str!("sql/erase_subject.sql") $(, $after)?),
            ErasureKind::Actor => concat!($($before,)? include_str!("sql/erase_actor.sql") $(, $after)?),
            ErasureKind::Event => concat!($($before,)? include_str!("sql/erase_event.sql") $(, $after)?),
        }
    };
}

pub(super) fn find_by(kind: ErasureKind) -> &'static str {
    found!(; kind)
}

fn count_by(kind: ErasureKind) -> &'static str {
    found!("WITH found AS MATERIALIZED (\n", concat!(")\n", include_str!("sql/erase_count.sql")); kind)
}

/// `limit`: at most so many, `None` for all.
fn found_by(find: &'static str, scope: &ErasureScope, limit: Option<i64>) -> Statement {
    let find = query(find).bind(scope.of_tenant().map(str::to_owned));
    let find = match scope.event_id() {
        Some(id) => find.bind(id.as_uuid()),
        None => find.bind(scope.name()),
    };
    find.bind(limit)
}

#[async_trait]
impl Erasing for Postgres {
    async fn open_erasure(&self, new: &NewErasure<'_>) -> Result<i64> {
        let scope = new.scope;
        let open = query(include_str!("sql/erasure_open.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.event_id().map(|id| id.as_uuid()))
            .bind(scope.digest())
            .bind(new.reason.to_owned())
            .bind(new.by.map(str::to_owned))
            .bind(Micros(new.now));
        let unfinished =
            query_scalar(include_str!("sql/erasure_unfinished.sql")).bind(scope.digest());
        let mut write = self.begin_on(&self.own, Work::NONE).await?;
        let begin = raw_sql(include_str!("sql/erase_begin.sql"));
        begin.execute(write.on()).await.map_err(failed)?;
        open.execute(write.on()).await.map_err(failed)?;
        let number = unfinished.fetch_one(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(number)
    }

    async fn erase(
        &self,
        erasure: i64,
        scope: &ErasureScope,
        now: Timestamp,
        limit: u32,
    ) -> Result<bool> {
        let mut write = self.begin_on(&self.own, Work::MESSAGES).await?;
        let begin = raw_sql(include_str!("sql/erase_begin.sql"));
        begin.execute(write.on()).await.map_err(failed)?;
        let find = found_by(find_by(scope.kind()), scope, Some(i64::from(limit)));
        let found = find.fetch_all(write.on()).await.map_err(failed)?;
        let found: Vec<Found> = found.iter().map(event).collect::<Result<_>>()?;
        let is_more = found.len() as u64 >= u64::from(limit);
        let events = rows::column(&found, |(seq, ..)| *seq);

        let take = query(include_str!("sql/erase_hold.sql")).bind(events.clone());
        let held = take.fetch_one(write.on()).await.map_err(failed)?;
        let deliveries: Vec<i64> = rows::get(&held, "deliveries")?;
        let waiting = query(include_str!("sql/erase_continuations.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.name());
        waiting.execute(write.on()).await.map_err(failed)?;
        let calls = query(include_str!("sql/erase_calls.sql"))
            .bind(scope.kind().name())
            .bind(scope.of_tenant().map(str::to_owned))
            .bind(scope.name());
        calls.execute(write.on()).await.map_err(failed)?;
        let forget = query(include_str!("sql/erase_messages.sql")).bind(events.clone());
        forget.execute(write.on()).await.map_err(failed)?;

        let end = |sql| query(sql).bind(deliveries.clone()).bind(Micros(now));
        let cancel = end(include_str!("sql/cancel.sql")).fetch_all(write.on());
        let cancelled = rows::ids(&cancel.await.map_err(failed)?)?;
        tell_of(write.on(), cancelled.clone(), now, progress::cancelled).await?;
        let discard = end(include_str!("sql/discard.sql")).execute(write.on());
        let discarded = discard.await.map_err(failed)?.rows_affected();
        let told = told(&found, now)?;
        append(write.on(), &told.iter().collect::<Vec<&NewMessage>>()).await?;

        let erase = query(include_str!("sql/erase.sql"))
            .bind(events)
            .bind(deliveries)
            .bind(scope.kind().name())
            .bind(Micros(now))
            .bind(erasure)
            .bind(i64::try_from(cancelled.len() as u64 + discarded).map_err(failed)?)
            .bind(!is_more);
        erase.execute(write.on()).await.map_err(failed)?;
        write.commit().await?;
        Ok(is_more)
    }

    async fn erasable(&self, scope: &ErasureScope) -> Result<Erasable> {
        let count = found_by(count_by(scope.kind()), scope, None).fetch_one(&self.own);
        let count = count.await.map_err(failed)?;
        let number = |column: &str| rows::get::<i64>(&count, column)?.try_into().map_err(failed);
        Ok(Erasable {
            events: number("events")?,
            deliveries: number("deliveries")?,
        })
    }

    async fn erasures(
        &self,
        digest: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Erasure>> {
        let erasures = query(include_str!("sql/erasures.sql"))
            .bind(digest.map(str::to_owned))
            .bind(before)
            .bind(i64::from(limit));
        let erasures = erasures.fetch_all(&self.own).await.map_err(failed)?;
        erasures.iter().map(rows::erasure).collect()
    }
}

fn event(row: &PgRow) -> Result<Found> {
    Ok((
        rows::get(row, "seq")?,
        rows::get(row, "tenant")?,
        rows::get(row, "session_id")?,
    ))
}
