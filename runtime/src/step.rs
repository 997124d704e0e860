//! Steps: parts of a handler whose results are kept, so that the next attempt goes on where one before has stopped.

use std::future::Future;

use serde::{Serialize, de::DeserializeOwned};

use crate::{BoxError, Context, Error, Result, store::Step};

impl<S> Context<S> {
    /// Does a part of a handler, once for all attempts: what it comes to is kept, and when the handler runs again, after a
    /// crash or a failure further on, the step answers with that and does nothing.
    ///
    /// ```no_run
    /// # use buildamp_runtime as buildamp;
    /// # #[derive(serde::Serialize, serde::Deserialize)] struct Receipt { number: u64 }
    /// # async fn charge() -> Result<Receipt, std::io::Error> { Ok(Receipt { number: 1 }) }
    /// # async fn mail(_: &Receipt) -> Result<(), std::io::Error> { Ok(()) }
    /// # async fn handler(cx: &buildamp::Context) -> buildamp::Result<()> {
    /// let receipt = cx.step("charge", async || charge().await).await?;
    /// cx.step("mail", async || mail(&receipt).await).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A step that a crash cuts off between its effect and the keeping of its result is done again; give a service that
    /// charges money an idempotency key besides. A replayed delivery keeps its steps. Only what succeeds is kept.
    ///
    /// # Errors
    /// [`Error::Step`] with the step's own error; [`Error::WrongState`] outside of a handler, for a name that the attempt
    /// has used before, for a result of an earlier attempt that is no `T`, and once another attempt has taken over;
    /// [`Error::TxOpen`] while the attempt's own transaction is open; [`Error::Store`].
    pub async fn step<T, E, F>(&self, name: &str, work: impl FnOnce() -> F) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
        E: Into<BoxError>,
        F: Future<Output = Result<T, E>>,
    {
        let wrong = |why: String| Err(Error::WrongState(why));
        let Some(attempt) = self.own_attempt().filter(|it| !it.is_request()) else {
            return wrong(format!(
                "the step `{name}` belongs to no attempt: steps are for handlers of events"
            ));
        };
        let Some((delivery, number)) = attempt.delivery() else {
            return wrong(if attempt.is_batch() {
                format!(
                    "the step `{name}` belongs to no single attempt of a batch: take the context of one of its events, `cx.each()`"
                )
            } else {
                format!(
                    "the step `{name}` belongs to an ephemeral handler, of which nothing is on record and which is not tried again"
                )
            });
        };
        if name.is_empty() {
            return wrong("a step has no name: its result is found by it again".to_owned());
        }
        if !attempt.begin_step(name) {
            return wrong(format!(
                "the attempt has two steps called `{name}`: give each a name of its own, such as `{name}-2`"
            ));
        }
        self.refuse_second()?;
        let store = self.core().store().await?;
        if let Some(kept) = store.records().step(delivery, name).await? {
            let deserializer = &mut serde_json::Deserializer::from_str(&kept);
            return serde_path_to_error::deserialize(deserializer).or_else(|error| {
                wrong(format!(
                    "the result of the step `{name}` that an earlier attempt has kept is no `{}`: {error}; give the step another name",
                    std::any::type_name::<T>()
                ))
            });
        }
        let done = work().await.map_err(|error| Error::Step {
            name: name.to_owned(),
            source: error.into(),
        })?;
        let result = serde_json::to_string(&done).map_err(|error| Error::Step {
            name: name.to_owned(),
            source: format!("its result cannot be written as JSON: {error}").into(),
        })?;
        let step = Step {
            delivery,
            worker: self.core().worker,
            attempt: number,
            name,
        };
        if store.keep_step(&step, &result, self.now()).await? {
            Ok(done)
        } else {
            wrong(format!(
                "another attempt has taken over while the step `{name}` was done"
            ))
        }
    }
}
