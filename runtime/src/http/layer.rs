//! What goes around each request: it finds the session that the cookie names, begins one for who opens a page, and
//! writes the cookie into the response.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    extract::ConnectInfo,
    http::{
        HeaderMap, HeaderValue, Method, Request, Response,
        header::{ACCEPT, CACHE_CONTROL, SET_COOKIE},
        request::Parts,
    },
};
use tokio::sync::OnceCell;
use tower_layer::Layer;
use tower_service::Service;

use super::{Peer, Web, cookie};
use crate::{
    CorrelationId, EventSource, Result, Tenancy,
    context::Scope,
    emit,
    ids::event_id_at,
    session::{self, CookieChange, CookieSlot, Token},
    store::StoredSession,
};

/// Gives each request its [`Context`](crate::Context), and answers document requests with a session; from
/// [`App::layer`](crate::App::layer).
///
/// A session begins only when somebody opens a page: at a GET whose `Sec-Fetch-Dest` is `document`, or, from a browser
/// that sends no `Sec-Fetch-` headers, one that accepts `text/html`.
#[derive(Clone)]
pub struct RequestLayer {
    web: Arc<Web>,
}

/// What [`RequestLayer`] makes of a service.
#[derive(Clone)]
pub struct RequestService<I> {
    inner: I,
    web: Arc<Web>,
}

/// A request, as its extractors see it.
#[derive(Clone)]
pub(super) struct Visit(Arc<Inner>);

struct Inner {
    web: Arc<Web>,
    tenant: Option<String>,
    correlation_id: CorrelationId,
    traceparent: Option<String>,
    /// What the cookies of the session's name hold, if it has the form of a token.
    tokens: Vec<Token>,
    is_secure: bool,
    session: OnceCell<Option<Seen>>,
    jar: Arc<CookieSlot>,
}

/// The session of a request.
#[derive(Clone)]
pub(super) struct Seen {
    pub session: StoredSession,
    /// By which it was found.
    pub token_hash: String,
}

impl RequestLayer {
    pub(super) fn new(web: Arc<Web>) -> Self {
        Self { web }
    }
}

impl<I> Layer<I> for RequestLayer {
    type Service = RequestService<I>;

    fn layer(&self, inner: I) -> RequestService<I> {
        RequestService {
            inner,
            web: Arc::clone(&self.web),
        }
    }
}

impl<I, B, R> Service<Request<B>> for RequestService<I>
where
    I: Service<Request<B>, Response = Response<R>, Error = Infallible> + Clone + Send + 'static,
    I::Future: Send,
    B: Send + 'static,
    R: Send + 'static,
{
    type Response = Response<R>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone is not known to be ready; the original is.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let known = request.extensions().get::<Visit>();
        if known.is_some_and(|visit| Arc::ptr_eq(&visit.0.web, &self.web)) {
            return Box::pin(inner.call(request));
        }
        let (mut parts, body) = request.into_parts();
        if let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<Peer>>() {
            let address = ConnectInfo(peer.address);
            parts.extensions.insert(address);
        }
        let visit = Visit::new(&self.web, &parts);
        parts.extensions.insert(visit.clone());
        let opens_page = opens_page(&parts) && !self.web.is_own(parts.uri.path());
        let request = Request::from_parts(parts, body);
        Box::pin(async move {
            visit.0.web.hub.start();
            if opens_page {
                visit.begin().await;
            }
            let mut response = inner.call(request).await?;
            visit.write_cookie(response.headers_mut());
            Ok(response)
        })
    }
}

impl Visit {
    fn new(web: &Arc<Web>, parts: &Parts) -> Self {
        let config = &web.core.config;
        let tenant = web
            .tenant
            .as_ref()
            .filter(|_| config.tenancy == Tenancy::Many);
        Self(Arc::new(Inner {
            web: Arc::clone(web),
            tenant: tenant.and_then(|of| of(parts)),
            correlation_id: event_id_at(web.core.now()).into(),
            traceparent: traceparent(&parts.headers),
            tokens: cookie::tokens(&parts.headers, &web.cookie),
            is_secure: cookie::is_secure(config.session.secure, parts),
            session: OnceCell::new(),
            jar: Arc::default(),
        }))
    }

    pub(super) fn web(&self) -> &Arc<Web> {
        &self.0.web
    }

    /// The session, if the cookie names one that is good.
    pub(super) async fn session(&self) -> Result<Option<&Seen>> {
        let found = self.0.session.get_or_try_init(|| self.find()).await?;
        Ok(found.as_ref())
    }

    /// What is emitted in this request inherits.
    pub(super) async fn scope(&self) -> Result<Scope> {
        let session = self.session().await?.map(|seen| &seen.session);
        Ok(Scope {
            source: EventSource::Frontend,
            tenant: self.0.tenant.clone(),
            actor: session.and_then(|session| session.actor.clone()),
            session_id: session.map(|session| session.id.clone()),
            correlation_id: Some(self.0.correlation_id),
            causation_id: None,
            traceparent: self.0.traceparent.clone(),
            jar: Some(Arc::clone(&self.0.jar)),
        })
    }

    /// What is emitted for a call of another system inherits: nothing of a session, and the tenant that its URL names, if it
    /// does.
    pub(super) fn scope_of_call(&self, source: EventSource, tenant: Option<String>) -> Scope {
        Scope {
            source,
            tenant: tenant.or_else(|| self.0.tenant.clone()),
            correlation_id: Some(self.0.correlation_id),
            traceparent: self.0.traceparent.clone(),
            ..Scope::default()
        }
    }

