//! `POST /webhooks/<name>`: calls from other systems. A call is checked, deduplicated and stored, and only then answered with 200.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Extension, Router,
    body::Bytes,
    extract::{Path, Request},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, HeaderName},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::{
    Map, Value,
    value::{RawValue, to_raw_value},
};
use tracing::Instrument as _;

use super::{Web, body, layer::Visit};
use crate::{
    Context, Error, EventSource, Problem, Result, Tenancy,
    core::Core,
    emit, inbox, spans,
    webhook::{self, Inbound, Rejection, Scheme, Secrets, Verify},
};

/// The webhooks of an application, ready to receive; or what is wrong with them.
pub(super) struct Webhooks {
    receivers: Vec<Arc<Receiver>>,
    problems: Vec<String>,
}

/// A webhook, with the secrets that its calls are checked with.
struct Receiver {
    inbound: Inbound,
    secrets: Known,
}

/// Where the secrets are.
enum Known {
    /// Here. Empty when that cannot be, which was told, so that no call is accepted.
    Already(Vec<String>),
    /// With a function, for each tenant.
    ByTenant(webhook::SecretsOfTenant),
}

/// What became of a call.
enum Received {
    /// It is stored.
    Accepted,
    /// A copy of it was stored before.
    Duplicate,
    /// Slack asks whether we are there, with a word that it wants back.
    Challenge(String),
}

impl Webhooks {
    pub(super) fn new(all: &[Inbound], tenancy: Tenancy) -> Self {
        let (mut receivers, mut problems) = (Vec::new(), Vec::new());
        let (mut names, mut types) = (BTreeSet::new(), BTreeSet::new());
        for inbound in all {
            // Whoever registers a type twice means it once.
            if !types.insert(inbound.event_type) {
                continue;
            }
            if !is_segment(inbound.name) || !names.insert(inbound.name) {
                problems.push(format!(
                    "the webhook `{}` of `{}` cannot be served: its name has to be one of its own, of letters, digits, `_`, `-` and `.`",
                    inbound.name, inbound.event_type
                ));
                continue;
            }
            let secrets = match inbound.secrets {
                Secrets::Variables(texts) => configured(inbound, texts),
                Secrets::OfTenant(_) if tenancy == Tenancy::Single => Err(format!(
                    "the webhook `{}` has secrets for each tenant, and there is one: write `tenancy = \"many\"` in buildamp.toml, or \
                     `secret = \"${{VARIABLE}}\"`",
                    inbound.name
                )),
                Secrets::OfTenant(ask) => Ok(Known::ByTenant(ask)),
            };
            let secrets = secrets.unwrap_or_else(|problem| {
                tracing::error!("{problem}");
                problems.push(problem);
                Known::Already(Vec::new())
            });
            receivers.push(Arc::new(Receiver {
                inbound: *inbound,
                secrets,
            }));
        }
        Self {
            receivers,
            problems,
        }
    }

    /// What keeps them from being served.
    pub(super) fn check(&self) -> Result<()> {
        match &self.problems[..] {
            [] => Ok(()),
            problems => Err(Error::Config(problems.join("\n"))),
        }
    }

    /// Their routes.
    pub(super) fn routes(&self, base: &str) -> Router<Arc<Web>> {
        let mut router = Router::new();
        for receiver in &self.receivers {
            let at = format!("{base}/webhooks/{}", receiver.inbound.name);
            let receiver = Arc::clone(receiver);
            router = match receiver.secrets {
                Known::Already(_) => router.route(
                    &at,
                    post(
                        async move |Extension(visit): Extension<Visit>, request: Request| {
                            receiver.answer(&visit, None, request).await
                        },
                    ),
                ),
                Known::ByTenant(_) => router.route(
                    &format!("{at}/{{tenant}}"),
                    post(
                        async move |Path(tenant): Path<String>,
                                    Extension(visit): Extension<Visit>,
                                    request: Request| {
                            receiver.answer(&visit, Some(tenant), request).await
                        },
                    ),
                ),
            };
        }
        router
    }
}

/// The secrets that the environment has now, when they are some.
fn configured(inbound: &Inbound, texts: &[&str]) -> Result<Known, String> {
    let secrets = webhook::of_environment(texts)
        .map_err(|problem| format!("the webhook `{}`: its secret: {problem}", inbound.name))?;
    if secrets.is_empty() || secrets.iter().any(|secret| secret.trim().is_empty()) {
        return Err(format!(
            "the webhook `{}` has an empty secret, with which anybody could sign: set what {} names",
            inbound.name,
            texts.join(" and ")
        ));
    }
    if let Verify::Scheme(scheme) = inbound.verify
        && let Err(refused) = webhook::check_secrets(scheme, &secrets)
    {
        return Err(format!(
            "the webhook `{}`: what {} names is no secret of the scheme {scheme}: {refused}",
            inbound.name,
            texts.join(" and ")
        ));
    }
    Ok(Known::Already(secrets))
}

/// Whether a name can stand as a segment of a path, as it is written.
fn is_segment(name: &str) -> bool {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_sound)
}

