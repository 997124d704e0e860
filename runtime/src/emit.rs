//! From an event and its scope to the row that is stored.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    CorrelationId, Due, Emission, EmitOptions, Error, Event, EventId, KeyScope, Result, Tenancy,
    Tx,
    after::After,
    context::Scope,
    core::Core,
    ids::event_id_at,
    processor::{Reserved, ephemeral::Ephemeral, inline},
    progress, retry, spans,
    store::{self, Emitted, NewEvent, Ready, Receipt, Received, Store},
    tx::Connection,
};

/// The tenant of an application that has only one.
pub(crate) const ONLY_TENANT: &str = "default";

impl<E: Event> Emission<E> {
    /// Stores the event, with a delivery for each consumer that is registered for it, in this transaction: it exists
    /// from its commit on, and never if it is rolled back. Returns its id, or the id of the first event with its
    /// idempotency key.
    ///
    /// # Errors
    /// [`Error::InvalidEmit`], [`Error::MissingTenant`], [`Error::Serialize`]: nothing was written. [`Error::Store`],
    /// [`Error::StorageFull`]: the event was not stored. [`Error::TxTimeout`].
    ///
    /// On PostgreSQL an event travels with what comes next in its transaction, the commit at the latest, and what the server
    /// has to say against it comes from there: then none of it is committed.
    pub async fn emit(self, tx: &mut Tx<'_>) -> Result<EventId> {
        let ids = tx.emit_all([self]).await?;
        ids.first()
            .copied()
            .ok_or_else(|| Error::NotFound("id of the event that was emitted".to_owned()))
    }
}

/// Stores events that were lowered, and runs the handlers that belong into their transaction, which so many others are around;
/// answers, one for one, what became of the events, and with what comes of it after the commit.
pub(crate) async fn store_in(
    core: &Arc<Core>,
    on: &mut Connection<'_>,
    events: &[NewEvent],
    depth: u32,
) -> Result<(Vec<Emitted>, After)> {
    if events.is_empty() {
        return Ok((Vec::new(), After::default()));
    }
    let store = core.store_within(on).await?;
    let (emitted, mut after) = if core.inline.wants(events) {
        // Large, and seldom there.
        Box::pin(inline::emit(core, store.as_ref(), on, events, depth)).await?
    } else {
        let emitted = in_place(store.as_ref(), on, events).await?;
        (emitted, After::default())
    };
    after.give(core.ephemeral.wanted(events, &emitted)?);
    Ok((emitted, after))
}

/// Stores events in a transaction of their own. A single one that is due goes to a slot of this process, where one has nothing
/// else to do.
pub(crate) async fn store_alone(core: &Arc<Core>, events: Vec<NewEvent>) -> Result<Vec<Emitted>> {
    let for_later = core.ephemeral.wants(&events).then(|| events.clone());
    let stored = store_or_hand_over(core, events).await;
    core.note_stored(&stored);
    if let (Ok(emitted), Some(events)) = (&stored, for_later) {
        Ephemeral::take(core, core.ephemeral.wanted(&events, emitted)?);
    }
    stored
}

/// Stores an event that comes from outside, with the messages by which its copies are known, in a transaction of its own; `None`:
/// it is a copy. It is neither debounced nor told to a session.
#[cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "webhooks are the web server's")
)]
pub(crate) async fn receive_alone(
    core: &Arc<Core>,
    event: NewEvent,
    receipt: &Receipt,
) -> Result<Option<Emitted>> {
    let store = core.store().await?;
    let events = [event];
    let received = if core.inline.wants(&events) {
        Box::pin(receive_and_run(core, store.as_ref(), &events, receipt)).await
    } else {
        store.receive_event(&events[0], receipt).await
    };
    core.note_stored(&received);
    let received = received?;
    if let Some(emitted) = &received {
        let emitted = std::slice::from_ref(emitted);
        Ephemeral::take(core, core.ephemeral.wanted(&events, emitted)?);
    }
    Ok(received)
}

/// With the handlers that belong into its transaction, which is the application's.
async fn receive_and_run(
    core: &Arc<Core>,
    store: &dyn Store,
    events: &[NewEvent; 1],
    receipt: &Receipt,
) -> Result<Option<Emitted>> {
    let [event] = events;
    let mut own = store::patiently(store, store.begin_for(Some(&event.tenant))).await?;
    for message in &receipt.messages {
        let message = Received {
            tenant: &event.tenant,
            consumer: &receipt.consumer,
            message,
        };
        if !store.receive(&mut own, message, event.time).await? {
            return Ok(None);
        }
    }
    let (emitted, after) = inline::emit(core, store, &mut own, events, 0).await?;
    own.commit().await?;
    after.committed(core);
    Ok(emitted.into_iter().next())
}