    /// The tenant, which has a name also where there is only one.
    pub(super) fn tenant(&self) -> Option<String> {
        let scope = Scope {
            tenant: self.0.tenant.clone(),
            ..Scope::default()
        };
        emit::tenant(self.0.web.core.config.tenancy, &scope).map(str::to_owned)
    }

    async fn find(&self) -> Result<Option<Seen>> {
        let Some(tenant) = self.tenant() else {
            return Ok(None);
        };
        let core = &self.0.web.core;
        for token in &self.0.tokens {
            let before = core.now();
            let Some(session) = session::find(core, &tenant, token).await? else {
                continue;
            };
            // What was moved forward in the database has to be in the browser.
            if session.renewed_at >= before && session.renewed_at > session.created_at {
                self.0.jar.put(CookieChange::Set(token.clone()));
            }
            let token_hash = token.hash();
            return Ok(Some(Seen {
                session,
                token_hash,
            }));
        }
        Ok(None)
    }

    /// Makes sure of a session. Without a store the page is served all the same; what needs the session will say so.
    async fn begin(&self) {
        let session = self.0.session.get_or_try_init(|| self.find_or_create());
        if let Err(error) = session.await {
            tracing::warn!(%error, "a page is served without a session");
        }
    }

    async fn find_or_create(&self) -> Result<Option<Seen>> {
        let found = self.find().await?;
        let (None, Some(tenant)) = (&found, self.tenant()) else {
            return Ok(found);
        };
        let (token, session) = session::begin(&self.0.web.core, &tenant).await?;
        let token_hash = token.hash();
        self.0.jar.put(CookieChange::Set(token));
        Ok(Some(Seen {
            session,
            token_hash,
        }))
    }

    fn write_cookie(&self, headers: &mut HeaderMap) {
        let Some(change) = self.0.jar.take() else {
            return;
        };
        let core = &self.0.web.core;
        let now = core.now();
        let expires_at = self
            .0
            .session
            .get()
            .and_then(Option::as_ref)
            .map_or(now, |seen| seen.session.expires_at);
        let lives = expires_at.duration_since(now);
        let Ok(value) =
            cookie::write(&self.0.web.cookie, &change, lives, self.0.is_secure).try_into()
        else {
            return;
        };
        headers.append(SET_COOKIE, value);
        keep_private(headers);
    }
}

/// Whether somebody opens a page: <https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header>.
fn opens_page(parts: &Parts) -> bool {
    let headers = &parts.headers;
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let has_metadata = || {
        headers
            .keys()
            .any(|name| name.as_str().starts_with("sec-fetch-"))
    };
    let accepts_html = || {
        let mut accepted = headers.get_all(ACCEPT).iter();
        accepted.any(|value| value.to_str().is_ok_and(|text| text.contains("text/html")))
    };
    parts.method == Method::GET
        && match says("sec-fetch-dest") {
            Some(destination) => destination == "document",
            None => !has_metadata() && accepts_html(),
        }
}

/// No cache may give one visitor's cookie to another.
fn keep_private(headers: &mut HeaderMap) {
    let says = |directive: &str| {
        let mut values = headers.get_all(CACHE_CONTROL).iter();
        values.any(|value| value.to_str().is_ok_and(|text| text.contains(directive)))
    };
    if says("private") || says("no-store") {
        return;
    }
    let value = if says("no-transform") {
        "private, no-cache, no-transform"
    } else {
        "private, no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
}

/// The `traceparent` of version 00, if it is valid: <https://www.w3.org/TR/trace-context/#traceparent-header>.
fn traceparent(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all("traceparent").iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let text = value.to_str().ok()?;
    let is_hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |part: &str, length| is_hex(part, length) && part.bytes().any(|b| b != b'0');
    let mut parts = text.split('-');
    let is_valid = parts.next() == Some("00")
        && parts.next().is_some_and(|trace| is_id(trace, 32))
        && parts.next().is_some_and(|parent| is_id(parent, 16))
        && parts.next().is_some_and(|flags| is_hex(flags, 2))
        && parts.next().is_none();
    is_valid.then(|| text.to_owned())
}

impl fmt::Debug for RequestLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestLayer").finish_non_exhaustive()
    }
}

impl<I: fmt::Debug> fmt::Debug for RequestService<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestService")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_traceparent_that_is_not_valid_is_ignored() {
        let of = |text: &str| traceparent(&headers("traceparent", &[text]));
        let valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert_eq!(of(valid).as_deref(), Some(valid));
        assert!(of(&valid.replace("-01", "-ff")).is_some());
        for wrong in [
            valid.replacen("00", "01", 1),
            valid.replacen("00", "ff", 1),
            valid.to_uppercase(),
            format!("{valid}-x"),
            format!("{valid}-"),
            valid.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32)),
            valid.replace("b7ad6b7169203331", &"0".repeat(16)),
            valid.replace("b7ad6b7169203331", "b7ad6b716920333"),
            valid[..52].to_owned(),
            valid.replace("-01", "-0"),
            String::new(),
        ] {
            assert_eq!(of(&wrong), None, "{wrong:?}");
        }
        assert_eq!(traceparent(&headers("traceparent", &[valid, valid])), None);
    }

    #[test]
    fn what_carries_a_cookie_stays_private() {
        for (said, kept) in [
            (&[][..], "private, no-cache"),
            (&["public, max-age=3600"], "private, no-cache"),
            (&["private, max-age=60"], "private, max-age=60"),
            (&["no-store"], "no-store"),
            (
                &["no-cache, no-transform"],
                "private, no-cache, no-transform",
            ),
        ] {
            let mut headers = headers("cache-control", said);
            keep_private(&mut headers);
            assert_eq!(headers[CACHE_CONTROL], kept, "{said:?}");
        }
    }
}
