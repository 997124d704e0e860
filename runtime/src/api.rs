//! Endpoints: requests by their path, the handler of each, and the transaction in which it answers.

#![cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "an engine without the web server answers nobody")
)]

use std::{any::Any, collections::HashSet, sync::Arc};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument as _;

use crate::{
    BoxError, Context, Endpoint, Error, FieldError, Handlers, Result, Tx,
    context::Scope,
    core::Core,
    emit,
    endpoint::Input,
    store::{Acting, Received},
};

/// What the inbox calls the consumer of an endpoint's requests is this and its path.
const CONSUMER: &str = "api:";

/// An endpoint whose handler is not yet tied to the application's state.
pub(crate) struct Registration<S> {
    path: &'static str,
    is_query: bool,
    inputs: &'static [Input],
    answer: Arc<AnswerOf<S>>,
}

/// An endpoint with all that its handler needs.
#[derive(Clone)]
pub(crate) struct Bound {
    /// Behind `/api/`.
    pub path: &'static str,
    /// Whether it is asked by `GET`.
    pub is_query: bool,
    /// What is known of the keys of its input.
    pub inputs: &'static [Input],
    answer: Arc<Answer>,
}

type AnswerOf<S> =
    dyn Fn(Arc<Core>, Arc<S>, Asked) -> BoxFuture<'static, Result<String, Refusal>> + Send + Sync;

type Answer = dyn Fn(Arc<Core>, Asked) -> BoxFuture<'static, Result<String, Refusal>> + Send + Sync;

/// A request that has arrived.
pub(crate) struct Asked {
    /// Whose it is.
    pub scope: Scope,
    /// Its input as an object, with what the server adds and without what a client may not say.
    pub input: Value,
    /// Set where a repetition is to have no second effect.
    pub once: Option<Once>,
}

/// By what a request is known again.
pub(crate) struct Once {
    /// Its id in the inbox.
    pub message: String,
    /// What stands for all that it says, so that another one under the same id is seen.
    pub fingerprint: String,
}

/// Why there is no answer.
pub(crate) enum Refusal {
    /// Its input breaks these rules.
    Invalid(Vec<FieldError>),
    /// Its id belongs to a request that said something else.
    OtherRequest,
    /// It had its effect once, and what was answered is not known.
    Forgotten,
    /// The handler's own error, or the engine's.
    Failed(BoxError),
    /// The handler panicked.
    Panicked(Box<dyn Any + Send>),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What was answered to a request, as the inbox keeps it.
#[derive(Serialize, Deserialize)]
struct Kept<'k> {
    request: std::borrow::Cow<'k, str>,
    #[serde(borrow)]
    answer: &'k RawValue,
}

impl<S: Send + Sync + 'static> Handlers<S> {
    /// The function answers each request of this type. Its transaction is committed before the answer leaves, and rolled back
    /// where it fails; a [`Problem`](crate::Problem) as its error is told to the client, any other is 500 without details.
    pub fn endpoint<E, F>(mut self, handler: F) -> Self
    where
        E: Endpoint,
        F: for<'a> Fn(
                E,
                Context<S>,
                &'a mut Tx<'static>,
            ) -> BoxFuture<'a, Result<E::Response, BoxError>>
            + Send
            + Sync
            + 'static,
    {
        let handler = Arc::new(handler);
        self.endpoints.push(Registration {
            path: E::PATH,
            is_query: E::QUERY,
            inputs: E::INPUTS,
            answer: Arc::new(move |core, state, asked| {
                let handler = Arc::clone(&handler);
                Box::pin(guarded(async move {
                    answer::<E, S, F>(&handler, core, state, asked).await
                }))
            }),
        });
        self
    }
}

/// Ties endpoints to the state that their handlers are to see.
pub(crate) fn bind<S: Send + Sync + 'static>(
    endpoints: Vec<Registration<S>>,
    state: &Arc<S>,
) -> impl Iterator<Item = Bound> {
    endpoints.into_iter().map(|one| {
        let (state, answer) = (Arc::clone(state), one.answer);
        Bound {
            path: one.path,
            is_query: one.is_query,
            inputs: one.inputs,
            answer: Arc::new(move |core, asked| answer(core, Arc::clone(&state), asked)),
        }
    })
}

/// Whether these endpoints can stand beside each other.
///
/// # Errors
/// [`Error::Config`]: a path that is none, or that two have.
pub(crate) fn check(endpoints: &[Bound]) -> Result<()> {
    let mut taken = HashSet::new();
    for Bound { path, .. } in endpoints {
        if !is_path(path) {
            return Err(Error::Config(format!(
                "the endpoint `{path}` has no path that could stand behind /api/: write segments of letters, digits, `-`, \
                 `_` and `.`, divided by `/`"
            )));
        }
        if !taken.insert(path) {
            return Err(Error::Config(format!(
                "two endpoints have the path `{path}`: give one of them another"
            )));
        }
    }
    Ok(())
}

/// Whether it can stand behind `/api/`.
pub(crate) fn is_path(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut segments = path.split('/');
    segments.all(|it| !it.is_empty() && it.chars().all(is_plain) && it.chars().any(|c| c != '.'))
}

