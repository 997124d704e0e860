//! What went wrong, as `application/problem+json`: RFC 9457, <https://www.rfc-editor.org/rfc/rfc9457>.

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};

use crate::{Error, Problem};

/// How long whoever meets a full or failing server should stay away, in seconds.
const AWAY: &str = "5";

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = self.json(status.canonical_reason());
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if matches!(
            status,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
        ) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(AWAY));
        }
        response
    }
}

/// What is not the client's business goes into the log alone.
impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let (status, detail) = match error {
            Error::NoSession => (StatusCode::UNAUTHORIZED, error.to_string()),
            Error::MissingTenant => (
                StatusCode::BAD_REQUEST,
                "the request belongs to no tenant".to_owned(),
            ),
            Error::Closed => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
            Error::StorageFull(_) => (
                StatusCode::INSUFFICIENT_STORAGE,
                "the event store is full".to_owned(),
            ),
            #[cfg(any(feature = "sqlite", feature = "postgres"))]
            Error::Store(why) if crate::store::is_for_good(why) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "the server failed".to_owned(),
            ),
            Error::Store(_) | Error::TxTimeout(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "the event store does not answer".to_owned(),
            ),
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "the server failed".to_owned(),
            ),
        };
        if status.is_server_error() {
            tracing::error!(%error, "a request failed");
        }
        Self::of(status, detail)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// As `application/problem+json`: 401 without a session, 507 when the store has no room, 503 when it does not answer or the
/// application shuts down, 400 without a tenant, otherwise 500 without details, which the log has: also where the store has
/// answered with a no that it would say again.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
