//! Browser sessions: the token in the cookie, the application's data behind it, and how long both are good.

#![cfg_attr(
    not(all(any(feature = "sqlite", feature = "postgres"), feature = "http")),
    allow(dead_code, unused_imports, reason = "cookies are the web server's")
)]

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, Result, Tx,
    context::{Attempt, Scope},
    core::Core,
    emit,
    store::{Acting, Actor, Change},
    tx::Connection,
};

mod lifetime;
mod token;

pub(crate) use lifetime::{begin, find};
pub(crate) use token::{CookieChange, CookieSlot, Token};

/// A browser session: from [`Context::session`](crate::Context::session), in a request or in a handler of what a
/// request set off. It holds one value of the application's, a struct that lives in `src/models/session.rs`.
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Default, Serialize, Deserialize)]
/// struct AppSession {
///     visits: u32,
/// }
///
/// # async fn example(cx: buildamp::Context) -> buildamp::Result<()> {
/// let session = cx.session()?;
/// let visits = session.update(|app: &mut AppSession| { app.visits += 1; app.visits }).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session {
    core: Arc<Core>,
    attempt: Option<Arc<Attempt>>,
    jar: Option<Arc<CookieSlot>>,
    tenant: String,
    id: String,
}

impl Session {
    pub(crate) fn of(
        core: &Arc<Core>,
        scope: &Scope,
        attempt: Option<&Arc<Attempt>>,
    ) -> Result<Self> {
        let tenant = emit::tenant(core.config.tenancy, scope).ok_or(Error::MissingTenant)?;
        Ok(Self {
            core: Arc::clone(core),
            attempt: attempt.cloned(),
            jar: scope.jar.clone(),
            tenant: tenant.to_owned(),
            id: scope.session_id.clone().ok_or(Error::NoSession)?,
        })
    }

