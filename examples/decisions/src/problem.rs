//! What a request is answered that was not granted.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use crate::models::problem::{FieldError, Problem};

/// Why a request was not granted.
#[derive(Debug)]
pub enum Refusal {
    /// The body is not what was asked for.
    Body(JsonRejection),
    /// The body says what cannot be.
    Invalid(Vec<FieldError>),
    /// Nothing that the client could mend.
    Failed(anyhow::Error),
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Self::Body(rejection)
    }
}

impl From<buildamp::Error> for Refusal {
    fn from(error: buildamp::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, detail, errors) = match self {
            Self::Body(rejection) => (
                rejection.status(),
                "The request cannot be read",
                Some(rejection.body_text()),
                Vec::new(),
            ),
            Self::Invalid(errors) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Something is missing or mistyped",
                None,
                errors,
            ),
            Self::Failed(error) => {
                // For the log alone: what failed inside is no business of a client.
                tracing::error!("{error:#}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on the server",
                    None,
                    Vec::new(),
                )
            }
        };
        let problem = Problem {
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            errors,
        };
        let kind = [(CONTENT_TYPE, "application/problem+json")];
        (status, kind, Json(problem)).into_response()
    }
}
