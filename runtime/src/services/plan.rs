//! A [`Target`] with the variables of the environment in it, and the requests that are made by it.

use std::collections::BTreeMap;

use http::{
    Request,
    header::{self, HeaderName, HeaderValue},
};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};
use uuid::Builder;

use super::client::Ask;

use crate::{Content, Method, Target, config::variables};

/// How calls of one type are made.
#[derive(Clone)]
pub(super) struct Plan {
    pub target: Target,
    url: Vec<Piece>,
    headers: Vec<(HeaderName, Vec<Piece>)>,
    /// Scheme, host and port, which no field can change.
    pub origin: String,
    /// What the variables hold.
    pub secrets: Vec<String>,
}

/// A piece of a template.
#[derive(Clone)]
enum Piece {
    Text(String),
    Field(String),
}

/// All but what <https://www.rfc-editor.org/rfc/rfc3986#section-2.3> leaves as it is: a value stays in its segment.
const IN_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const USER_AGENT: &str = concat!("buildamp/", env!("CARGO_PKG_VERSION"));

/// Headers that are not the call's to say.
const OURS: [HeaderName; 12] = [
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    IDEMPOTENCY_KEY,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>, without the quotes, as services take it.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

impl Plan {
    /// # Errors
    /// What of the target cannot be, and what to write instead.
    pub(super) fn new(
        target: Target,
        replace: &BTreeMap<String, String>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut secrets = Vec::new();
        let mut read = |key: &str, template: &str| {
            pieces(template, variable, &mut secrets).map_err(|problem| format!("{key}: {problem}"))
        };
        let mut url = read("url", target.url)?;
        let mut headers = Vec::new();
        if let Some(auth) = target.auth {
            headers.push((header::AUTHORIZATION, read("auth", auth)?));
        }
        for (name, value) in target.headers {
            let header = HeaderName::try_from(*name).map_err(|_| {
                format!("headers: {name:?} is no name of a header such as \"x-tag\"")
            })?;
            if OURS.contains(&header) {
                let instead = match header {
                    header::AUTHORIZATION => "; write `auth`",
                    header::CONTENT_TYPE => "; write `content_type`",
                    _ => "",
                };
                return Err(format!(
                    "headers: BuildAmp itself says {name:?}, leave it out{instead}"
                ));
            }
            headers.push((header, read(&format!("header {name}"), value)?));
        }
        for (name, value) in &headers {
            let fixed = text(value, |_| Ok::<_, String>(String::new()))?;
            HeaderValue::try_from(fixed).map_err(|_| {
                format!(
                    "header {name}: a line break or another control character stands in its value"
                )
            })?;
        }
        let mut origin = origin(&url)?;
        let instead = replace
            .iter()
            .find(|(from, _)| of_url(from) == Some(origin.clone()));
        if let Some(instead) = instead.and_then(|(_, to)| of_url(to)) {
            if let Some(Piece::Text(first)) = url.first_mut() {
                let begins = first.find("://").map_or(0, |at| at + 3);
                let ends = first[begins..].find(AFTER_HOST);
                let rest = ends.map_or("", |at| &first[begins + at..]);
                *first = format!("{instead}{rest}");
            }
            origin = instead;
        }
        Ok(Self {
            target,
            url,
            headers,
            origin,
            secrets,
        })
    }

    /// What is told of a request: its template, in which neither data nor secrets are.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.target.method.name(), self.target.url)
    }

    /// The request that a call makes, as JSON.
    ///
    /// # Errors
    /// Why it makes none.
    pub(super) fn request(&self, call: &Value, key: &str) -> Result<Ask, String> {
        let none = Map::new();
        let fields = call.as_object().unwrap_or(&none);
        let rest: Vec<(&String, &Value)> = fields
            .iter()
            .filter(|(name, _)| !self.is_in_url(name))
            .collect();
        let mut url = self.fill_url(fields)?;
        let (method, has_query) = match self.target.method {
            Method::Get => (http::Method::GET, true),
            Method::Post => (http::Method::POST, false),
            Method::Put => (http::Method::PUT, false),
            Method::Patch => (http::Method::PATCH, false),
            Method::Delete => (http::Method::DELETE, true),
        };
        let query = if has_query { pairs(&rest)? } else { Vec::new() };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let (of, body) = if has_query {
            (None, String::new())
        } else {
            let (of, body) = self.body(call, &rest)?;
            (Some(of), body)
        };
        let request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(header::ACCEPT, "*/*")
            .header(header::USER_AGENT, USER_AGENT)
            .header(IDEMPOTENCY_KEY, key)
            .body(Full::from(body));
        let mut request = request.map_err(|error| error.to_string())?;
        if let Some(of) = of {
            let of = HeaderValue::try_from(of).map_err(|error| error.to_string())?;
            request.headers_mut().insert(header::CONTENT_TYPE, of);
        }
        for (name, pieces) in &self.headers {
            let value = text(pieces, |field| scalar(fields, field))?;
            let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
                format!(
                    "a line break or another control character would stand in the header `{name}`"
                )
            })?;
            value.set_sensitive(true);
            request.headers_mut().insert(name.clone(), value);
        }
        Ok(Ask { url, request })
    }

    /// The body of a request, and what it is.
    fn body(&self, call: &Value, rest: &[(&String, &Value)]) -> Result<(String, String), String> {
        Ok(match self.target.content {
            Content::Json => {
                let body = match call {
                    Value::Object(_) => of_pairs(rest),
                    other => other.clone(),
                };
                ("application/json".to_owned(), body.to_string())
            }
            Content::Form => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(pairs(rest)?);
                let of = "application/x-www-form-urlencoded".to_owned();
                (of, form.finish())
            }
            Content::Multipart => {
                // In none of the values, as good as surely.
                let boundary = Builder::from_random_bytes(rand::random()).into_uuid();
                let boundary = boundary.simple().to_string();
                let body = multipart(&boundary, &pairs(rest)?);
                (format!("multipart/form-data; boundary={boundary}"), body)
            }
        })
    }

    fn is_in_url(&self, name: &str) -> bool {
        let mut pieces = self.url.iter();
        pieces.any(|piece| matches!(piece, Piece::Field(used) if used == name))
    }

    fn fill_url(&self, fields: &Map<String, Value>) -> Result<Url, String> {
        let filled = text(&self.url, |field| {
            let value = scalar(fields, field)?;
            if value.is_empty() {
                return Err(format!(
                    "`{field}` is empty, and stands in the URL, which would be another one without it"
                ));
            }
            Ok(utf8_percent_encode(&value, IN_URL).to_string())
        })?;
        let path = filled.split(['?', '#']).next().unwrap_or_default();
        // Resolved as <https://url.spec.whatwg.org/#double-dot-path-segment> has it, they would lead out of their place.
        let leaves = |segment: &str| {
            let segment = segment.to_ascii_lowercase().replace("%2e", ".");
            segment == "." || segment == ".."
        };
        if path.split(['/', '\\']).any(leaves) {
            return Err(
                "a part of the URL's path would be `.` or `..` and lead elsewhere".to_owned(),
            );
        }
        let url = Url::parse(&filled).map_err(|error| format!("its URL is none: {error}"))?;
        if url.origin().ascii_serialization() != self.origin {
            return Err("its URL would lead to another host".to_owned());
        }
        Ok(url)
    }
}

