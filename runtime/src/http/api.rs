//! `POST /api/<path>` and `GET /api/<path>?…`: what a client asks, and what it is answered.

use std::{iter, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE},
        request::Parts,
    },
    response::IntoResponse as _,
    routing::{MethodRouter, any},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{API, Web, body, layer::Visit};
use crate::{
    Error, FieldError, Problem,
    api::{self, Asked, Bound, Once, Refusal},
    context::Scope,
    emit,
    endpoint::{ContextKey, Form, Given, Input},
};

/// By which a client says that a request is the same as one before:
/// <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>.
const KEY: &str = "idempotency-key";

/// The longest such key, in bytes.
const LONGEST_KEY: usize = 255;

/// A route for each endpoint, by its path below the base path. Of two with one path it is the first: the application says so
/// when it starts.
pub(super) fn routes(
    endpoints: &[Bound],
) -> impl Iterator<Item = (String, MethodRouter<Arc<Web>>)> {
    let first = |(number, one): &(usize, &Bound)| {
        let before = &endpoints[..*number];
        api::is_path(one.path) && before.iter().all(|other| other.path != one.path)
    };
    let endpoints = endpoints.iter().enumerate().filter(first);
    endpoints.map(|(_, one)| {
        let endpoint = Arc::new(one.clone());
        let route = any(move |State(web): State<Arc<Web>>, request: Request| {
            let endpoint = Arc::clone(&endpoint);
            async move {
                match answer(&web, &endpoint, request).await {
                    Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
                    Err(Refused { problem, allow }) => {
                        let mut response = problem.into_response();
                        if let Some(allow) = allow {
                            let headers = response.headers_mut();
                            headers.insert(ALLOW, HeaderValue::from_static(allow));
                        }
                        response
                    }
                }
            }
        });
        (format!("{API}{}", one.path), route)
    })
}

/// An answer that is none.
struct Refused {
    problem: Problem,
    /// The methods that would do, where it is for that.
    allow: Option<&'static str>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            allow: None,
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}

async fn answer(web: &Arc<Web>, endpoint: &Bound, request: Request) -> Result<String, Refused> {
    let (parts, body) = request.into_parts();
    method(endpoint, &parts.method)?;
    let input = if endpoint.is_query {
        of_query(parts.uri.query().unwrap_or_default(), endpoint.inputs)?
    } else {
        is_json(&parts.headers)?;
        let body = body::read(body, web.core.config.http.max_body).await;
        of_body(&body.map_err(Problem::from)?)?
    };
    let visit = parts.extensions.get::<Visit>().ok_or(Error::Closed)?;
    let scope = visit.scope().await?;
    let input = filled(web, &scope, input, endpoint.inputs)?;
    let once = once(endpoint, &parts, &scope, &input)?;
    let asked = Asked {
        scope,
        input: Value::Object(input),
        once,
    };
    let answered = endpoint.answer(Arc::clone(&web.core), asked).await;
    answered.map_err(|refusal| told(endpoint, refusal).into())
}

fn method(endpoint: &Bound, method: &Method) -> Result<(), Refused> {
    let (is_right, allow) = if endpoint.is_query {
        ([Method::GET, Method::HEAD].contains(method), "GET, HEAD")
    } else {
        (method == Method::POST, "POST")
    };
    if is_right {
        return Ok(());
    }
    let why = format!("`{}` takes {allow}, not {method}", endpoint.path);
    Err(Refused {
        problem: Problem::of(StatusCode::METHOD_NOT_ALLOWED, why),
        allow: Some(allow),
    })
}

/// Whether a body is JSON as it stands, by what its headers say: <https://www.rfc-editor.org/rfc/rfc8259#section-11>. A page
/// of another origin cannot send that type without asking first.
fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let refuse = |why: &str| Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    let encoding = headers.get(CONTENT_ENCODING);
    if encoding.is_some_and(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return refuse("the body is compressed: send it as it is, without `content-encoding`");
    }
    let said = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = said
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    let is_json = kind == "application/json"
        || kind
            .strip_prefix("application/")
            .is_some_and(|kind| kind.ends_with("+json"));
    if is_json {
        Ok(())
    } else {
        refuse("the body has to be JSON: send `content-type: application/json`")
    }
}