    /// The application's data; `None` before it was set. What an open transaction has set is not seen yet.
    ///
    /// # Errors
    /// [`Error::NoSession`] when the session has ended or expired; [`Error::SessionData`] when the data is not of this
    /// type; [`Error::Store`]. On a store in memory also [`Error::TxOpen`] in a handler whose own transaction is open.
    pub async fn get<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let store = self.core.store().await?;
        if !store.capabilities().reads_beside_writes {
            self.refuse_second()?;
        }
        let found = store
            .sessions()
            .read(&self.tenant, &self.id, self.core.now())
            .await?;
        let data = found.ok_or(Error::NoSession)?.data;
        data.as_deref().map(decode).transpose()
    }

    /// Replaces the application's data.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub async fn set<T: Serialize>(&self, value: &T) -> Result<()> {
        self.change(None, replace(value)?).await
    }

    /// Changes the application's data, which begins as its default; answers what `change` does. No other change comes
    /// between: whoever else updates the session sees this one.
    ///
    /// # Errors
    /// [`Error::TxOpen`] in a handler whose own transaction is open: there it is [`update_in`](Self::update_in).
    /// Otherwise as [`get`](Self::get).
    pub async fn update<T, R>(&self, change: impl FnOnce(&mut T) -> R + Send + 'static) -> Result<R>
    where
        T: Serialize + DeserializeOwned + Default,
        R: Send + 'static,
    {
        let (change, answer) = changing(change);
        self.change(None, change).await?;
        answer.take()
    }

    /// As [`set`](Self::set), in this transaction.
    ///
    /// # Errors
    /// As [`update_in`](Self::update_in).
    pub async fn set_in<T: Serialize>(&self, tx: &mut Tx<'_>, value: &T) -> Result<()> {
        self.change(Some(tx.open().await?), replace(value)?).await
    }

    /// As [`update`](Self::update), in this transaction.
    ///
    /// # Errors
    /// As [`get`](Self::get); [`Error::TxTimeout`].
    pub async fn update_in<T, R>(
        &self,
        tx: &mut Tx<'_>,
        change: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Result<R>
    where
        T: Serialize + DeserializeOwned + Default,
        R: Send + 'static,
    {
        let (change, answer) = changing(change);
        self.change(Some(tx.open().await?), change).await?;
        answer.take()
    }

    /// Gives the browser another token. The old one is worth nothing from then on, and streams under it are closed.
    ///
    /// # Errors
    /// [`Error::WrongState`] outside of a request, whose response has to carry the cookie; [`Error::NoSession`] when
    /// the session has ended or expired; [`Error::Store`].
    pub async fn rotate(&self) -> Result<()> {
        self.retoken(Actor::Keep).await
    }

    /// Says who is signed in, and gives the browser another token, so that nobody who knew the old one is signed in
    /// too. Later requests of the session have this [`actor`](crate::Context::actor).
    ///
    /// # Errors
    /// As [`rotate`](Self::rotate).
    pub async fn sign_in(&self, actor: impl Into<String>) -> Result<()> {
        self.retoken(Actor::Set(actor.into())).await
    }

    /// Ends the session, with its data, and takes the cookie back. The next document request begins another.
    ///
    /// # Errors
    /// As [`rotate`](Self::rotate).
    pub async fn sign_out(&self) -> Result<()> {
        let jar = self.jar()?;
        self.refuse_second()?;
        let store = self.core.store().await?;
        let ended = store.sessions().end(None, &self.tenant, &self.id).await?;
        self.cookie(jar, CookieChange::Clear).stored(&self.core);
        if ended { Ok(()) } else { Err(Error::NoSession) }
    }

    /// As [`rotate`](Self::rotate), in this transaction: the cookie changes when it commits, and stays if it is rolled back.
    ///
    /// # Errors
    /// As [`sign_in_in`](Self::sign_in_in).
    pub async fn rotate_in(&self, tx: &mut Tx<'_>) -> Result<()> {
        self.retoken_in(tx, Actor::Keep).await
    }

    /// As [`sign_in`](Self::sign_in), in this transaction: whoever is stored in it is signed in when it commits, and nobody if
    /// it is rolled back.
    ///
    /// # Errors
    /// As [`rotate`](Self::rotate); [`Error::WrongState`] also in a joined transaction, of whose commit nothing is heard here;
    /// [`Error::TxTimeout`].
    pub async fn sign_in_in(&self, tx: &mut Tx<'_>, actor: impl Into<String>) -> Result<()> {
        self.retoken_in(tx, Actor::Set(actor.into())).await
    }

    /// As [`sign_out`](Self::sign_out), in this transaction.
    ///
    /// # Errors
    /// As [`sign_in_in`](Self::sign_in_in).
    pub async fn sign_out_in(&self, tx: &mut Tx<'_>) -> Result<()> {
        let jar = self.jar_in(tx)?;
        let store = self.core.store().await?;
        let connection = tx.open().await?;
        let caller = store.act_as(connection, Acting::Engine).await?;
        let on = Some(&mut *connection);
        let ended = store.sessions().end(on, &self.tenant, &self.id).await;
        // Also where that was refused: the handler may go on.
        store.act_as(connection, caller).await?;
        if !ended? {
            return Err(Error::NoSession);
        }
        tx.retoken(self.cookie(jar, CookieChange::Clear));
        Ok(())
    }

    async fn retoken(&self, actor: Actor) -> Result<()> {
        let jar = self.jar()?;
        self.refuse_second()?;
        let token = Token::new();
        let store = self.core.store().await?;
        let sessions = store.sessions();
        let (now, hash) = (self.core.now(), token.hash());
        let rotated = sessions.rotate(None, &self.tenant, &self.id, now, &hash, actor);
        if !rotated.await? {
            return Err(Error::NoSession);
        }
        self.cookie(jar, CookieChange::Set(token))
            .stored(&self.core);
        Ok(())
    }

    async fn retoken_in(&self, tx: &mut Tx<'_>, actor: Actor) -> Result<()> {
        let jar = self.jar_in(tx)?;
        let token = Token::new();
        let store = self.core.store().await?;
        let connection = tx.open().await?;
        // No role but the engine's changes tokens.
        let caller = store.act_as(connection, Acting::Engine).await?;
        let on = Some(&mut *connection);
        let (now, hash) = (self.core.now(), token.hash());
        let sessions = store.sessions();
        let rotated = sessions.rotate(on, &self.tenant, &self.id, now, &hash, actor);
        let rotated = rotated.await;
        // Also where that was refused: the handler may go on.
        store.act_as(connection, caller).await?;
        if !rotated? {
            return Err(Error::NoSession);
        }
        tx.retoken(self.cookie(jar, CookieChange::Set(token)));
        Ok(())
    }

    async fn change(&self, on: Option<&mut Connection<'_>>, change: Change) -> Result<()> {
        if on.is_none() {
            self.refuse_second()?;
        }
        let store = self.core.store().await?;
        let changed = store
            .sessions()
            .change(on, &self.tenant, &self.id, self.core.now(), change)
            .await?;
        if changed {
            Ok(())
        } else {
            Err(Error::NoSession)
        }
    }

    fn jar(&self) -> Result<&Arc<CookieSlot>> {
        self.jar.as_ref().ok_or_else(|| {
            Error::WrongState(
                "a session's token can only be changed in a request: its response carries the cookie"
                    .to_owned(),
            )
        })
    }

    fn jar_in(&self, tx: &Tx<'_>) -> Result<&Arc<CookieSlot>> {
        if tx.is_joined() {
            return Err(Error::WrongState(
                "a session's token cannot be changed in a joined transaction, whose commit nobody tells of: do it in one of \
                 `cx.begin()`, or after the commit"
                    .to_owned(),
            ));
        }
        self.jar()
    }

    fn cookie(&self, jar: &Arc<CookieSlot>, change: CookieChange) -> Retoken {
        Retoken {
            session: self.id.clone(),
            jar: Arc::clone(jar),
            change,
        }
    }

    /// A write of its own, and on some stores reading, would wait for the attempt's transaction, which waits for the handler.
    fn refuse_second(&self) -> Result<()> {
        let open = self.attempt.as_ref().is_some_and(|own| own.is_tx_open());
        if open { Err(Error::TxOpen) } else { Ok(()) }
    }
}

/// What becomes of a browser's cookie once that is stored.
#[derive(Debug)]
pub(crate) struct Retoken {
    session: String,
    jar: Arc<CookieSlot>,
    change: CookieChange,
}

impl Retoken {
    /// The response carries the cookie, and streams under the old token end.
    pub(crate) fn stored(self, core: &Core) {
        self.jar.put(self.change);
        // Without listeners there is nothing to close.
        let _ = core.ended.send(self.session);
    }
}

/// Leaves out the id: what a log may show.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

/// What a change answers, once it was carried out.
struct Answer<R>(Arc<Mutex<Option<R>>>);

impl<R> Answer<R> {
    fn take(self) -> Result<R> {
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A change that was stored was carried out.
        answer.ok_or(Error::Closed)
    }
}

fn changing<T, R>(change: impl FnOnce(&mut T) -> R + Send + 'static) -> (Change, Answer<R>)
where
    T: Serialize + DeserializeOwned + Default,
    R: Send + 'static,
{
    let answer = Arc::new(Mutex::new(None));
    let place = Arc::clone(&answer);
    let change: Change = Box::new(move |data| {
        let mut value = data
            .as_deref()
            .map(decode::<T>)
            .transpose()?
            .unwrap_or_default();
        let answer = change(&mut value);
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        encode(&value)
    });
    (change, Answer(answer))
}

fn replace<T: Serialize>(value: &T) -> Result<Change> {
    let data = encode(value)?;
    Ok(Box::new(move |_| Ok(data)))
}

fn decode<T: DeserializeOwned>(data: &str) -> Result<T> {
    let mut json = serde_json::Deserializer::from_str(data);
    serde_path_to_error::deserialize(&mut json)
        .map_err(|error| Error::SessionData(format!("at `{}`: {}", error.path(), error.inner())))
}

fn encode<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::SessionData(error.to_string()))
}