impl Receiver {
    async fn answer(&self, visit: &Visit, tenant: Option<String>, request: Request) -> Response {
        match self.receive(visit, tenant, request).await {
            Ok(Received::Accepted) => told(r#"{"status":"accepted"}"#),
            Ok(Received::Duplicate) => told(r#"{"status":"duplicate"}"#),
            Ok(Received::Challenge(word)) => word.into_response(),
            Err(problem) => problem.into_response(),
        }
    }

    async fn receive(
        &self,
        visit: &Visit,
        tenant: Option<String>,
        request: Request,
    ) -> Result<Received, Problem> {
        let core = &visit.web().core;
        let scope = visit.scope_of_call(EventSource::Webhook, tenant);
        let cx = Context::of_request(Arc::clone(core), Arc::new(()), scope);
        let asked;
        let secrets = match &self.secrets {
            Known::Already(secrets) => secrets,
            Known::ByTenant(ask) => {
                asked = self.ask(*ask, &cx).await?;
                &asked
            }
        };
        if secrets.is_empty() {
            return Err(self.refused(Rejection::EmptySecret));
        }
        let (parts, body) = request.into_parts();
        let body = body::read(body, self.inbound.max_body).await;
        let body = body.map_err(|unread| match unread {
            body::Unread::TooLarge => self.refused(Rejection::BodyTooLarge),
            body::Unread::TooSlow | body::Unread::CutOff => unread.into(),
        })?;
        let ids = self
            .verify(&parts.headers, &body, secrets, core)
            .map_err(|why| self.refused(why))?;
        if let Some(word) = self.challenge(&body) {
            return Ok(Received::Challenge(word));
        }
        let data = data(&parts.headers, &body)?;
        let span = spans::emit(self.inbound.event_type, core.config.tenancy, cx.scope());
        Ok(self.store(&cx, &ids, data).instrument(span).await?)
    }

    /// Asks for the secrets of a tenant.
    async fn ask(
        &self,
        ask: webhook::SecretsOfTenant,
        cx: &Context,
    ) -> Result<Vec<String>, Problem> {
        let nobody = || Problem::of(StatusCode::NOT_FOUND, "there is no such webhook");
        let tenant = cx.tenant().ok_or_else(nobody)?;
        match ask(tenant, cx).await {
            Ok(secrets) if secrets.is_empty() => Err(nobody()),
            Ok(secrets) => Ok(secrets),
            Err(error) => {
                let webhook = self.inbound.name;
                tracing::error!(webhook, error, "the secrets of a tenant cannot be had");
                Err(Problem::of(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the webhook cannot be checked now",
                ))
            }
        }
    }

    /// By what copies of the call are known.
    fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        secrets: &[String],
        core: &Core,
    ) -> Result<Vec<String>, Rejection> {
        let headers = headers.iter();
        let headers: Vec<(&str, &[u8])> = headers
            .map(|(name, value)| (HeaderName::as_str(name), value.as_bytes()))
            .collect();
        let request = webhook::Request::new(&headers, body, secrets, core.now());
        match self.inbound.verify {
            Verify::Scheme(scheme) => {
                let (tolerance, most) = (webhook::TOLERANCE, self.inbound.max_body);
                webhook::verify(scheme, &request, tolerance, most)
            }
            Verify::With(check) => check(&request).map(|id| vec![id]),
        }
    }

    /// The word that Slack wants back before it sends anything:
    /// <https://docs.slack.dev/reference/events/url_verification>.
    fn challenge(&self, body: &[u8]) -> Option<String> {
        #[derive(Deserialize)]
        struct Asked {
            r#type: String,
            challenge: String,
        }
        let Verify::Scheme(Scheme::Slack) = self.inbound.verify else {
            return None;
        };
        let asked: Asked = serde_json::from_slice(body).ok()?;
        (asked.r#type == "url_verification").then_some(asked.challenge)
    }

    /// The event with what tells its copies, in one transaction.
    async fn store(&self, cx: &Context, ids: &[String], data: Box<RawValue>) -> Result<Received> {
        let core = cx.core();
        let event = (self.inbound.lower)(core, cx.scope(), data)?;
        let receipt = inbox::receipt(format!("webhook:{}", self.inbound.name), ids)?;
        let source = event.source();
        match emit::receive_alone(core, event, &receipt).await? {
            Some(emitted) => {
                let event_type = self.inbound.event_type;
                core.meters.stored(event_type, &[source], &[emitted]);
                emit::ids(vec![emitted]);
                Ok(Received::Accepted)
            }
            None => Ok(Received::Duplicate),
        }
    }

    /// The sender learns the reason; the log, which webhook it was.
    fn refused(&self, why: Rejection) -> Problem {
        let webhook = self.inbound.name;
        if why.status() < 500 {
            tracing::info!(webhook, reason = why.reason(), "a webhook was refused");
        } else {
            tracing::error!(
                webhook,
                reason = why.reason(),
                "a webhook cannot be checked"
            );
        }
        let status = StatusCode::from_u16(why.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Problem::of(status, why.reason())
    }
}

fn told(json: &'static str) -> Response {
    ([(CONTENT_TYPE, "application/json")], json).into_response()
}

/// What a call says, as the data of an event: JSON as it is, a form as an object of texts, other text as a JSON string.
fn data(headers: &HeaderMap, body: &Bytes) -> Result<Box<RawValue>, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| {
        Problem::of(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body is no UTF-8, and only JSON, forms and text are received",
        )
    })?;
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let is_form = kind.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
    if is_form {
        return written(&form(text));
    }
    match serde_json::from_str::<&RawValue>(text) {
        Ok(json) => Ok(json.to_owned()),
        Err(_) => written(&text),
    }
}

/// A form as an object of texts; a name that comes more than once has a list of them.
fn form(text: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let value = Value::String(value.into_owned());
        match fields.get_mut(&*name) {
            None => {
                fields.insert(name.into_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    fields
}

fn written(value: &impl Serialize) -> Result<Box<RawValue>, Problem> {
    to_raw_value(value).map_err(|error| {
        tracing::error!(%error, "a webhook cannot be written as JSON");
        Problem::of(StatusCode::INTERNAL_SERVER_ERROR, "the server failed")
    })
}