/// The object in a body.
fn of_body(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    if body.is_empty() {
        let why = "the body is empty: send a JSON object, `{}` where there is nothing to say";
        return Err(Problem::of(StatusCode::BAD_REQUEST, why));
    }
    let mut input = serde_json::from_slice(body);
    if let Ok(input) = &mut input {
        whole(input);
    }
    match input {
        Ok(Value::Object(input)) => Ok(input),
        Ok(_) => Err(invalid(vec![
            FieldError::new("", "type").param("detail", "expected an object"),
        ])),
        Err(error) => {
            let why = format!("the body is no JSON: {error}");
            Err(Problem::of(StatusCode::BAD_REQUEST, why))
        }
    }
}

/// Writes `1.0` as `1`: JSON has one kind of number, and some languages write their whole ones so.
fn whole(value: &mut Value) {
    /// Up to which all integers are numbers of a client that has no others: `Number.MAX_SAFE_INTEGER`.
    const MOST: f64 = 9_007_199_254_740_991.;
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap_or(f64::NAN);
            if float.fract() == 0. && float.abs() <= MOST {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "it is whole and not too large"
                )]
                let integer = float as i64;
                *number = integer.into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(whole),
        Value::Object(map) => map.values_mut().for_each(whole),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The object in a query string. A key that stands there twice and is no list counts as it stands last.
fn of_query(query: &str, inputs: &[Input]) -> Result<Map<String, Value>, Problem> {
    let mut input = Map::new();
    let mut errors = Vec::new();
    for (key, text) in form_urlencoded::parse(query.as_bytes()) {
        let known = inputs.iter().find(|input| names(input).any(|it| it == key));
        // What is not known, or not the client's to say, is ignored, as it is in a body.
        let known = known.filter(|it| !matches!(it.given, Given::Injected { .. }));
        let Some(known) = known else { continue };
        let (form, is_list) = match known.form {
            Form::List(form) => (*form, true),
            form => (form, false),
        };
        let Some(value) = read(form, &text) else {
            errors.push(FieldError::new(key, "type").param("detail", expected(form)));
            continue;
        };
        match input.get_mut(&*key) {
            Some(Value::Array(values)) if is_list => values.push(value),
            _ => {
                let value = if is_list { vec![value].into() } else { value };
                input.insert(key.into_owned(), value);
            }
        }
    }
    if errors.is_empty() {
        Ok(input)
    } else {
        Err(invalid(errors))
    }
}

fn names(input: &Input) -> impl Iterator<Item = &'static str> {
    iter::once(input.name).chain(input.aliases.iter().copied())
}

/// The value that a text in a query string stands for.
fn read(form: Form, text: &str) -> Option<Value> {
    match form {
        Form::Text => Some(text.into()),
        Form::Bool => text.parse::<bool>().ok().map(Value::Bool),
        Form::Number => serde_json::from_str(text).ok().map(Value::Number),
        Form::Json | Form::List(_) => serde_json::from_str(text).ok(),
    }
}

fn expected(form: Form) -> &'static str {
    match form {
        Form::Text => "expected text",
        Form::Bool => "expected `true` or `false`",
        Form::Number => "expected a number",
        Form::Json | Form::List(_) => "expected JSON",
    }
}

/// The input with what the server adds, and without what a client may not say.
fn filled(
    web: &Web,
    scope: &Scope,
    mut input: Map<String, Value>,
    inputs: &[Input],
) -> Result<Map<String, Value>, Problem> {
    let mut missing = Vec::new();
    for known in inputs {
        let mut there = names(known).filter_map(|name| input.get(name)).peekable();
        let is_there = there.peek().is_some();
        let is_something = there.any(|value| !value.is_null());
        match known.given {
            Given::Always if !is_there => missing.push(FieldError::new(known.name, "required")),
            Given::Always | Given::Maybe => {}
            // What a client says holds.
            Given::Default(_) if is_there => {}
            Given::Blank(_) if is_something => {}
            Given::Default(json) | Given::Blank(json) => {
                names(known).for_each(|name| drop(input.remove(name)));
                let value = serde_json::from_str(json).unwrap_or_default();
                input.insert(known.name.to_owned(), value);
            }
            Given::Injected { from, optional } => {
                names(known).for_each(|name| drop(input.remove(name)));
                let value = match (of_context(web, scope, from), optional) {
                    (Ok(value), _) => value.into(),
                    (Err(_), true) => Value::Null,
                    (Err(problem), false) => return Err(problem),
                };
                input.insert(known.name.to_owned(), value);
            }
        }
    }
    if missing.is_empty() {
        Ok(input)
    } else {
        Err(invalid(missing))
    }
}

