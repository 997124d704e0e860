//! Calls of other services: made within a policy of addresses and a deadline, judged, and put on record.
//!
//! [`ServiceCall`](crate::ServiceCall) says what a call is. Here it is carried out, for a delivery (`durable.rs`) or at once
//! (`inline.rs`).

use std::{
    collections::HashMap,
    env,
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;
use tokio::time::Instant;

use crate::{
    CallError, CallFailure, DeliveryId, Error, EventId, Result, ServiceCall, ServicesConfig,
    Target, Timestamp, core::Core, secret::Unsaid, store::NewCall,
};

mod address;
mod breaker;
mod client;
mod durable;
mod inline;
mod plan;
#[cfg(test)]
mod tests;
mod verdict;

pub(crate) use address::Policy;
pub(crate) use durable::{Outbound, consumer, handle, outbound};
pub(crate) use plan::is_origin;

use breaker::Breaker;
use client::{Client, Received, Trouble};
use plan::Plan;
use verdict::{Verdict, retry_after, verdict};

/// What an application calls.
pub(crate) struct Services {
    declared: Vec<(&'static str, Target)>,
    config: ServicesConfig,
    /// How the declared ones are called; made at the start.
    plans: OnceLock<Result<HashMap<&'static str, Arc<Plan>>, String>>,
    client: OnceLock<Result<Client, String>>,
    breaker: Breaker,
}

/// What is told of an answer, in bytes.
const ON_RECORD: usize = 4 << 10;

/// What an error repeats of an answer, in bytes.
const IN_ERROR: usize = 200;

/// What a call belongs to.
#[derive(Debug, Clone, Default)]
struct Belongs {
    event: Option<EventId>,
    delivery: Option<(DeliveryId, u32)>,
    tenant: Option<String>,
    /// On whose behalf, where it belongs to no event.
    actor: Option<String>,
}

impl Services {
    pub(crate) fn new(declared: Vec<(&'static str, Target)>, config: ServicesConfig) -> Self {
        Self {
            declared,
            config,
            plans: OnceLock::new(),
            client: OnceLock::new(),
            breaker: Breaker::default(),
        }
    }

    /// Reads the variables of all calls that the application declares.
    ///
    /// # Errors
    /// [`Error::Config`]: one of them is not set, or a target cannot be.
    pub(crate) fn start(&self) -> Result<()> {
        match self.plans() {
            Ok(_) => Ok(()),
            Err(problem) => Err(Error::Config(problem.clone())),
        }
    }

    fn plans(&self) -> &Result<HashMap<&'static str, Arc<Plan>>, String> {
        self.plans.get_or_init(|| {
            let plan = |(service, target): &(&'static str, Target)| {
                Ok((*service, Arc::new(self.read(service, *target)?)))
            };
            self.declared.iter().map(plan).collect()
        })
    }

    fn plan<C: ServiceCall>(&self) -> Result<Arc<Plan>, String> {
        let plans = self.plans().as_ref().map_err(Clone::clone)?;
        match plans.get(C::TYPE) {
            Some(plan) => Ok(Arc::clone(plan)),
            // Nobody has declared it: one that is only called at once.
            None => self.read(C::TYPE, C::TARGET).map(Arc::new),
        }
    }

    fn read(&self, service: &str, target: Target) -> Result<Plan, String> {
        let plan = Plan::new(target, &self.config.replace, &|name| env::var(name).ok());
        plan.map_err(|problem| format!("the service call `{service}`: {problem}"))
    }

    fn client(&self) -> Result<&Client, String> {
        let client = self.client.get_or_init(|| {
            let policy = Policy::new(&self.config.allow)?;
            Client::new(policy, client::system())
                .map_err(|error| format!("no client of HTTP can be made: {error}"))
        });
        client.as_ref().map_err(Clone::clone)
    }
}

/// Makes a call once, and puts on record what it came to.
async fn carry_out<C: ServiceCall>(
    core: &Core,
    call: &C,
    key: &str,
    belongs: Belongs,
) -> Result<(C::Response, u16), CallError> {
    let permanent = |failure, text| CallError::permanent(failure, None, text);
    let plan =
        (core.services.plan::<C>()).map_err(|problem| permanent(CallFailure::Config, problem))?;
    let json = serde_json::to_value(call).map_err(|error| {
        let text = format!("`{}` cannot be written as JSON: {error}", C::TYPE);
        permanent(CallFailure::InvalidCall, text)
    })?;
    let unsaid = Unsaid::in_call(C::SECRETS, &json, &plan.secrets);
    if let Err(wait) = core.services.breaker.ask(&plan.origin, core.now()) {
        let text = format!(
            "{}: its host has failed too often, and is called again in {wait:.0?}",
            C::TYPE
        );
        return Err(CallError::passing(
            CallFailure::CircuitOpen,
            None,
            text,
            Some(wait),
        ));
    }
    let (started_at, since) = (core.now(), Instant::now());
    let answer = ask(core, &plan, &json, key).await;
    let took = since.elapsed();
    let made = judge::<C>(&answer, core.now(), &unsaid);
    let answered = answer.as_ref().ok();
    note(
        core,
        &plan.origin,
        answered.map(|it| it.status),
        made.as_ref().err(),
    );
    let error = made.as_ref().err();
    let record = NewCall {
        service: C::TYPE,
        event: belongs.event,
        delivery: belongs.delivery,
        tenant: belongs.tenant,
        actor: belongs.actor,
        key: key.to_owned(),
        request: plan.shown(),
        started_at,
        took,
        status: answered.map(|it| it.status),
        failure: error.map(|error| error.failure().name()),
        error: error.map(ToString::to_string),
        answer: answered.map(|it| excerpt(&it.body, ON_RECORD, &unsaid)),
    };
    put_on_record(core, &record).await;
    made
}

async fn ask(
    core: &Core,
    plan: &Plan,
    call: &Value,
    key: &str,
) -> Result<Received, (CallFailure, String)> {
    let client = (core.services.client()).map_err(|problem| (CallFailure::Config, problem))?;
    let ask = plan
        .request(call, key)
        .map_err(|problem| (CallFailure::InvalidCall, problem))?;
    let sent = client.send(ask, plan.target.max_answer, plan.target.timeout);
    sent.await.map_err(|trouble| match trouble {
        Trouble::Blocked(blocked) => (CallFailure::BlockedAddress, blocked.to_string()),
        Trouble::Late(after) => (
            CallFailure::Timeout,
            format!("no whole answer within {after:?}"),
        ),
        Trouble::Connection(what) => (CallFailure::Connection, what),
    })
}

/// What an answer comes to, or that there is none.
fn judge<C: ServiceCall>(
    answer: &Result<Received, (CallFailure, String)>,
    now: Timestamp,
    unsaid: &Unsaid,
) -> Result<(C::Response, u16), CallError> {
    let told = |what: &str| unsaid.hide(format!("{}: {what}", C::TYPE));
    let received = match answer {
        Ok(received) => received,
        Err((failure, what)) => {
            let text = told(&format!("{failure}: {what}"));
            return Err(match failure {
                CallFailure::Timeout | CallFailure::Connection => {
                    CallError::passing(*failure, None, text, None)
                }
                _ => CallError::permanent(*failure, None, text),
            });
        }
    };
    let status = received.status;
    let said = || {
        let body = excerpt(&received.body, IN_ERROR, unsaid);
        if body.is_empty() {
            told(&format!("answered with {status}"))
        } else {
            told(&format!("answered with {status}: {body}"))
        }
    };
    match verdict(status) {
        Verdict::Done => decode::<C>(received)
            .map(|response| (response, status))
            .map_err(|(failure, what)| CallError::permanent(failure, Some(status), told(&what))),
        Verdict::Elsewhere => {
            let text = told(&format!(
                "answered with {status}, which leads elsewhere: no call follows, write the URL that it leads to"
            ));
            Err(CallError::permanent(
                CallFailure::Redirect,
                Some(status),
                text,
            ))
        }
        Verdict::Refused => Err(CallError::permanent(
            CallFailure::Status,
            Some(status),
            said(),
        )),
        Verdict::NotNow | Verdict::Broken => {
            let after = received.retry_after.as_deref();
            let after = after.and_then(|value| retry_after(value, now));
            Err(CallError::passing(
                CallFailure::Status,
                Some(status),
                said(),
                after,
            ))
        }
    }
}

/// What a 2xx says.
fn decode<C: ServiceCall>(received: &Received) -> Result<C::Response, (CallFailure, String)> {
    let status = received.status;
    let is_unit = std::any::TypeId::of::<C::Response>() == std::any::TypeId::of::<()>();
    let body: &[u8] = match (is_unit, received.body.is_empty()) {
        (true, _) | (_, true) => b"null",
        (false, false) => &received.body,
    };
    if let (false, Some(encoding)) = (is_unit, &received.encoding) {
        return Err((
            CallFailure::Undecodable,
            format!("answered with {status}, encoded as {encoding}, which was not asked for"),
        ));
    }
    if received.is_cut && !is_unit {
        return Err((
            CallFailure::TooLarge,
            format!(
                "answered with {status} and more than {} bytes, which is the most that is read: `max_answer` raises it",
                received.body.len()
            ),
        ));
    }
    let json = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(json).map_err(|error| {
        let (path, what) = (error.path().to_string(), error.inner());
        (
            CallFailure::Undecodable,
            format!("answered with {status} and what does not fit its type at `{path}`: {what}"),
        )
    })
}

/// Lets the circuit of the host know. An answer shows that it works, unless it is of the 5xx; what was not sent shows nothing.
fn note(core: &Core, origin: &str, status: Option<u16>, error: Option<&CallError>) {
    let breaker = &core.services.breaker;
    match (status.map(verdict), error.map(CallError::failure)) {
        (Some(Verdict::Broken), _)
        | (None, Some(CallFailure::Timeout | CallFailure::Connection)) => {
            breaker.fail(origin, core.now());
        }
        (Some(_), _) => breaker.close(origin),
        (None, _) => {}
    }
}

/// The beginning of an answer, without secrets. U+0000 is in no text of PostgreSQL's.
fn excerpt(body: &[u8], most: usize, unsaid: &Unsaid) -> String {
    let text = unsaid.hide(String::from_utf8_lossy(body).replace('\0', "\u{fffd}"));
    let end = text.floor_char_boundary(most);
    if end < text.len() {
        format!("{}…", &text[..end])
    } else {
        text
    }
}

/// What was called has been called: that it cannot be put on record fails nothing.
async fn put_on_record(core: &Core, call: &NewCall) {
    let record = async { core.store().await?.calls().record(call).await };
    if let Err(error) = core.patiently(record).await {
        tracing::error!(%error, service = call.service, "a call could not be put on record");
    }
}

/// How much longer than its call an attempt may take: what follows is emitted then.
const AFTERWARDS: Duration = Duration::from_secs(30);
