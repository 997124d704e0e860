//! What went wrong, as a client is told: RFC 9457, <https://www.rfc-editor.org/rfc/rfc9457>.

use std::{error::Error as StdError, fmt};

use crate::FieldError;

/// An answer to a request that failed, `application/problem+json`. A handler of an endpoint returns it as its error:
///
/// ```
/// # use buildamp_runtime as buildamp;
/// use buildamp::Problem;
///
/// let closed = Problem::new(409, "the board is closed").code("board_closed");
/// assert_eq!(closed.status(), 409);
/// ```
///
/// It works from anywhere in a chain of causes: wrapped by `anyhow` with context, or by an enum of your own whose
/// `source()` leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Told);

/// What a [`Problem`] tells, as its own cause. An error that `anyhow` hands over as a `Box<dyn Error>` can no longer be
/// downcast to what it was made of, but its causes can: so the meaning sits there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    status: u16,
    code: Option<String>,
    detail: String,
    errors: Vec<FieldError>,
}

impl Problem {
    /// A status of HTTP from 400 to 599, any other becomes 500; and what a person reads.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self(Told {
            status: if (400..600).contains(&status) {
                status
            } else {
                500
            },
            code: None,
            detail: detail.into(),
            errors: Vec::new(),
        })
    }

    /// The same of a status by its name.
    #[cfg(feature = "http")]
    pub(crate) fn of(status: axum::http::StatusCode, detail: impl Into<String>) -> Self {
        Self::new(status.as_u16(), detail)
    }

    /// A name by which a program knows what went wrong, `board_closed`.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Says of a field what is wrong with it. Any number of them.
    #[must_use]
    pub fn field(mut self, error: FieldError) -> Self {
        self.0.errors.push(error);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// What a person reads.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What is wrong with which field.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Adds what is wrong with fields.
    #[cfg(feature = "http")]
    pub(crate) fn fields(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// The one among an error and its causes.
    #[cfg(feature = "http")]
    pub(crate) fn behind(error: &(dyn StdError + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(told) = error.downcast_ref::<Told>() {
                return Some(Self(told.clone()));
            }
            next = error.source();
        }
        None
    }

    /// Its JSON. `title` is what HTTP calls the status.
    #[cfg(feature = "http")]
    pub(crate) fn json(&self, title: Option<&str>) -> String {
        let Told {
            status,
            code,
            detail,
            errors,
        } = &self.0;
        let mut body = serde_json::json!({
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
        });
        if let Some(code) = code {
            body["code"] = code.as_str().into();
        }
        if !errors.is_empty() {
            body["errors"] = serde_json::to_value(errors).unwrap_or_default();
        }
        body.to_string()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl StdError for Problem {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "to be answered with the status {}", self.status)
    }
}

impl StdError for Told {}
