//! The application's own tables. They lie in the same database as the events, so that both change in one transaction.

use crate::Cx;

pub mod comments;
pub mod payments;
pub mod people;
pub mod pictures;

/// Asks the database that the application is configured for. Both know `$1`.
macro_rules! ask {
    ($tx:expr, $query:expr, $fetch:ident) => {{
        let tx: &mut ::buildamp::Tx<'_> = $tx;
        match tx.database() {
            Some(::buildamp::Database::Postgres) => $query.$fetch(tx.postgres()?).await,
            _ => $query.$fetch(tx.sqlite()?).await,
        }
    }};
}
use ask;

/// Has it do something.
macro_rules! run {
    ($tx:expr, $query:expr) => {{
        let tx: &mut ::buildamp::Tx<'_> = $tx;
        match tx.database() {
            Some(::buildamp::Database::Postgres) => $query.execute(tx.postgres()?).await.map(drop),
            _ => $query.execute(tx.sqlite()?).await.map(drop),
        }
    }};
}
use run;

/// Creates the tables where they are missing.
///
/// # Errors
/// The database's.
pub async fn create(cx: &Cx) -> buildamp::Result<()> {
    let mut tx = cx.begin().await?;
    run!(&mut tx, sqlx::raw_sql(include_str!("database/schema.sql")))?;
    tx.commit().await
}
