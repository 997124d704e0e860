//! What an operator does to the schema `buildamp`.

use async_trait::async_trait;
use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::Error as SqlxError,
    migrate::Migrate,
    query::query,
    query_as::query_as,
    query_scalar::query_scalar,
    raw_sql::raw_sql,
    sql_str::AssertSqlSafe,
};
use sqlx_postgres::PgConnection;

use super::{
    Postgres, failed, open,
    rows::{self, Micros},
};
use crate::{
    Finding, Migration, Result,
    store::{
        Store,
        drift::{Catalogs, Part, Upkeep},
        schema,
    },
};

#[async_trait]
impl Upkeep for Postgres {
    async fn unfit(&self) -> Result<Option<String>> {
        let applied = query_as(include_str!("sql/applied.sql"));
        let applied = match applied.fetch_all(&self.working).await {
            // It was taken back so far that nothing tells any more what breaks with whom.
            Err(SqlxError::Database(error)) if open::is_no_table(&*error) => {
                let known = self.schema().await?.migrations.into_iter();
                let applied = known.filter(|it| it.applied);
                applied.map(|it| (it.version, it.name, false)).collect()
            }
            applied => applied.map_err(failed)?,
        };
        Ok(schema::unfit(open::MIGRATIONS, &applied))
    }

    async fn examine(&self) -> Result<Vec<Finding>> {
        let asked = query(include_str!("sql/examine.sql"));
        let answer = asked.fetch_one(&self.own).await.map_err(failed)?;
        let setting = |name: &str| rows::get::<String>(&answer, name);
        let time: Micros = rows::get(&answer, "time")?;
        let mut findings = vec![
            Finding::ok("database", format!("PostgreSQL {}", setting("version")?)),
            durability(&setting("fsync")?, &setting("synchronous_commit")?),
            Finding::clock(time.0),
        ];
        let is_there = "SELECT to_regclass('buildamp.events') IS NOT NULL";
        let is_there: bool = query_scalar(is_there)
            .fetch_one(&self.own)
            .await
            .map_err(failed)?;
        if let (true, Err(error)) = (is_there, self.tenants.check(&self.own).await) {
            let help = "without that the application does not start";
            findings.push(Finding::problem("tenants", error.to_string(), help));
        }
        Ok(findings)
    }

    async fn undo(&self, back: &[&Migration]) -> Result<()> {
        let mut patient = open::Patient::new(&self.options).await?;
        for step in schema::undoing(back) {
            while let Err(error) = patient.connection.revert(open::TABLE, &step).await {
                patient.pause(error).await?;
            }
        }
        patient.done().await
    }

    /// For a moment there is another schema of the name, in a transaction that is never committed: nobody sees it, and what
    /// is there is not locked.
    async fn catalogs(&self, up: &[&'static str], down: &[&'static str]) -> Result<Catalogs> {
        let mut connection = self.options.connect().await.map_err(failed)?;
        let mut transaction = connection.begin().await.map_err(failed)?;
        let found = catalog(&mut transaction).await?;
        run(
            &mut transaction,
            &[
                include_str!("sql/aside.sql"),
                include_str!("sql/migrations.sql"),
            ],
        )
        .await?;
        run(&mut transaction, up).await?;
        let made = catalog(&mut transaction).await?;
        run(&mut transaction, down).await?;
        let left = catalog(&mut transaction).await?;
        transaction.rollback().await.map_err(failed)?;
        connection.close().await.map_err(failed)?;
        Ok(Catalogs { found, made, left })
    }

    async fn count(&self, part: &Part) -> Result<u64> {
        let count = query_scalar(AssertSqlSafe(schema::count(part)));
        let count: i64 = count.fetch_one(&self.own).await.map_err(failed)?;
        count.try_into().map_err(failed)
    }
}

async fn run(connection: &mut PgConnection, steps: &[&'static str]) -> Result<()> {
    for &step in steps {
        let done = raw_sql(step).execute(&mut *connection).await;
        done.map_err(failed)?;
    }
    Ok(())
}

async fn catalog(connection: &mut PgConnection) -> Result<Vec<Part>> {
    let parts: Vec<(String, Option<String>, String, String)> =
        query_as(include_str!("sql/catalog.sql"))
            .fetch_all(connection)
            .await
            .map_err(failed)?;
    let part = |(kind, parent, name, definition): (_, _, _, String)| {
        Part::new(kind, parent, name, &definition)
    };
    Ok(parts.into_iter().map(part).collect())
}

/// Whether what is committed outlives a crash.
fn durability(fsync: &str, commit: &str) -> Finding {
    match (fsync, commit) {
        ("off", _) => Finding::problem(
            "durability",
            "fsync = off: a crash of the machine may destroy the whole database",
            "`ALTER SYSTEM SET fsync = on` and restart the server, unless all of it is only for tests",
        ),
        (_, "off") => Finding::warning(
            "durability",
            "synchronous_commit = off: a crash of the server loses what was committed last, events too",
            "`ALTER ROLE … SET synchronous_commit = on` for the user of store.url",
        ),
        _ => Finding::ok(
            "durability",
            format!("fsync = {fsync}, synchronous_commit = {commit}"),
        ),
    }
}