impl Bound {
    /// Runs the handler to its end. Dropping the future ends it, too, and rolls back.
    pub(crate) async fn answer(&self, core: Arc<Core>, asked: Asked) -> Result<String, Refusal> {
        (self.answer)(core, asked).await
    }
}

/// Runs it as a task of its own, so that its panic is its own.
async fn guarded(
    answer: impl Future<Output = Result<String, Refusal>> + Send + 'static,
) -> Result<String, Refusal> {
    let task = AbortOnDropHandle::new(tokio::spawn(answer.in_current_span()));
    match task.await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(answered) => answered,
        Err(Ok(panic)) => Err(Refusal::Panicked(panic)),
        // The runtime shuts down.
        Err(Err(_)) => Err(Error::Closed.into()),
    }
}

async fn answer<E, S, F>(
    handler: &F,
    core: Arc<Core>,
    state: Arc<S>,
    Asked { scope, input, once }: Asked,
) -> Result<String, Refusal>
where
    E: Endpoint,
    S: Send + Sync + 'static,
    F: for<'a> Fn(
            E,
            Context<S>,
            &'a mut Tx<'static>,
        ) -> BoxFuture<'a, Result<E::Response, BoxError>>
        + Send
        + Sync,
{
    let mut request: E = serde_path_to_error::deserialize(input)
        .map_err(|error| Refusal::Invalid(vec![misshapen(&error)]))?;
    request.validate().map_err(Refusal::Invalid)?;
    let cx = Context::of_asked(Arc::clone(&core), state, scope);
    let mut tx = Tx::of_attempt(&cx);
    let consumer = format!("{CONSUMER}{}", E::PATH);
    if let Some(once) = &once
        && !tx.receive(&consumer, &once.message).await?
    {
        let tenant = emit::tenant(core.config.tenancy, cx.scope()).map(str::to_owned);
        // What was answered is on disk, and to be seen, when this returns: on SQLite transactions commit together.
        tx.commit().await?;
        let tenant = tenant.ok_or(Error::MissingTenant)?;
        return answered_before(&core, &tenant, &consumer, once).await;
    }
    let response = tokio::select! {
        response = handler(request, cx.clone(), &mut tx) => response.map_err(Refusal::Failed)?,
        () = cx.cancelled() => {
            return Err(Error::TxTimeout(core.config.processor.tx_timeout).into());
        }
    };
    let json = serde_json::to_string(&response)
        .map_err(|error| Refusal::Failed(format!("its answer is no JSON: {error}").into()))?;
    if let Some(once) = &once {
        keep(&mut tx, &consumer, once, &json).await?;
    }
    tx.commit().await?;
    Ok(json)
}

/// Keeps what is answered, in the transaction of the request itself.
async fn keep(tx: &mut Tx<'_>, consumer: &str, once: &Once, json: &str) -> Result<()> {
    let not_json = |error: serde_json::Error| Error::Store(error.into());
    let kept = Kept {
        request: once.fingerprint.as_str().into(),
        answer: serde_json::from_str(json).map_err(not_json)?,
    };
    let kept = serde_json::to_string(&kept).map_err(not_json)?;
    let core = Arc::clone(tx.core());
    let tenant = emit::tenant(core.config.tenancy, tx.scope());
    let tenant = tenant.ok_or(Error::MissingTenant)?.to_owned();
    let message = Received {
        tenant: &tenant,
        consumer,
        message: &once.message,
    };
    let store = core.store().await?;
    let connection = tx.open().await?;
    // No role but the engine's reads or writes what was received.
    let caller = store.act_as(connection, Acting::Engine).await?;
    let done = store.keep_answer(connection, message, &kept).await;
    core.note_full(&done);
    done?;
    store.act_as(connection, caller).await.map(drop)
}

/// What was answered to a request the first time.
async fn answered_before(
    core: &Core,
    tenant: &str,
    consumer: &str,
    once: &Once,
) -> Result<String, Refusal> {
    let message = Received {
        tenant,
        consumer,
        message: &once.message,
    };
    let store = core.store().await?;
    let kept = store.records().answer(message).await?;
    let kept = kept.ok_or(Refusal::Forgotten)?;
    let Kept { request, answer } =
        serde_json::from_str(&kept).map_err(|error| Error::Store(error.into()))?;
    if request == once.fingerprint {
        Ok(answer.get().to_owned())
    } else {
        Err(Refusal::OtherRequest)
    }
}

/// What is told of an input that is not of the request's shape. That a key is missing is a rule that is broken as any other.
/// There is no other sign of it than the words that serde has for it:
/// <https://docs.rs/serde/1/serde/de/trait.Error.html#method.missing_field>.
fn misshapen(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let path = match error.path().to_string() {
        top if top == "." => String::new(),
        path => path,
    };
    let why = error.inner().to_string();
    let missing = why
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    match missing {
        Some(key) if path.is_empty() => FieldError::new(key, "required"),
        Some(key) => FieldError::new(format!("{path}.{key}"), "required"),
        None => FieldError::new(path, "type").param("detail", why),
    }
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn h17_paths_are_plain_segments() {
        assert!(["SubmitComment", "comments/submit", "v1.2/a_b-c"].map(is_path) == [true; 3]);
        assert!(["", "/a", "a/", "a//b", "a b", "{a}", "a/../b", "é"].map(is_path) == [false; 8]);
    }
}
