//! Messages on their way out: `cx.send(message).to_session()`, at once or with a transaction.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use tokio_util::task::TaskTracker;

use crate::{
    Error, Result, Resync, ResyncReason, SseMessage, Tx,
    context::{Attempt, Scope},
    core::Core,
    emit,
    store::{NewMessage, Target},
};

/// A message that leaves at once. Nothing happens before it is said where to.
#[must_use = "nothing is sent before `.to_session().await`"]
pub struct Sending<'c, M> {
    core: &'c Arc<Core>,
    scope: &'c Scope,
    attempt: Option<&'c Arc<Attempt>>,
    message: M,
}

/// A message that leaves with its transaction. Nothing happens before it is said where to.
#[must_use = "nothing is sent before `.to_session().await`"]
pub struct SendingInTx<'t, 'c, M> {
    tx: &'t mut Tx<'c>,
    message: M,
}

impl<'c, M: SseMessage> Sending<'c, M> {
    pub(crate) fn new(
        core: &'c Arc<Core>,
        scope: &'c Scope,
        attempt: Option<&'c Arc<Attempt>>,
        message: M,
    ) -> Self {
        Self {
            core,
            scope,
            attempt,
            message,
        }
    }

    async fn post(self, to: Target) -> Result<()> {
        let message = lower(self.core, self.scope, &self.message, to)?;
        if self.attempt.is_some_and(|own| own.is_tx_open()) {
            // The transaction waits for the handler, and the message for the transaction.
            Late::send(self.core, message);
            return Ok(());
        }
        let store = self.core.store().await?;
        store.messages().append(None, &[message]).await
    }
}

impl<'t, 'c, M: SseMessage> SendingInTx<'t, 'c, M> {
    pub(crate) fn new(tx: &'t mut Tx<'c>, message: M) -> Self {
        Self { tx, message }
    }

    async fn post(self, to: Target) -> Result<()> {
        let message = lower(self.tx.core(), self.tx.scope(), &self.message, to)?;
        let store = self.tx.core().store().await?;
        let connection = self.tx.open().await?;
        store.messages().append(Some(connection), &[message]).await
    }
}

macro_rules! targets {
    ($sending:ty, [$($life:lifetime),*], $scope:ident => $read:expr) => {
        impl<$($life,)* M: SseMessage> $sending {
            /// To the session that this context stems from, in all its tabs.
            ///
            /// # Errors
            /// [`Error::NoSession`] when it stems from none; otherwise as [`to_tenant`](Self::to_tenant).
            pub async fn to_session(self) -> Result<()> {
                let $scope = &self;
                let session = $read.session_id.clone().ok_or(Error::NoSession)?;
                self.post(Target::Sessions(vec![session])).await
            }

            /// To the sessions of these ids. Those that are not of the context's tenant are passed over.
            ///
            /// # Errors
            /// As [`to_tenant`](Self::to_tenant).
            pub async fn to_sessions(self, ids: impl IntoIterator<Item = impl Into<String>>) -> Result<()> {
                let ids = ids.into_iter().map(Into::into).collect();
                self.post(Target::Sessions(ids)).await
            }

            /// To every session of the tenant in which this user is signed in.
            ///
            /// # Errors
            /// As [`to_tenant`](Self::to_tenant).
            pub async fn to_actor(self, actor: impl Into<String>) -> Result<()> {
                self.post(Target::Actor(actor.into())).await
            }

            /// To every session of the context's tenant.
            ///
            /// # Errors
            /// [`Error::MissingTenant`]; [`Error::Serialize`]; [`Error::Store`]. In a transaction also
            /// [`Error::TxTimeout`].
            pub async fn to_tenant(self) -> Result<()> {
                self.post(Target::Tenant).await
            }
        }

        impl<$($life,)* M: fmt::Debug> fmt::Debug for $sending {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("Sending").field("message", &self.message).finish_non_exhaustive()
            }
        }
    };
}

targets!(Sending<'c, M>, ['c], this => this.scope);
targets!(SendingInTx<'t, 'c, M>, ['t, 'c], this => this.tx.scope());

fn lower<M: SseMessage>(core: &Core, scope: &Scope, message: &M, to: Target) -> Result<NewMessage> {
    let tenant = emit::tenant(core.config.tenancy, scope).ok_or(Error::MissingTenant)?;
    message_row(tenant, message, to, core.now())
}

/// The row of a message.
pub(crate) fn message_row<M: SseMessage>(
    tenant: &str,
    message: &M,
    to: Target,
    now: jiff::Timestamp,
) -> Result<NewMessage> {
    #[derive(Serialize)]
    struct Frame<'a, M> {
        r#type: &'static str,
        data: &'a M,
    }
    let frame = Frame {
        r#type: M::TYPE,
        data: message,
    };
    Ok(NewMessage {
        tenant: tenant.to_owned(),
        to,
        body: serde_json::to_string(&frame).map_err(|source| Error::Serialize {
            event_type: M::TYPE,
            source,
        })?,
        overflow: M::OVERFLOW,
        coalesce_key: message
            .coalesce_key()
            .map(|key| format!("{}:{key}", M::TYPE)),
        now,
    })
}

/// The row of a message that tells a session to load its state anew.
pub(crate) fn resync_row(
    tenant: &str,
    session: &str,
    reason: ResyncReason,
    now: jiff::Timestamp,
) -> Result<NewMessage> {
    let to = Target::Sessions(vec![session.to_owned()]);
    message_row(tenant, &Resync { reason }, to, now)
}

/// Messages of handlers whose transaction holds the writer: they leave when it ends, in the order in which they were
/// sent.
#[derive(Debug)]
pub(crate) struct Late {
    waiting: Mutex<Vec<NewMessage>>,
    /// Whoever appends holds it, so that none overtakes another.
    turn: tokio::sync::Mutex<()>,
    tasks: TaskTracker,
}

impl Default for Late {
    fn default() -> Self {
        let tasks = TaskTracker::new();
        // Only then does waiting for the tasks end when there are none.
        tasks.close();
        Self {
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            tasks,
        }
    }
}

impl Late {
    fn send(core: &Arc<Core>, message: NewMessage) {
        core.late.waiting().push(message);
        let shared = Arc::clone(core);
        core.late.tasks.spawn(async move {
            let late = &shared.late;
            let _turn = late.turn.lock().await;
            let messages = mem::take(&mut *late.waiting());
            if let Err(error) = append(&shared, &messages).await {
                let lost = messages.len();
                tracing::error!(%error, lost, "messages to browsers could not be sent");
            }
        });
    }

    /// Returns once all of them have left.
    pub(crate) async fn all_sent(&self) {
        self.tasks.wait().await;
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<NewMessage>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn append(core: &Core, messages: &[NewMessage]) -> Result<()> {
    // Another task may have taken this one's along.
    if messages.is_empty() {
        return Ok(());
    }
    core.store().await?.messages().append(None, messages).await
}
