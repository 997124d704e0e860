//! Own statements on the database that is under test, over a connection that knows nothing of the engine.

use std::collections::HashMap;

use anyhow::{Result, bail};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, SqliteConnection,
    postgres::PgConnectOptions,
};

/// A connection.
#[derive(Debug)]
pub enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where handlers write what they do, without a constraint that would hide a second effect.
const EFFECT: &str = "create table effect (number bigint not null, attempt integer not null)";

impl Database {
    pub async fn of(url: &str) -> Result<Self> {
        Ok(if url.starts_with("sqlite:") {
            Self::Sqlite(SqliteConnection::connect(url).await?)
        } else {
            let options: PgConnectOptions = url.parse()?;
            let options = options.application_name("the one who looks on");
            Self::Postgres(options.connect().await?)
        })
    }

    pub async fn close(self) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.close().await?,
            Self::Postgres(db) => db.close().await?,
        }
        Ok(())
    }

    /// The engine's tables are called alike, with a prefix on SQLite and in a schema on PostgreSQL.
    pub async fn scalar(&mut self, sql: &str) -> Result<i64> {
        Ok(match self {
            Self::Sqlite(db) => {
                let query = sqlx::query_scalar(AssertSqlSafe(sql));
                query.fetch_one(db).await?
            }
            Self::Postgres(db) => {
                let sql = sql.replace("buildamp_", "buildamp.");
                let query = sqlx::query_scalar(AssertSqlSafe(sql));
                query.fetch_one(db).await?
            }
        })
    }

    pub async fn count(&mut self, of: &str) -> Result<u64> {
        let count = self.scalar(&format!("select count(*) from {of}")).await?;
        Ok(count.try_into()?)
    }

    /// How many deliveries have not ended.
    pub async fn open(&mut self) -> Result<u64> {
        self.count("buildamp_deliveries where state in ('pending', 'retrying', 'running')")
            .await
    }

    pub async fn execute(&mut self, sql: &str) -> Result<()> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::Sqlite(db) => query.execute(db).await.map(drop)?,
            Self::Postgres(db) => query.execute(db).await.map(drop)?,
        }
        Ok(())
    }

    pub async fn make_effects(&mut self) -> Result<()> {
        self.execute(EFFECT).await
    }

    /// How many effects each number has that has any.
    pub async fn effects(&mut self) -> Result<HashMap<u64, u64>> {
        let sql = "select number, count(*) from effect group by number";
        let rows: Vec<(i64, i64)> = match self {
            Self::Sqlite(db) => sqlx::query_as(sql).fetch_all(db).await?,
            Self::Postgres(db) => sqlx::query_as(sql).fetch_all(db).await?,
        };
        let rows = rows.into_iter();
        rows.map(|(number, count)| Ok((number.try_into()?, count.try_into()?)))
            .collect()
    }

    /// All that is in the events of the numbers below this one.
    pub async fn events_below(&mut self, number: u64) -> Result<String> {
        Ok(match self {
            Self::Sqlite(db) => {
                let all = "select group_concat(id || data) from (select * from buildamp_events
                    where cast(data ->> 'number' as bigint) < $1 order by seq)";
                let all = sqlx::query_scalar(all).bind(i64::try_from(number)?);
                all.fetch_one(db).await?
            }
            Self::Postgres(db) => {
                let all = "select string_agg(id::text || data::text, ',' order by seq) from buildamp.events
                    where cast(data ->> 'number' as bigint) < $1";
                let all = sqlx::query_scalar(all).bind(i64::try_from(number)?);
                all.fetch_one(db).await?
            }
        })
    }

    /// What the database says of its own pages; an error is what it finds wrong.
    pub async fn check(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(db) => {
                let check = sqlx::query_scalar::<_, String>("pragma integrity_check");
                let found = check.fetch_one(db).await?;
                if found != "ok" {
                    bail!("integrity_check: {found}");
                }
            }
            Self::Postgres(db) => {
                let load = "create extension if not exists amcheck";
                sqlx::raw_sql(load).execute(&mut *db).await?;
                let indexes = "select bt_index_check(c.oid, true) from pg_class c join pg_am a on a.oid = c.relam
                    where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence = 'p'";
                sqlx::raw_sql(indexes).execute(&mut *db).await?;
                let tables =
                    "select t.msg from pg_class c cross join lateral verify_heapam(c.oid) t
                    where c.relkind = 'r' and c.relpersistence = 'p'";
                let found: Vec<String> = sqlx::query_scalar(tables).fetch_all(db).await?;
                if let Some(first) = found.first() {
                    bail!("verify_heapam: {first}");
                }
            }
        }
        Ok(())
    }
}
