//! Browser sessions under test: what their pages were sent.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::TestApp;
use crate::{
    Context, Error, Result, SseMessage, emit,
    session::{self, CookieSlot},
    store::{Open, Opened, Position, Resume},
};

/// The epoch of the streams under test. Each database begins its own.
const EPOCH: &str = "test";

impl<S: Send + Sync + 'static> TestApp<S> {
    /// A browser session with a page open. Answers with its context, as one of its requests would have it: what is
    /// emitted in it stems from the session, and what the session is sent from now on is [`sent`](Self::sent).
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::MissingTenant`]: under `tenancy = "many"` it is [`session_of`](Self::session_of).
    pub async fn session(&self) -> Result<Context<S>> {
        self.session_of(&self.context()).await
    }

    /// As [`session`](Self::session), in the tenant of this context.
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub async fn session_of(&self, cx: &Context<S>) -> Result<Context<S>> {
        let tenant = emit::tenant(cx.core().config.tenancy, cx.scope());
        let tenant = tenant.ok_or(Error::MissingTenant)?;
        let (_, begun) = session::begin(cx.core(), tenant).await?;
        let cx = cx.with(|scope| {
            scope.session_id = Some(begun.id);
            scope.jar = Some(Arc::new(CookieSlot::default()));
        });
        self.open_page(&cx, None).await?;
        Ok(cx)
    }

    /// The messages of one type that the session of this context was sent, in order. Of all types together the last 256
    /// are known, or as many as `sse.history` says.
    ///
    /// # Errors
    /// [`Error::NoSession`]; [`Error::WrongState`] when there were more, or when one is not of the type; [`Error::Store`].
    pub async fn sent<M: SseMessage>(&self, to: &Context<S>) -> Result<Vec<M>> {
        #[derive(Deserialize)]
        struct Frame {
            r#type: String,
            data: Box<RawValue>,
        }
        to.core().late.all_sent().await;
        let from_the_first = Position {
            epoch: self.open_page(to, None).await?.epoch,
            seq: 0,
        };
        let opened = self.open_page(to, Some(&from_the_first)).await?;
        let Resume::Missed(entries) = opened.resume else {
            return Err(Error::WrongState(format!(
                "the session was sent {} messages, and only the last {} are kept",
                opened.seq,
                to.core().config.sse.history,
            )));
        };
        let misfit = |error| {
            Error::WrongState(format!(
                "a message `{}` that was sent does not fit its type: {error}",
                M::TYPE
            ))
        };
        let mut sent = Vec::new();
        for entry in entries {
            let frame: Frame = serde_json::from_str(&entry.body).map_err(misfit)?;
            if frame.r#type == M::TYPE {
                sent.push(serde_json::from_str(frame.data.get()).map_err(misfit)?);
            }
        }
        Ok(sent)
    }

    async fn open_page(&self, cx: &Context<S>, position: Option<&Position>) -> Result<Opened> {
        let tenant = emit::tenant(cx.core().config.tenancy, cx.scope());
        let open = Open {
            tenant: tenant.ok_or(Error::MissingTenant)?,
            session: cx.session_id().ok_or(Error::NoSession)?,
            position,
            epoch: EPOCH,
            now: cx.now(),
        };
        cx.core().store().await?.messages().open(open).await
    }
}
