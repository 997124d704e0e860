//! A transaction on PostgreSQL: one of the pool's, or one of the caller's.

use std::time::{Duration, Instant};

use sqlx_core::query::query;
use sqlx_postgres::PgConnection;

use super::{
    executor::Link,
    failed,
    pool::{Begun, Last, Pool},
    storing::Storing,
    tenants::Tenants,
    unsent::Unsent,
    wake::{Wake, Work},
};
use crate::{Error, Result, store::NewEvent};

pub(crate) enum PostgresTx<'c> {
    Own(OwnTx),
    Joined(&'c mut PgConnection),
}

/// A transaction on a connection of the pool.
pub(crate) struct OwnTx {
    transaction: Begun,
    begun: Instant,
    timeout: Duration,
    storing: Storing,
    wake: Wake,
    /// Whom the commit gives something to do.
    work: Work,
    /// Whether it runs as the role of tenants.
    has_role: bool,
    /// What was emitted last.
    unsent: Unsent,
    /// Whether the server may have given it up, after which a commit undoes all of it and says nothing.
    may_be_undone: bool,
}

impl OwnTx {
    pub(super) async fn begin(
        pool: &Pool,
        timeout: Duration,
        storing: Storing,
        wake: Wake,
    ) -> Result<Self> {
        Ok(Self {
            storing,
            transaction: pool.begin().await?,
            begun: Instant::now(),
            timeout,
            wake,
            work: Work::NONE,
            has_role: false,
            unsent: Unsent::default(),
            may_be_undone: false,
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

    /// Stores what was emitted before the statement that comes next. Given up half-way it is done again by what comes then: what
    /// had been stored all the same has the transaction fail, and nothing that was emitted is forgotten.
    async fn send(&mut self) -> Result<()> {
        if self.unsent.is_empty() {
            return Ok(());
        }
        let connection: &mut PgConnection = &mut self.transaction;
        let events = self.unsent.events();
        let store = self.storing.statement(events, &mut *connection).await?;
        let stored = store.execute(connection).await;
        stored.map_err(failed)?;
        self.unsent.clear();
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
                let last = Last {
                    unsent: own.unsent,
                    may_be_undone: own.may_be_undone,
                };
                own.transaction.commit(last).await?;
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

    /// Whether it was begun here.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    /// Says whom the commit gives something to do. When that is the caller's nobody sees it: whoever looks finds out.
    pub(super) fn made(&mut self, work: Work) {
        if let Self::Own(own) = self {
            own.work = own.work.and(work);
        }
    }

    /// Keeps events for the commit, or for what comes before it, where nothing is known of them that the server has to say;
    /// otherwise `false`. The caller's own commit is nothing that they could travel with.
    pub(super) fn put_off(&mut self, events: &[NewEvent]) -> Result<bool> {
        match self {
            Self::Own(own) => {
                own.check()?;
                Ok(!own.has_role && own.unsent.take_in(events))
            }
            Self::Joined(_) => Ok(false),
        }
    }

    /// The connection, for what comes next.
    pub(crate) async fn connection(&mut self) -> Result<&mut PgConnection> {
        match self {
            Self::Own(own) => {
                own.check()?;
                own.send().await?;
                Ok(&mut own.transaction)
            }
            Self::Joined(connection) => Ok(connection),
        }
    }

    /// The same for the application's own SQL.
    pub(crate) async fn link(&mut self) -> Result<Link<'_>> {
        match self {
            Self::Own(own) => {
                own.check()?;
                own.send().await?;
                Ok(Link {
                    connection: &mut own.transaction,
                    may_be_undone: Some(&mut own.may_be_undone),
                })
            }
            Self::Joined(connection) => Ok(Link {
                connection,
                may_be_undone: None,
            }),
        }
    }
}
