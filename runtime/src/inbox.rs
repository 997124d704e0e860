//! The inbox: what comes from outside by a message of which more than one copy may arrive has its effect once.
//!
//! A row of the consumer and the message's id is inserted in the transaction that has the effect, and whoever comes second
//! finds it there. It goes with a rollback, so that what failed is new when it is sent again.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{Error, Operations, Result, Tx, emit, store};

/// The longest name of a consumer and the longest id, in bytes: both are part of an index.
const LONGEST: usize = 1024;

impl Tx<'_> {
    /// Notes in the inbox that the consumer has received the message with this id; answers whether it is new. What is done
    /// about it belongs into the same transaction:
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # use buildamp::{Emission, Event};
    /// # async fn example<Paid: Event>(cx: &buildamp::Context, message_id: &str, paid: Paid) -> buildamp::Result<()> {
    /// let mut tx = cx.begin().await?;
    /// if tx.receive("payments", message_id).await? {
    ///     Emission::new(paid).emit(&mut tx).await?;
    /// }
    /// tx.commit().await?; // and only now tell the sender that it need not come again
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Whoever receives a second copy while this transaction is open waits for its end: it is no news after a commit, and news
    /// after a rollback. Each tenant has an inbox of its own, and each consumer in it its own part. Messages are forgotten
    /// after `[retention] inbox`, so that has to be longer than their senders repeat them.
    ///
    /// # Errors
    /// [`Error::InvalidMessage`] when the consumer's name or the id is empty, longer than 1024 bytes or has a NUL in it;
    /// [`Error::MissingTenant`]; [`Error::Store`], [`Error::StorageFull`] and [`Error::TxTimeout`] as for any statement.
    pub async fn receive(&mut self, consumer: &str, message: &str) -> Result<bool> {
        check("the consumer's name", consumer)?;
        check("the message's id", message)?;
        let core = Arc::clone(self.core());
        let tenant = emit::tenant(core.config.tenancy, self.scope());
        let tenant = tenant.ok_or(Error::MissingTenant)?.to_owned();
        let message = store::Received {
            tenant: &tenant,
            consumer,
            message,
        };
        let store = core.store().await?;
        let connection = self.open().await?;
        let received = store.receive(connection, message, core.now()).await;
        core.note_full(&received);
        received
    }
}

/// The messages that an event comes from, by the ids that their consumer knows them by.
///
/// # Errors
/// [`Error::InvalidMessage`], as of [`Tx::receive`].
#[cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "webhooks are the web server's")
)]
pub(crate) fn receipt(consumer: String, ids: &[String]) -> Result<store::Receipt> {
    check("the consumer's name", &consumer)?;
    for id in ids {
        check("the message's id", id)?;
    }
    let mut messages = ids.to_vec();
    messages.sort_unstable();
    messages.dedup();
    Ok(store::Receipt { consumer, messages })
}

impl Operations {
    /// When a consumer received the message with this id; `None` when it did not, or when that is forgotten. `tenant` is
    /// `default` where there is only one.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn received(
        &self,
        tenant: &str,
        consumer: &str,
        message: &str,
    ) -> Result<Option<Timestamp>> {
        let message = store::Received {
            tenant,
            consumer,
            message,
        };
        let store = self.core().store().await?;
        store.records().received(message).await
    }
}

fn check(what: &str, text: &str) -> Result<()> {
    let wrong = match text {
        "" => "is empty",
        _ if text.len() > LONGEST => "is longer than 1024 bytes: take a hash of it",
        _ if text.contains('\0') => "has a NUL character in it, which no database stores",
        _ => return Ok(()),
    };
    Err(Error::InvalidMessage(format!("{what} {wrong}")))
}