async fn store_or_hand_over(core: &Arc<Core>, events: Vec<NewEvent>) -> Result<Vec<Emitted>> {
    let db = core.store().await?;
    if core.inline.wants(&events) {
        return Box::pin(store_and_run(core, db.as_ref(), &events)).await;
    }
    let events = match <[NewEvent; 1]>::try_from(events) {
        Ok([event]) if can_be_handed_over(&event) => match core.slots.reserve() {
            Some(slot) => return Ok(vec![hand_over(core, db, event, slot).await?]),
            None => vec![event],
        },
        Ok([event]) => vec![event],
        Err(events) => events,
    };
    if events.iter().all(|event| event.debounce.is_none()) {
        return match events[..] {
            [] => Ok(Vec::new()),
            _ => db.emit(None, &events).await,
        };
    }
    let mut own = db.begin().await?;
    let emitted = in_place(db.as_ref(), &mut own, &events).await?;
    own.commit().await?;
    Ok(emitted)
}

/// With the handlers that belong into their transaction, which is the application's.
async fn store_and_run(
    core: &Arc<Core>,
    store: &dyn Store,
    events: &[NewEvent],
) -> Result<Vec<Emitted>> {
    let tenant = events.first().map(|event| event.tenant.as_str());
    let mut own = store::patiently(store, store.begin_for(tenant)).await?;
    let (emitted, after) = inline::emit(core, store, &mut own, events, 0).await?;
    own.commit().await?;
    after.committed(core);
    Ok(emitted)
}

/// In a task of its own: what is claimed has to be started, also when nobody waits for the emit any more.
async fn hand_over(
    core: &Core,
    db: Arc<dyn Store>,
    event: NewEvent,
    slot: Reserved,
) -> Result<Emitted> {
    let worker = core.worker;
    let lease_until = retry::later(core.now(), core.config.processor.lease);
    let handed_over = tokio::spawn(async move {
        let ready = Ready {
            worker,
            consumers: slot.consumers(),
            lease_until,
        };
        let asked = db.hand_over(&event, ready);
        let (emitted, claimed) = store::patiently(db.as_ref(), asked).await?;
        slot.start(claimed);
        Ok(emitted)
    });
    handed_over
        .await
        .unwrap_or_else(|ended| Err(Error::Store(ended.into())))
}

/// Whether the delivery of an event is due at once and nothing else is written with it.
fn can_be_handed_over(event: &NewEvent) -> bool {
    event.told.is_none() && event.debounce.is_none() && event.run_at <= event.time
}

/// Stores events, and has those that are debounced take the place of what waits.
pub(crate) async fn in_place(
    store: &dyn Store,
    on: &mut Connection<'_>,
    events: &[NewEvent],
) -> Result<Vec<Emitted>> {
    let emitted = store.emit(Some(&mut *on), events).await?;
    let stored = events
        .iter()
        .zip(&emitted)
        .filter(|(_, emitted)| matches!(emitted, Emitted::Stored(_)));
    let mut debounced: Vec<(&NewEvent, &str)> = stored
        .filter_map(|(event, _)| Some((event, event.debounce.as_deref()?)))
        .collect();
    // Those of one key in their order; and of two transactions with the same keys none waits for the other in a circle.
    debounced.sort_by_key(|(event, key)| (&event.event_type, *key));
    for (event, key) in debounced {
        store.debounce(on, event, key).await?;
    }
    Ok(emitted)
}

/// The ids of events, or those of the events that had their keys before them.
pub(crate) fn ids(emitted: Vec<Emitted>) -> Vec<EventId> {
    let ids: Vec<EventId> = emitted.into_iter().map(Emitted::id).collect();
    spans::emitted(ids.first().copied());
    ids
}

