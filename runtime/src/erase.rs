//! Erasing what events say of a person: the data goes, that something happened and that it was erased stay on record.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{
    Cursor, Error, EventId, Operations, Page, Result, Tenancy, Timestamp, emit::ONLY_TENANT,
    store::NewErasure,
};

/// So many events are erased in one transaction, so that nobody waits for it for long.
const BATCH: u32 = 500;

/// Which events are to be erased.
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use buildamp::ErasureScope;
///
/// let of_a_customer = ErasureScope::subject("customer/7").tenant("acme");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ErasureScope {
    by: By,
    tenant: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum By {
    Subject(String),
    Actor(String),
    Event(EventId),
}

/// What events were found by that were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErasureKind {
    /// What they are about.
    Subject,
    /// On whose behalf they were emitted.
    Actor,
    /// The id of one.
    Event,
}

/// An erasure on record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erasure {
    /// Its number.
    pub number: i64,
    /// What the events were found by. The name of the person is not on record; [`Operations::erasures`] finds it by the name.
    pub kind: ErasureKind,
    /// Whose they were; `None` where it was one event by its id.
    pub tenant: Option<String>,
    /// The event, where it was one.
    pub event: Option<EventId>,
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub by: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When nothing was left; `None` of one that was cut off, which goes on when it is asked for once more.
    pub finished_at: Option<Timestamp>,
    /// How many events it erased.
    pub events: u64,
    /// How many deliveries were called off or discarded for it: they would have run without data.
    pub deliveries: u64,
}

/// What an erasure would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Erasable {
    /// So many events would be erased.
    pub events: u64,
    /// So many of their deliveries wait, run or are dead, and would be ended.
    pub deliveries: u64,
}

impl ErasureScope {
    /// Events about this subject, `<entity>/<id>`.
    #[must_use]
    pub fn subject(subject: impl Into<String>) -> Self {
        Self::by(By::Subject(subject.into()))
    }

    /// Events that were emitted on this actor's behalf.
    #[must_use]
    pub fn actor(actor: impl Into<String>) -> Self {
        Self::by(By::Actor(actor.into()))
    }

    /// One event.
    #[must_use]
    pub fn event(id: EventId) -> Self {
        Self::by(By::Event(id))
    }

    fn by(by: By) -> Self {
        Self { by, tenant: None }
    }

    /// Of this tenant alone. Under `tenancy = "many"` a subject and an actor are somebody only with their tenant.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    pub(crate) fn kind(&self) -> ErasureKind {
        match &self.by {
            By::Subject(_) => ErasureKind::Subject,
            By::Actor(_) => ErasureKind::Actor,
            By::Event(_) => ErasureKind::Event,
        }
    }

    /// Whose events; `None` for anybody's, where an id says which is meant.
    pub(crate) fn of_tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// What they are found by, as text.
    pub(crate) fn name(&self) -> String {
        match &self.by {
            By::Subject(name) | By::Actor(name) => name.clone(),
            By::Event(id) => id.to_string(),
        }
    }

    pub(crate) fn event_id(&self) -> Option<EventId> {
        match &self.by {
            By::Subject(_) | By::Actor(_) => None,
            By::Event(id) => Some(*id),
        }
    }

    /// By what the record of an erasure is found, without a name in it.
    pub(crate) fn digest(&self) -> String {
        let tenant = self.of_tenant().unwrap_or_default();
        let mut digest = Sha256::new();
        for part in [self.kind().name(), tenant, &self.name()] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }

    /// With the tenant that there is, or that has to be named.
    fn within(&self, tenancy: Tenancy) -> Result<Self> {
        let mut scope = self.clone();
        match (&self.by, &self.tenant, tenancy) {
            (By::Event(_), _, _) | (By::Subject(_) | By::Actor(_), Some(_), _) => {}
            (By::Subject(_) | By::Actor(_), None, Tenancy::Single) => {
                scope.tenant = Some(ONLY_TENANT.to_owned());
            }
            (By::Subject(_) | By::Actor(_), None, Tenancy::Many) => {
                return Err(Error::InvalidErase(format!(
                    "no tenant: with tenancy = \"many\" the {} of one tenant is not that of another; say whose it is, `ErasureScope::tenant(..)` or `--tenant`",
                    self.kind()
                )));
            }
        }
        Ok(scope)
    }
}

impl ErasureKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Subject, Self::Actor, Self::Event];

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name on record, `subject`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Actor => "actor",
            Self::Event => "event",
        }
    }
}

impl fmt::Display for ErasureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Operations {
    /// Erases the data of all events in this scope, and what else tells of the person in them, for good; why, and who asked for
    /// it, stays on record. Deliveries that have not ended are called off, dead ones are discarded. It goes part by part; cut
    /// off, it goes on when it is asked for once more. What is emitted afterwards is not in it.
    ///
    /// # Errors
    /// [`Error::InvalidErase`] without a reason, or without a tenant under `tenancy = "many"`; [`Error::NotFound`] for the id of
    /// an event that is not there; [`Error::Store`].
    pub async fn erase(
        &self,
        scope: &ErasureScope,
        reason: &str,
        by: Option<&str>,
    ) -> Result<Erasure> {
        let scope = &scope.within(self.core().config.tenancy)?;
        if reason.trim().is_empty() {
            return Err(Error::InvalidErase(
                "no reason: what is erased cannot be brought back, so say for the record why"
                    .to_owned(),
            ));
        }
        if let Some(id) = scope.event_id() {
            self.event(id).await?;
        }
        let store = self.core().store().await?;
        let new = NewErasure {
            scope,
            reason,
            by,
            now: self.core().now(),
        };
        let number = store.erasing().open_erasure(&new).await?;
        while store
            .erasing()
            .erase(number, scope, self.core().now(), BATCH)
            .await?
        {}
        let done = store.erasing().erasures(None, Some(number + 1), 1).await?;
        let done = done.into_iter().find(|one| one.number == number);
        done.ok_or_else(|| Error::NotFound(format!("erasure {number}")))
    }

    /// What [`Operations::erase`] would come to. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::InvalidErase`] without a tenant under `tenancy = "many"`; [`Error::Store`].
    pub async fn erasable(&self, scope: &ErasureScope) -> Result<Erasable> {
        let scope = scope.within(self.core().config.tenancy)?;
        self.core().store().await?.erasing().erasable(&scope).await
    }

    /// What was erased, the last first: all, or what was asked for in this scope.
    ///
    /// # Errors
    /// [`Error::InvalidErase`] without a tenant under `tenancy = "many"`; [`Error::Store`].
    pub async fn erasures(
        &self,
        of: Option<&ErasureScope>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Erasure>> {
        let of = of.map(|scope| scope.within(self.core().config.tenancy));
        let digest = of.transpose()?.map(|scope| scope.digest());
        let store = self.core().store().await?;
        let (before, most) = (after.map(Cursor::place), limit.saturating_add(1));
        let latest = store.erasing().erasures(digest.as_deref(), before, most);
        Ok(Page::of(latest.await?, limit, |one| one.number))
    }
}