fn of_context(web: &Web, scope: &Scope, key: ContextKey) -> Result<String, Problem> {
    match key {
        ContextKey::UserId => scope
            .actor
            .clone()
            .ok_or_else(|| Problem::of(StatusCode::UNAUTHORIZED, "nobody is signed in")),
        ContextKey::Tenant => emit::tenant(web.core.config.tenancy, scope)
            .map(str::to_owned)
            .ok_or_else(|| Error::MissingTenant.into()),
        ContextKey::CorrelationId => scope
            .correlation_id
            .map(|id| id.to_string())
            .ok_or_else(|| Error::Closed.into()),
    }
}

/// By what a request is known again: whoever sends it has keys of their own, and neither a key nor a session's id stands in the
/// inbox as it is.
fn once(
    endpoint: &Bound,
    parts: &Parts,
    scope: &Scope,
    input: &Map<String, Value>,
) -> Result<Option<Once>, Problem> {
    if endpoint.is_query {
        return Ok(None);
    }
    let Some(key) = key(&parts.headers)? else {
        return Ok(None);
    };
    let whose = match (&scope.actor, &scope.session_id) {
        (Some(actor), _) => ["actor", actor],
        (None, Some(session)) => ["session", session],
        (None, None) => ["nobody", ""],
    };
    let mut said = input.clone();
    // What differs each time says nothing of the request.
    for known in endpoint.inputs {
        if let Given::Injected { .. } = known.given {
            said.remove(known.name);
        }
    }
    let said = Value::Object(said).to_string();
    Ok(Some(Once {
        message: hash(&[whose[0], whose[1], key]),
        fingerprint: hash(&[&said]),
    }))
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(KEY) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    // The draft has it in quotes, and most clients have not.
    let bare = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let text = bare.unwrap_or(text);
    if (1..=LONGEST_KEY).contains(&text.len()) {
        return Ok(Some(text));
    }
    let why = format!(
        "`Idempotency-Key` is 1 to {LONGEST_KEY} visible characters of ASCII, such as a random UUID"
    );
    Err(Problem::of(StatusCode::BAD_REQUEST, why))
}

fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

fn invalid(errors: Vec<FieldError>) -> Problem {
    let why = match errors.as_slice() {
        [_] => "a field is not as it has to be".to_owned(),
        errors => format!("{} fields are not as they have to be", errors.len()),
    };
    Problem::of(StatusCode::UNPROCESSABLE_ENTITY, why)
        .code("invalid")
        .fields(errors)
}

/// What a client is told; what is not its business goes into the log alone.
fn told(endpoint: &Bound, refusal: Refusal) -> Problem {
    let path = endpoint.path;
    let failed = || Problem::of(StatusCode::INTERNAL_SERVER_ERROR, "the server failed");
    match refusal {
        Refusal::Invalid(errors) => invalid(errors),
        Refusal::OtherRequest => Problem::of(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this `Idempotency-Key` belongs to a request that said something else: take a new one",
        )
        .code("idempotency_key_reused"),
        Refusal::Forgotten => Problem::of(
            StatusCode::CONFLICT,
            "this request had its effect, and its answer is not known any more",
        )
        .code("answer_forgotten"),
        Refusal::Panicked(panic) => {
            let why = crate::retry::panicked(&*panic);
            tracing::error!(endpoint = path, "the handler panicked: {why}");
            failed()
        }
        Refusal::Failed(error) => {
            if let Some(problem) = Problem::behind(&*error) {
                if problem.status() >= 500 {
                    tracing::error!(endpoint = path, %error, "a request failed");
                }
                return problem;
            }
            if let Some(error) = engines(&*error) {
                return Problem::from(error);
            }
            tracing::error!(endpoint = path, %error, "a request failed");
            failed()
        }
    }
}

/// The engine's own error among an error and its causes.
fn engines<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(own) = error.downcast_ref::<Error>() {
            return Some(own);
        }
        next = error.source();
    }
    None
}
