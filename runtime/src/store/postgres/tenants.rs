//! Tenants apart from each other: the tenant and the role of the application's transactions.

use sqlx_core::query::query;
use sqlx_postgres::PgConnection;

use super::{failed, pool::Pool, rows};
use crate::{Config, Error, Result, Tenancy, store::Acting};

/// Whose the application's transactions are, and as whom.
#[derive(Debug, Clone)]
pub(super) struct Tenants {
    /// Whether there are several.
    pub many: bool,
    role: Option<String>,
}

impl Tenants {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            many: config.tenancy == Tenancy::Many,
            role: config.store.tenant_role.clone(),
        }
    }

    /// What a transaction of the application's begins with; answers whether it has another role than the engine.
    pub(super) async fn enter(
        &self,
        connection: &mut PgConnection,
        tenant: Option<&str>,
    ) -> Result<bool> {
        if !self.many {
            return Ok(false);
        }
        let enter = query(include_str!("sql/begin.sql"))
            .bind(tenant.map(str::to_owned))
            .bind(self.role.clone());
        enter.execute(connection).await.map_err(failed)?;
        Ok(self.role.is_some())
    }

    /// See [`Store::act_as`](crate::store::Store::act_as).
    pub(super) async fn act_as(
        &self,
        connection: &mut PgConnection,
        who: Acting,
    ) -> Result<Acting> {
        if !self.many {
            return Ok(Acting::Engine);
        }
        let (tenant, role) = match who {
            Acting::Engine => (None, None),
            Acting::Tenant(tenant) => (Some(tenant), self.role.clone()),
            Acting::Caller { tenant, role } => (tenant, Some(role)),
        };
        let act = query(include_str!("sql/act_as.sql"))
            .bind(tenant)
            .bind(role.unwrap_or_else(|| "none".to_owned()));
        let before = act.fetch_one(connection).await.map_err(failed)?;
        Ok(Acting::Caller {
            tenant: rows::get(&before, "tenant")?,
            role: rows::get(&before, "role")?,
        })
    }

    /// Whether the engine works for all tenants, and the role for one.
    pub(super) async fn check(&self, pool: &Pool) -> Result<()> {
        let asked = query(include_str!("sql/own_role.sql")).bind(self.role.clone());
        let answer = asked.fetch_one(pool).await.map_err(failed)?;
        let is = |what: &str| -> Result<bool> {
            let is: Option<bool> = rows::get(&answer, what)?;
            Ok(is.unwrap_or(false))
        };
        if is("is_restricted")? {
            return Err(Error::Config(
                "store.url: the user is kept from the rows of tenants; let it own the tables of the schema `buildamp`, or `ALTER ROLE … BYPASSRLS`"
                    .to_owned(),
            ));
        }
        let Some(role) = &self.role else {
            return Ok(());
        };
        let wrong = match (
            is("is_there")?,
            is("can_be_taken")?,
            is("is_apart")?,
            is("is_admitted")?,
        ) {
            (false, ..) => "there is no such role; `CREATE ROLE` makes it",
            (true, false, ..) => {
                "the user of store.url cannot take this role; `GRANT` it to that user"
            }
            (true, true, false, _) => {
                "this role is not kept from the rows of other tenants: it may neither own the schema `buildamp` nor be a superuser nor have BYPASSRLS"
            }
            (true, true, true, false) => {
                "this role cannot emit; `SELECT buildamp.admit('<role>')` lets it"
            }
            (true, true, true, true) => return Ok(()),
        };
        Err(Error::Config(format!(
            "store.tenant_role = {role:?}: {wrong}"
        )))
    }
}
