//! A transaction on PostgreSQL: one of the pool's, or one of the caller's.

use std::time::{Duration, Instant};

use sqlx_core::query::query;
use sqlx_postgres::PgConnection;

use super::{
    failed,
    pool::{Begun, Pool},
    tenants::Tenants,
    wake::{Wake, Work},
};
use crate::{Error, Result};

pub(crate) enum PostgresTx<'c> {
    Own(OwnTx),
    Joined(&'c mut PgConnection),
}

/// A transaction on a connection of the pool.
pub(crate) struct OwnTx {
    transaction: Begun,
    begun: Instant,
    timeout: Duration,
    wake: Wake,
    /// Whom the commit gives something to do.
    work: Work,
    /// Whether it runs as the role of tenants.
    has_role: bool,
}

impl OwnTx {
    pub(super) async fn begin(pool: &Pool, timeout: Duration, wake: Wake) -> Result<Self> {
        Ok(Self {
            transaction: pool.begin().await?,
            begun: Instant::now(),
            timeout,
            wake,
            work: Work::NONE,
            has_role: false,
        })
    }

    /// The same for a tenant, whose role it takes where there is one.
    pub(super) async fn enter(mut self, tenants: &Tenants, tenant: Option<&str>) -> Result<Self> {
        self.has_role = tenants.enter(&mut self.transaction, tenant).await?;
        Ok(self)
    }

    /// The engine's role again, to the end.
    pub(super) async fn leave_role(&mut self) -> Result<()> {
        if self.has_role {
            self.check()?;
            let leave = query(include_str!("sql/leave_role.sql"));
            let left = leave.execute(&mut *self.transaction).await;
            left.map_err(failed)?;
            self.has_role = false;
        }
        Ok(())
    }

    /// Whether it was open for too long. What it did is rolled back when it is dropped.
    ///
    /// This is real time, not the application's clock: others really wait for its locks.
    fn check(&self) -> Result<()> {
        if self.begun.elapsed() > self.timeout {
            return Err(Error::TxTimeout(self.timeout));
        }
        Ok(())
    }
}

impl PostgresTx<'_> {
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Own(own) => {
                own.check()?;
                own.transaction.commit().await?;
                own.wake.ring(own.work);
                Ok(())
            }
            Self::Joined(_) => Ok(()),
        }
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self {
            Self::Own(own) => {
                own.check()?;
                own.transaction.rollback().await
            }
            Self::Joined(_) => Ok(()),
        }
    }

    /// Says whom the commit gives something to do. When that is the caller's nobody sees it: whoever looks finds out.
    pub(super) fn made(&mut self, work: Work) {
        if let Self::Own(own) = self {
            own.work = own.work.and(work);
        }
    }

    /// The connection, for what comes next.
    pub(crate) fn connection(&mut self) -> Result<&mut PgConnection> {
        match self {
            Self::Own(own) => {
                own.check()?;
                Ok(&mut own.transaction)
            }
            Self::Joined(connection) => Ok(connection),
        }
    }
}
