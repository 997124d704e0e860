//! Claims of a consumer with limits.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::{
    query::{query, query_with},
    query_scalar::{QueryScalar, query_scalar},
    row::Row,
};
use sqlx_sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqliteRow};

use super::{CLAIM, Statement, all_or_none, claiming, emit::CLAIMED, failed, rows, taking};
use crate::{
    Result,
    store::{
        Claim, Claimed,
        limited::{Found, Scan, Standing, Steps},
    },
};

/// What is due under each key, the longest due first.
pub(super) const BY_DUE: &str = concat!(
    include_str!("sql/keys.sql"),
    include_str!("sql/keys_by_due.sql"),
    include_str!("sql/keys_chosen.sql")
);
/// The first of each key.
pub(super) const IN_ORDER: &str = concat!(
    include_str!("sql/keys.sql"),
    include_str!("sql/keys_in_order.sql"),
    include_str!("sql/keys_chosen.sql")
);

#[async_trait]
impl Steps for SqliteConnection {
    /// There is one writer, and this is its transaction.
    async fn lock(&mut self, consumer: &str) -> Result<Option<Standing>> {
        let lock = query(include_str!("sql/limits_lock.sql")).bind(consumer.to_owned());
        let row = lock.fetch_optional(self).await.map_err(failed)?;
        let standing = |row: SqliteRow| {
            let empty_at: Option<i64> = row.try_get("empty_at").map_err(failed)?;
            Ok(Standing {
                id: row.try_get("id").map_err(failed)?,
                by_key: row.try_get("by_key").map_err(failed)?,
                paused: row.try_get("paused").map_err(failed)?,
                empty_at: empty_at.map(rows::timestamp).transpose()?,
            })
        };
        row.map(standing).transpose()
    }

    async fn running(&mut self, consumer: i64) -> Result<i64> {
        let running = query_scalar(include_str!("sql/limits_running.sql")).bind(consumer);
        running.fetch_one(self).await.map_err(failed)
    }

    async fn claim(&mut self, claim: &Claim<'_>) -> Result<Vec<Claimed>> {
        let claim = CLAIM.within(claiming(claim)?);
        let claimed = all_or_none(&mut *self, claim).await?;
        with_data(self, &claimed).await
    }

    async fn next_due(&mut self, consumer: &str) -> Result<Option<Timestamp>> {
        let due = query_scalar(include_str!("sql/next_due.sql")).bind(rows::json(&[consumer])?);
        let due: Option<i64> = due.fetch_one(self).await.map_err(failed)?;
        due.map(rows::timestamp).transpose()
    }

    async fn keys(&mut self, asked: &Scan<'_>) -> Result<Found> {
        let scan = query(if asked.in_order { IN_ORDER } else { BY_DUE })
            .bind(asked.consumer)
            .bind(asked.after.to_owned())
            .bind(asked.now.as_microsecond())
            .bind(asked.keys)
            .bind(asked.most_per_key)
            .bind(asked.bucket.map(|bucket| bucket.every))
            .bind(asked.bucket.map_or(asked.limit, |bucket| bucket.burst))
            .bind(asked.limit)
            .bind(asked.of_a_key());
        let row = scan.fetch_one(self).await.map_err(failed)?;
        let ids: &str = row.try_get("ids").map_err(failed)?;
        let later: Option<i64> = row.try_get("later").map_err(failed)?;
        Ok(Found {
            these: serde_json::from_str(ids).map_err(failed)?,
            last: row.try_get("last").map_err(failed)?,
            more: row.try_get("more").map_err(failed)?,
            later: later.map(rows::timestamp).transpose()?,
            held_up: row.try_get("held_up").map_err(failed)?,
        })
    }

    async fn claim_these(&mut self, claim: &Claim<'_>, these: &[i64]) -> Result<Vec<Claimed>> {
        let take = query_with(include_str!("sql/claim_these.sql"), taking(claim)?);
        claimed(self, take.bind(rows::json(these)?)).await
    }

    async fn fill(&mut self, consumer: i64, empty_at: Timestamp) -> Result<()> {
        let fill = query(include_str!("sql/limits_fill.sql"))
            .bind(consumer)
            .bind(empty_at.as_microsecond());
        fill.execute(self).await.map(drop).map_err(failed)
    }

    async fn fill_keys(
        &mut self,
        consumer: i64,
        these: &[i64],
        now: Timestamp,
        every: i64,
    ) -> Result<()> {
        let fill = query(include_str!("sql/key_limits_fill.sql"))
            .bind(consumer)
            .bind(rows::json(these)?)
            .bind(now.as_microsecond())
            .bind(every);
        fill.execute(self).await.map(drop).map_err(failed)
    }
}

/// Takes, and reads what was taken.
pub(super) async fn claimed(
    connection: &mut SqliteConnection,
    take: Statement,
) -> Result<Vec<Claimed>> {
    let taken = all_or_none(&mut *connection, take).await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let taken = rows::json(&rows::ids(&taken)?)?;
    let taken = query(CLAIMED).bind(taken);
    let taken = all_or_none(&mut *connection, taken).await?;
    with_data(connection, &taken).await
}

/// Reads what is large, too.
async fn with_data(connection: &mut SqliteConnection, taken: &[SqliteRow]) -> Result<Vec<Claimed>> {
    let mut claimed = Vec::with_capacity(taken.len());
    for row in taken {
        let data = match rows::data(row)? {
            Some(data) => data,
            None => large(row)?
                .fetch_one(&mut *connection)
                .await
                .map_err(failed)?,
        };
        claimed.push(rows::claimed(row, data)?);
    }
    Ok(claimed)
}

/// The data of an event that is too large to be read with what was taken.
pub(super) fn large(row: &SqliteRow) -> Result<Data> {
    let event: String = row.try_get("id").map_err(failed)?;
    Ok(query_scalar(include_str!("sql/data.sql")).bind(event))
}
type Data = QueryScalar<'static, Sqlite, String, SqliteArguments>;
