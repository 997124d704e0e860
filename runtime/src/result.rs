//! What handlers returned, for those who have emitted the event and for operators.

use std::{pin::pin, time::Duration};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use crate::{
    Context, Delivery, DeliveryId, Error, EventFilter, EventId, Operations, Result, State, Tenancy,
    emit,
    secret::Secrets,
    store::{Store, StoredResult},
};

/// However often it is said that something has ended somewhere, it is looked for no more often than this.
const QUIET: Duration = Duration::from_millis(10);

impl<S> Context<S> {
    /// What the handler of a consumer returned for an event; `None` as long as it has not ended. Of a handler that returns
    /// nothing it is `()`.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(serde::Deserialize)] struct Receipt { number: u64 }
    /// # async fn example(cx: &buildamp::Context, id: buildamp::EventId) -> buildamp::Result<()> {
    /// let receipt: Option<Receipt> = cx.result(id, "card::charge").await?;
    /// # let _ = receipt;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::NoResult`] when the delivery is dead or cancelled, or the event erased; [`Error::ResultData`] when what was
    /// returned is no `T`; [`Error::NotFound`] when the event was never stored, has been purged, or did not go to that
    /// consumer; otherwise as [`trace`](Self::trace).
    pub async fn result<T: DeserializeOwned>(
        &self,
        event: EventId,
        consumer: &str,
    ) -> Result<Option<T>> {
        let store = self.readable().await?;
        self.is_own(store.as_ref(), event).await?;
        let delivery = delivery_to(store.as_ref(), event, consumer).await?;
        result_of(store.as_ref(), &delivery).await
    }

    /// The same, once the handler has ended, for whoever waits: at most so long.
    ///
    /// It hears of a result at once; of an end without one, in another process, within `processor.poll`. Commit the event
    /// before. A handler that waits here keeps its slot meanwhile, so that no handler should wait for others of its own
    /// process without slots to spare.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # use std::{pin::pin, time::Duration};
    /// # #[derive(serde::Deserialize)] struct Receipt { number: u64 }
    /// # async fn example<E: buildamp::Event>(cx: &buildamp::Context, charge: E) -> buildamp::Result<()> {
    /// let id = cx.emit(charge).await?;
    /// let receipt: Receipt = cx.wait_for_result(id, "card::charge", Duration::from_secs(5)).await?;
    /// # let _ = receipt;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`result`](Self::result); [`Error::NotYet`] when the time is over, and the delivery goes on as if nobody had
    /// waited; [`Error::TxOpen`] in a handler whose own transaction is open.
    pub async fn wait_for_result<T: DeserializeOwned>(
        &self,
        event: EventId,
        consumer: &str,
        within: Duration,
    ) -> Result<T> {
        // Whoever is waited for may wait for that transaction.
        self.refuse_second()?;
        let store = self.core().store().await?;
        self.is_own(store.as_ref(), event).await?;
        let deadline = Instant::now().checked_add(within);
        let delivery = delivery_to(store.as_ref(), event, consumer).await?.id;
        let (core, waiters) = (self.core(), &self.core().bell.ended);
        let waiting = waiters.join(delivery);
        loop {
            // Before looking, so that what ends in between is heard.
            let mut ended = pin!(waiting.ended.notified());
            let mut some = pin!(waiters.some.notified());
            ended.as_mut().enable();
            some.as_mut().enable();
            let looked = Instant::now();
            let delivery = delivery_to(store.as_ref(), event, consumer).await?;
            if let Some(result) = result_of(store.as_ref(), &delivery).await? {
                return Ok(result);
            }
            let left = deadline.map_or(Duration::MAX, |deadline| deadline - Instant::now());
            if left.is_zero() {
                return Err(Error::NotYet {
                    consumer: consumer.to_owned(),
                    within,
                    state: delivery.state,
                });
            }
            let hint = async {
                some.await;
                tokio::time::sleep_until(looked + QUIET).await;
            };
            // What others end without a word is found by looking.
            let look = tokio::time::sleep(core.config.processor.poll.min(left));
            tokio::select! {
                () = ended => {}
                () = hint => {}
                () = look => {}
            }
        }
    }

    /// An event of another tenant is none.
    async fn is_own(&self, store: &dyn Store, event: EventId) -> Result<()> {
        let core = self.core();
        if core.config.tenancy == Tenancy::Single {
            return Ok(());
        }
        let tenant = emit::tenant(core.config.tenancy, self.scope()).ok_or(Error::MissingTenant)?;
        let filter = EventFilter {
            id: Some(event),
            tenant: Some(tenant.to_owned()),
            ..EventFilter::default()
        };
        match store.records().events(&filter).await?.as_slice() {
            [] => Err(Error::NotFound(format!("event {event}"))),
            _ => Ok(()),
        }
    }
}

impl Operations {
    /// What the handler of a delivery returned; `None` as long as it has not ended. Of a handler that returns nothing it is
    /// `()`.
    ///
    /// # Errors
    /// As [`Context::result`].
    pub async fn result<T: DeserializeOwned>(&self, delivery: DeliveryId) -> Result<Option<T>> {
        let (delivery, _) = self.delivery(delivery).await?;
        let store = self.core().store().await?;
        result_of(store.as_ref(), &delivery).await
    }

    /// What the handler of a delivery returned, as it may be shown to people: where its type has secrets it is `"[secret]"`.
    /// `None` when that is nothing, or not yet.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn result_without_secrets(&self, delivery: DeliveryId) -> Result<Option<Value>> {
        let store = self.core().store().await?;
        let Some(StoredResult { json, secrets }) = store.records().result(delivery).await? else {
            return Ok(None);
        };
        let value = serde_json::from_str(&json).map_err(|error| Error::Store(error.into()))?;
        Ok(Some(Secrets::hidden(secrets, value)))
    }
}

async fn delivery_to(store: &dyn Store, event: EventId, consumer: &str) -> Result<Delivery> {
    let deliveries = store.records().deliveries(&[event]).await?;
    let found = deliveries.into_iter().find(|it| it.consumer == consumer);
    found.ok_or_else(|| Error::NotFound(format!("delivery of the event {event} to `{consumer}`")))
}

/// The result of a delivery that has ended.
async fn result_of<T: DeserializeOwned>(
    store: &dyn Store,
    delivery: &Delivery,
) -> Result<Option<T>> {
    let Delivery { consumer, .. } = delivery;
    let error = delivery.error.as_deref().unwrap_or("it was called off");
    match (delivery.state, delivery.erased_at) {
        (State::Pending | State::Running | State::Retrying, None) => return Ok(None),
        (State::Succeeded, None) => {}
        (State::Dead | State::Cancelled, None) => {
            return Err(Error::NoResult(format!(
                "`{consumer}` has no result, its delivery {} is {}: {error}",
                delivery.id, delivery.state
            )));
        }
        (_, Some(at)) => {
            return Err(Error::NoResult(format!(
                "`{consumer}` has no result, the event {} was erased at {at}",
                delivery.event
            )));
        }
    }
    let result = store.records().result(delivery.id).await?;
    let (json, has_secrets) = result.map_or_else(
        || ("null".to_owned(), false),
        |result| (result.json, !result.secrets.is_empty()),
    );
    let deserializer = &mut serde_json::Deserializer::from_str(&json);
    let read = serde_path_to_error::deserialize(deserializer).map_err(|error| Error::ResultData {
        consumer: consumer.clone(),
        problem: if has_secrets {
            format!("at `{}`, what stands there is not shown", error.path())
        } else {
            format!("at `{}`: {}", error.path(), error.inner())
        },
    });
    read.map(Some)
}