/// Fields as a JSON object.
fn of_pairs(fields: &[(&String, &Value)]) -> Value {
    let fields = fields.iter();
    Value::Object(
        fields
            .map(|(name, value)| ((*name).clone(), (*value).clone()))
            .collect(),
    )
}

/// Fields as names and texts: `null` is left out, and a list is a pair for each element.
fn pairs(fields: &[(&String, &Value)]) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::Array(list) => {
                for one in list {
                    pairs.push(((*name).clone(), plain(name, one)?));
                }
            }
            one => pairs.push(((*name).clone(), plain(name, one)?)),
        }
    }
    Ok(pairs)
}

/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>
fn multipart(boundary: &str, pairs: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in pairs {
        let name = name
            .replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.push_str(&head);
        body.push_str(value);
        body.push_str("\r\n");
    }
    body + &format!("--{boundary}--\r\n")
}

/// A field that stands in a template.
fn scalar(fields: &Map<String, Value>, name: &str) -> Result<String, String> {
    let value = fields
        .get(name)
        .ok_or_else(|| format!("it has no `{name}` in its JSON, which its target names"))?;
    plain(name, value)
}

fn plain(name: &str, value: &Value) -> Result<String, String> {
    let is = match value {
        Value::String(text) => return Ok(text.clone()),
        Value::Number(number) => return Ok(number.to_string()),
        Value::Bool(is) => return Ok(is.to_string()),
        Value::Null => "null",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Err(format!(
        "`{name}` is {is} in its JSON, where a text, a number or a truth value has to stand"
    ))
}

/// A template with its fields.
fn text(
    pieces: &[Piece],
    mut field: impl FnMut(&str) -> Result<String, String>,
) -> Result<String, String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Ok(text.clone()),
            Piece::Field(name) => field(name),
        })
        .collect()
}

/// Splits a template into text and fields, with what its variables hold.
fn pieces(
    template: &str,
    variable: &dyn Fn(&str) -> Option<String>,
    secrets: &mut Vec<String>,
) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{template}` opens a `{{` that it does not close"))?;
        rest = after;
        if let Some(before) = before.strip_suffix('$') {
            let value = variables::expand(&format!("${{{inside}}}"), variable)?;
            text += before;
            text += &value;
            secrets.push(value);
        } else {
            text += before;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(Piece::Field(inside.to_owned()));
        }
    }
    text += rest;
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

/// What may stand behind host and port.
const AFTER_HOST: [char; 3] = ['/', '?', '\\'];

/// Whether a text is scheme, host and port, and nothing else.
pub(crate) fn is_origin(text: &str) -> bool {
    let is_bare = |url: Url| {
        let has_user = !url.username().is_empty() || url.password().is_some();
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !has_user
    };
    of_url(text).is_some() && Url::parse(text).is_ok_and(is_bare)
}

/// Scheme, host and port of a URL of HTTP.
fn of_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

/// Scheme, host and port of a URL, behind which its fields stand. What is wrong with it is told without what variables hold.
fn origin(url: &[Piece]) -> Result<String, String> {
    const FORM: &str = "write \"https://\", a host, and a path in which fields may stand";
    let first = match url.first() {
        Some(Piece::Text(text)) => text.as_str(),
        Some(Piece::Field(_)) | None => "",
    };
    let authority = first.split_once("://").map(|(_, rest)| rest);
    let is_ended = |authority: &str| authority.contains(AFTER_HOST);
    if url.len() > 1 && !authority.is_some_and(is_ended) {
        return Err(format!("url: a field stands before the path: {FORM}"));
    }
    let sample = text(url, |_| Ok("x".to_owned()))?;
    let sample = Url::parse(&sample).map_err(|error| format!("url: {error}: {FORM}"))?;
    if sample.host().is_none() {
        return Err(format!("url: it has no host: {FORM}"));
    }
    if !sample.username().is_empty() || sample.password().is_some() {
        return Err(
            "url: a user or a password stands before the host: write it in `auth`".to_owned(),
        );
    }
    if sample.fragment().is_some() {
        return Err("url: what stands behind `#` is never sent: leave it out".to_owned());
    }
    Ok(sample.origin().ascii_serialization())
}
