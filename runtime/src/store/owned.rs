//! Own statements of a transaction.

use sqlx_core::{
    database::Database,
    error::{BoxDynError, Error as SqlxError},
    executor::Execute,
    sql_str::SqlStr,
};

use super::control::ends_transaction;

/// A statement that owns all it needs, and does not end the transaction.
pub(super) struct Owned<D: Database> {
    sql: SqlStr,
    arguments: Option<D::Arguments>,
    persistent: bool,
}

impl<D: Database> Owned<D> {
    pub(super) fn new<'q>(mut query: impl Execute<'q, D>) -> Result<Self, SqlxError> {
        let arguments = query.take_arguments().map_err(SqlxError::Encode)?;
        let persistent = query.persistent();
        let sql = query.sql();
        match ends_transaction(sql.as_str()) {
            None => Ok(Self {
                sql,
                arguments,
                persistent,
            }),
            Some(word) => Err(SqlxError::InvalidArgument(format!(
                "`{word}` would end the transaction under BuildAmp's feet, nothing was run; end it with `tx.commit()` or \
                 `tx.rollback()`, and use `SAVEPOINT` for a part of it"
            ))),
        }
    }

    /// What it says.
    #[cfg(feature = "postgres")]
    pub(super) fn text(&self) -> &SqlStr {
        &self.sql
    }
}

impl<D: Database> Execute<'static, D> for Owned<D> {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&D::Statement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<D::Arguments>, BoxDynError> {
        Ok(self.arguments.take())
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}
