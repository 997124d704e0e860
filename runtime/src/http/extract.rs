//! Extractors: a request's [`Context`] and its [`Session`].

use std::{any::type_name, sync::Arc};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{StatusCode, request::Parts},
    response::{IntoResponse as _, Response},
};

use super::layer::Visit;
use crate::{Context, Error, Problem, Session};

/// The context of a request: its tenant, session and actor, a correlation id of its own, and the `traceparent` that it
/// came with.
///
/// Answers 500 where the layer is missing, and 503 when the store does not answer.
impl<S, R> FromRequestParts<R> for Context<S>
where
    S: Send + Sync + 'static,
    R: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &R) -> Result<Self, Response> {
        let visit = visit(parts)?;
        let web = visit.web();
        let Some(state) = web.state.downcast_ref::<Arc<S>>() else {
            return Err(missing(&format!(
                "a handler asks for Context<{}>, but the application's state is {}: `.state(..)` says which it is",
                type_name::<S>(),
                web.state_name,
            )));
        };
        let (core, state) = (Arc::clone(&web.core), Arc::clone(state));
        let scope = visit.scope().await.map_err(Error::into_response)?;
        Ok(Self::of_request(core, state, scope))
    }
}

/// The request's session. Answers 401 where there is none; as `Option<Session>` it is `None` then.
impl<R: Send + Sync> FromRequestParts<R> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &R) -> Result<Self, Response> {
        session(parts)
            .await?
            .ok_or_else(|| Error::NoSession.into_response())
    }
}

impl<R: Send + Sync> OptionalFromRequestParts<R> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &R) -> Result<Option<Self>, Response> {
        session(parts).await
    }
}

async fn session(parts: &Parts) -> Result<Option<Session>, Response> {
    let visit = visit(parts)?;
    let scope = visit.scope().await.map_err(Error::into_response)?;
    if scope.session_id.is_none() {
        return Ok(None);
    }
    Session::of(&visit.web().core, &scope, None)
        .map(Some)
        .map_err(Error::into_response)
}

#[expect(
    clippy::result_large_err,
    reason = "a rejection is a response, which axum sends as it is"
)]
fn visit(parts: &Parts) -> Result<Visit, Response> {
    parts.extensions.get().cloned().ok_or_else(|| {
        missing(
            "a handler asks for a Context or a Session, but nothing gives the request one: serve the router with \
             `app.run(router)`, or add `.layer(app.layer())` to it, below all its routes",
        )
    })
}

fn missing(detail: &str) -> Response {
    tracing::error!("{detail}");
    Problem::of(StatusCode::INTERNAL_SERVER_ERROR, detail).into_response()
}