/// Makes rows of events. The first one's id ties together all that is emitted outside of any chain in one transaction;
/// `chain` keeps it.
pub(crate) fn lower<E: Event>(
    core: &Arc<Core>,
    scope: &Scope,
    chain: &mut Option<CorrelationId>,
    events: impl IntoIterator<Item = impl Into<Emission<E>>>,
) -> Result<Vec<NewEvent>> {
    let tenant = tenant(core.config.tenancy, scope).ok_or(Error::MissingTenant)?;
    let now = core.now();
    let traceparent = spans::traceparent(scope);
    let row = |emission: Emission<E>| {
        let Emission { event, options } = emission;
        let EmitOptions {
            due,
            priority,
            max_attempts,
            idempotency_key,
            unique_for,
            debounce,
            partition_key,
            source,
        } = options;
        let (due, debounce) = debounced::<E>(due, debounce)?;
        let max_attempts = max_attempts.or(E::MAX_ATTEMPTS);
        if max_attempts == Some(0) {
            return Err(invalid::<E>(
                "max_attempts is 0: at least 1, the first attempt counts",
            ));
        }
        let id = event_id_at(now);
        let correlation_id = scope
            .correlation_id
            .unwrap_or_else(|| *chain.get_or_insert(id.into()));
        let mut row = NewEvent {
            id,
            source: source.unwrap_or(scope.source).uri(&core.config.application),
            event_type: E::TYPE.to_owned(),
            version: E::VERSION,
            partition_key: partition_key.or_else(|| event.partition_key()),
            subject: event.subject(),
            time: now,
            data: serde_json::to_string(&event).map_err(|source| Error::Serialize {
                event_type: E::TYPE,
                source,
            })?,
            tenant: tenant.to_owned(),
            actor: scope.actor.clone(),
            session_id: scope.session_id.clone(),
            correlation_id,
            causation_id: scope.causation_id,
            traceparent: traceparent.clone(),
            idempotency_key: unique::<E>(idempotency_key, unique_for, now)?,
            debounce,
            run_at: run_at::<E>(due, now)?,
            priority: priority.unwrap_or(E::PRIORITY).0,
            max_attempts,
            progress: E::PROGRESS,
            has_secrets: !E::SECRETS.is_empty(),
            told: None,
        };
        row.told = progress::queued(&row)?;
        Ok(row)
    };
    events.into_iter().map(Into::into).map(row).collect()
}

/// Whose events are emitted in this scope.
pub(crate) fn tenant(tenancy: Tenancy, scope: &Scope) -> Option<&str> {
    match tenancy {
        Tenancy::Single => Some(ONLY_TENANT),
        Tenancy::Many => scope.tenant.as_deref().filter(|tenant| !tenant.is_empty()),
    }
}

/// When it is due, and the key by which others take its place.
fn debounced<E: Event>(
    due: Due,
    debounce: Option<(String, Duration)>,
) -> Result<(Due, Option<String>)> {
    match (due, debounce) {
        (due, None) => Ok((due, None)),
        (_, Some((key, _))) if key.is_empty() => Err(invalid::<E>(
            "the key of `debounce` is empty: every event would take the place of every other",
        )),
        (Due::Now, Some((key, quiet))) => Ok((Due::After(quiet), Some(key))),
        (Due::After(_) | Due::At(_), Some(_)) => Err(invalid::<E>(
            "both `debounce` and `schedule` say when it is due: keep one of them",
        )),
    }
}

/// The text that is unique within a tenant, if there is to be one.
fn unique<E: Event>(
    by: Option<(KeyScope, String)>,
    within: Option<Duration>,
    now: Timestamp,
) -> Result<Option<String>> {
    match (by.map(key::<E>).transpose()?, within) {
        (None, None) => Ok(None),
        (Some(key), None) => Ok(Some(key)),
        (Some(key), Some(window)) => Ok(Some(format!("{}:{key}", number::<E>(window, now)?))),
        (None, Some(_)) => Err(invalid::<E>(
            "`unique_for` says for how long an idempotency key holds, and there is none: write \
             `.idempotency_key(\"…\").unique_for(..)`",
        )),
    }
}

/// The window that this time lies in: its length and its number, counted from 1970.
fn number<E: Event>(window: Duration, now: Timestamp) -> Result<String> {
    let length = i128::try_from(window.as_micros())
        .ok()
        .filter(|length| *length > 0);
    let length = length.ok_or_else(|| {
        invalid::<E>(
            "`unique_for` is shorter than a microsecond: no two events would share a window",
        )
    })?;
    let number = i128::from(now.as_microsecond()).div_euclid(length);
    Ok(format!("within:{length}:{number}"))
}

/// Unique among all windows: keys of different scopes and types never meet.
fn key<E: Event>((scope, key): (KeyScope, String)) -> Result<String> {
    match (scope, key.is_empty()) {
        (_, true) => Err(invalid::<E>(
            "the idempotency key is empty: every event would share it",
        )),
        (KeyScope::Type, false) => Ok(format!("type:{}:{key}", E::TYPE)),
        (KeyScope::Tenant, false) => Ok(format!("tenant:{key}")),
    }
}

fn run_at<E: Event>(due: Due, now: Timestamp) -> Result<Timestamp> {
    due.at(now).ok_or_else(|| {
        invalid::<E>("it is scheduled beyond what a timestamp can say (years -9999 to 9999)")
    })
}

fn invalid<E: Event>(problem: &str) -> Error {
    Error::InvalidEmit(format!("`{}` cannot be emitted: {problem}", E::TYPE))
}
