//! How events are stored.

use std::sync::Arc;

use sqlx_core::{
    executor::Executor,
    query::query,
    query_scalar::query_scalar,
    sql_str::{AssertSqlSafe, SqlSafeStr, SqlStr},
};
use sqlx_postgres::Postgres;
use tokio::sync::OnceCell;

use super::{
    failed,
    rows::{self, Statement},
    unsent::is_plain,
};
use crate::{Result, store::NewEvent};

/// The statements that store events: one event's is what the function for it does, without the function around it, which costs
/// almost as much. The database knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Storing(Arc<OnceCell<SqlStr>>);

impl Storing {
    /// What stores these, all or none, and answers with those of which the idempotency key was known. The first time it asks the
    /// database that they go to.
    pub(super) async fn statement<'e>(
        &self,
        events: &[NewEvent],
        on: impl Executor<'e, Database = Postgres>,
    ) -> Result<Statement> {
        match events {
            [event] if is_plain(event) => rows::bind_event(query(self.bare(on).await?), event),
            [event] => rows::bind_event(query(include_str!("sql/emit_one.sql")), event),
            _ => rows::bind_events(query(include_str!("sql/emit.sql")), events),
        }
    }

    async fn bare<'e>(&self, on: impl Executor<'e, Database = Postgres>) -> Result<SqlStr> {
        let ask = async || {
            let bare = query_scalar(include_str!("sql/bare.sql")).fetch_one(on);
            let bare: String = bare.await.map_err(failed)?;
            Ok(AssertSqlSafe(bare).into_sql_str())
        };
        self.0.get_or_try_init(ask).await.cloned()
    }
}
