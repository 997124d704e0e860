//! How events are stored.

use std::sync::Arc;

use sqlx_core::{
    query::query,
    query_scalar::query_scalar,
    sql_str::{AssertSqlSafe, SqlSafeStr, SqlStr},
};
use tokio::sync::OnceCell;

use super::{
    failed,
    pool::Pool,
    rows::{self, Statement},
    unsent::is_plain,
};
use crate::{Result, store::NewEvent};

/// The statements that store events.
#[derive(Debug, Clone)]
pub(super) struct Storing {
    pool: Pool,
    /// What the function for one event does, without the function around it, which costs almost as much. The database knows it.
    bare: Arc<OnceCell<SqlStr>>,
}

impl Storing {
    pub(super) fn new(pool: &Pool) -> Self {
        Self {
            pool: pool.clone(),
            bare: Arc::default(),
        }
    }

    /// What stores these, all or none, and answers with those of which the idempotency key was known.
    pub(super) async fn statement(&self, events: &[NewEvent]) -> Result<Statement> {
        match events {
            [event] if is_plain(event) => rows::bind_event(query(self.bare().await?), event),
            [event] => rows::bind_event(query(include_str!("sql/emit_one.sql")), event),
            _ => rows::bind_events(query(include_str!("sql/emit.sql")), events),
        }
    }

    async fn bare(&self) -> Result<SqlStr> {
        let ask = async || {
            let bare: String = query_scalar(include_str!("sql/bare.sql"))
                .fetch_one(&self.pool)
                .await
                .map_err(failed)?;
            Ok(AssertSqlSafe(bare).into_sql_str())
        };
        self.bare.get_or_try_init(ask).await.cloned()
    }
}
