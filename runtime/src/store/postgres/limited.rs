//! Claims of a consumer with limits.

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx_core::{query::query, query_scalar::query_scalar};
use sqlx_postgres::PgConnection;

use super::{
    CLAIM, CLAIM_THESE, failed,
    rows::{self, Micros, Statement},
};
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

/// What to look for, as both take it.
pub(super) fn bind_scan(statement: Statement, scan: &Scan<'_>) -> Result<Statement> {
    let statement = statement
        .bind(id(scan.consumer)?)
        .bind(scan.after.to_owned())
        .bind(Micros(scan.now))
        .bind(scan.keys)
        .bind(scan.most_per_key)
        .bind(scan.bucket.map(|bucket| bucket.every))
        .bind(scan.bucket.map_or(scan.limit, |bucket| bucket.burst))
        .bind(scan.limit);
    Ok(if scan.in_order {
        statement
    } else {
        statement.bind(scan.of_a_key())
    })
}

#[async_trait]
impl Steps for PgConnection {
    async fn lock(&mut self, consumer: &str) -> Result<Option<Standing>> {
        let lock = query(include_str!("sql/limits_lock.sql")).bind(consumer.to_owned());
        let row = lock.fetch_optional(self).await.map_err(failed)?;
        let standing = |row| {
            Ok(Standing {
                id: rows::get::<i32>(&row, "id")?.into(),
                by_key: rows::get(&row, "by_key")?,
                paused: rows::get(&row, "paused")?,
                empty_at: rows::get::<Option<Micros>>(&row, "empty_at")?.map(|at| at.0),
            })
        };
        row.map(standing).transpose()
    }

    async fn running(&mut self, consumer: i64) -> Result<i64> {
        let running = query_scalar(include_str!("sql/limits_running.sql")).bind(id(consumer)?);
        running.fetch_one(self).await.map_err(failed)
    }

    async fn claim(&mut self, claim: &Claim<'_>) -> Result<Vec<Claimed>> {
        let take = super::taking(query(CLAIM), claim)
            .bind(claim.consumers.to_vec())
            .bind(i64::from(claim.limit));
        let taken = take.fetch_all(self).await.map_err(failed)?;
        taken.iter().map(rows::claimed).collect()
    }

    async fn next_due(&mut self, consumer: &str) -> Result<Option<Timestamp>> {
        let due = query_scalar(include_str!("sql/next_due.sql")).bind(vec![consumer.to_owned()]);
        let due: Option<Micros> = due.fetch_one(self).await.map_err(failed)?;
        Ok(due.map(|due| due.0))
    }

    async fn keys(&mut self, asked: &Scan<'_>) -> Result<Found> {
        let scan = bind_scan(query(if asked.in_order { IN_ORDER } else { BY_DUE }), asked)?;
        let row = scan.fetch_one(self).await.map_err(failed)?;
        Ok(Found {
            these: rows::get(&row, "ids")?,
            last: rows::get(&row, "last")?,
            more: rows::get(&row, "more")?,
            later: rows::get::<Option<Micros>>(&row, "later")?.map(|at| at.0),
            held_up: rows::get(&row, "held_up")?,
        })
    }

    async fn claim_these(&mut self, claim: &Claim<'_>, these: &[i64]) -> Result<Vec<Claimed>> {
        let take = super::taking(query(CLAIM_THESE), claim).bind(these.to_vec());
        let taken = take.fetch_all(self).await.map_err(failed)?;
        taken.iter().map(rows::claimed).collect()
    }

    async fn fill(&mut self, consumer: i64, empty_at: Timestamp) -> Result<()> {
        let fill = query(include_str!("sql/limits_fill.sql"))
            .bind(id(consumer)?)
            .bind(Micros(empty_at));
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
            .bind(id(consumer)?)
            .bind(these.to_vec())
            .bind(Micros(now))
            .bind(every);
        fill.execute(self).await.map(drop).map_err(failed)
    }
}

fn id(consumer: i64) -> Result<i32> {
    i32::try_from(consumer).map_err(failed)
}
