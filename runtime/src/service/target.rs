//! Where a call goes and how.

use std::time::Duration;

/// The methods of HTTP that a call may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET: what the URL does not use of the call is in its query.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE: what the URL does not use of the call is in its query.
    Delete,
}

impl Method {
    /// As it stands in a request, `POST`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The form of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Content {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
}

/// Where a call goes and how. Templates name fields of the call by their names in its JSON, `{kind}`, and variables of the
/// environment, `${API_KEY}` or `${API_URL:-https://api.example.com}`. Variables are read when the application starts, which one
/// that is not set stops, and what they hold is in no log and on no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub(crate) method: Method,
    pub(crate) url: &'static str,
    pub(crate) auth: Option<&'static str>,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) timeout: Duration,
    pub(crate) content: Content,
    pub(crate) max_answer: usize,
}

impl Target {
    /// GET this URL. Fields stand in its path or its query, each within its segment.
    #[must_use]
    pub const fn get(url: &'static str) -> Self {
        Self::new(Method::Get, url)
    }

    /// POST to this URL.
    #[must_use]
    pub const fn post(url: &'static str) -> Self {
        Self::new(Method::Post, url)
    }

    /// By this method to this URL; 30 seconds, JSON, no header of its own, and an answer of at most 64 KiB.
    #[must_use]
    pub const fn new(method: Method, url: &'static str) -> Self {
        Self {
            method,
            url,
            auth: None,
            headers: &[],
            timeout: Duration::from_secs(30),
            content: Content::Json,
            max_answer: 64 << 10,
        }
    }

    /// What the header `Authorization` says, such as `Bearer ${API_KEY}`.
    #[must_use]
    pub const fn auth(mut self, auth: &'static str) -> Self {
        self.auth = Some(auth);
        self
    }

    /// More headers, name and value.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// How long a call may take at most, from the look-up of the host's name to the last byte of the answer.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The form of the body.
    #[must_use]
    pub const fn content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// The longest answer that is read, in bytes. A longer one cannot be decoded.
    #[must_use]
    pub const fn max_answer(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }
}
