//! What an operator does to the schema of a file.

use async_trait::async_trait;
use sqlx_core::{
    connection::{ConnectOptions, Connection},
    error::Error as SqlxError,
    migrate::Migrate,
    query_as::query_as,
    query_scalar::query_scalar,
    raw_sql::raw_sql,
    sql_str::AssertSqlSafe,
};
use sqlx_sqlite::{SqliteConnectOptions, SqliteConnection};

use super::{Sqlite, failed, open};
use crate::{
    Migration, Result,
    store::{
        Store,
        drift::{Catalogs, Part, Upkeep},
        schema,
    },
};

#[async_trait]
impl Upkeep for Sqlite {
    async fn unfit(&self) -> Result<Option<String>> {
        let applied = query_as(include_str!("sql/applied.sql"));
        let applied = match applied.fetch_all(self.readers.pool()).await {
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

    async fn undo(&self, back: &[&Migration]) -> Result<()> {
        let mut connection = self.look().await?;
        let transaction = connection.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = transaction.map_err(failed)?;
        for step in schema::undoing(back) {
            let undone = transaction.revert(open::TABLE, &step).await;
            undone.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        connection.close().await.map_err(failed)
    }

    async fn catalogs(&self, up: &[&'static str], down: &[&'static str]) -> Result<Catalogs> {
        let found = if self.path.is_file() {
            let mut connection = self.look().await?;
            let found = catalog(&mut connection).await?;
            connection.close().await.map_err(failed)?;
            found
        } else {
            Vec::new()
        };
        let nowhere = SqliteConnectOptions::new().in_memory(true);
        let mut connection = nowhere.connect().await.map_err(failed)?;
        run(&mut connection, up).await?;
        let made = catalog(&mut connection).await?;
        run(&mut connection, down).await?;
        let left = catalog(&mut connection).await?;
        Ok(Catalogs { found, made, left })
    }

    async fn count(&self, part: &Part) -> Result<u64> {
        let mut connection = self.look().await?;
        let count = query_scalar(AssertSqlSafe(schema::count(part)));
        let count: i64 = count.fetch_one(&mut connection).await.map_err(failed)?;
        connection.close().await.map_err(failed)?;
        count.try_into().map_err(failed)
    }
}

impl Sqlite {
    /// A connection to a file that is there.
    async fn look(&self) -> Result<SqliteConnection> {
        open::connect(&self.options.clone().create_if_missing(false)).await
    }
}

async fn run(connection: &mut SqliteConnection, steps: &[&'static str]) -> Result<()> {
    for &step in steps {
        let done = raw_sql(step).execute(&mut *connection).await;
        done.map_err(failed)?;
    }
    Ok(())
}

async fn catalog(connection: &mut SqliteConnection) -> Result<Vec<Part>> {
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
