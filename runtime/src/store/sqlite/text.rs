//! Statements that belong together, as one text: a connection is handed the whole at once.

use futures_util::{FutureExt, future::BoxFuture};
use sqlx_core::{query::query_with, raw_sql::raw_sql};
use sqlx_sqlite::{SqliteArguments, SqliteConnection, SqliteRow};

use super::{Statement, failed};
use crate::Result;

/// Statements that stand or fall together within a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) within: &'static str,
    pub(super) alone: &'static str,
}

/// The text of a file with one statement, which is whole by itself.
macro_rules! statement {
    ($file:literal) => {
        $crate::store::sqlite::text::Text {
            within: include_str!($file),
            alone: include_str!($file),
        }
    };
}

/// The text of files with several.
macro_rules! statements {
    ($($file:literal),+) => {
        $crate::store::sqlite::text::Text {
            within: concat!($(include_str!($file)),+),
            alone: concat!("BEGIN IMMEDIATE;\n", $(include_str!($file),)+ "COMMIT;\n"),
        }
    };
}
pub(super) use {statement, statements};

impl Text {
    /// Within a transaction.
    pub(super) fn within(self, arguments: SqliteArguments) -> Statement {
        query_with(self.within, arguments)
    }

    /// As a transaction.
    pub(super) fn alone(self, arguments: SqliteArguments) -> Statement {
        query_with(self.alone, arguments)
    }
}

/// Runs statements that belong together. When one of them fails, what their `SAVEPOINT buildamp` holds is rolled back,
/// and the transaction around it goes on.
///
/// Where there are several statements each takes all the parameters up to its last: sqlx miscounts behind a gap.
pub(super) fn all_or_none(
    connection: &mut SqliteConnection,
    statements: Statement,
) -> BoxFuture<'_, Result<Vec<SqliteRow>>> {
    async move {
        let rows = statements.fetch_all(&mut *connection).await;
        if rows.is_err() {
            // Fails in turn when there is no savepoint any more; there is nothing to roll back then.
            let _ = raw_sql(include_str!("sql/undo.sql"))
                .execute(connection)
                .await;
        }
        rows.map_err(failed)
    }
    .boxed()
}
