//! What `#[buildamp(target(..))]` says about a call of a service, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a call of a service is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `method = "POST"`.
    pub method: Method,
    /// `url = "https://…/{kind}"`, with fields by their names in the JSON.
    pub url: String,
    /// `auth = "Bearer ${API_KEY}"`.
    pub auth: Option<String>,
    /// `headers(x_tag = "a")`, each under its name in a request.
    pub headers: Vec<(String, String)>,
    /// `timeout = "30s"`.
    pub timeout: Option<Duration>,
    /// `content_type = "json"`.
    pub content: Content,
    /// `max_answer = 1_048_576`, in bytes.
    pub max_answer: Option<u32>,
    /// The fields that its templates name.
    pub fields: Vec<String>,
    /// Which of the paths are given that the attribute's macro writes into the impl beside the type.
    pub follows: Follows,
}

/// Whether events follow from what a call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Follows {
    /// `on_success = a::path`.
    pub success: bool,
    /// `on_failure = a::path`.
    pub failure: bool,
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Method {
    /// Each under its name in `method = "…"`.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("GET", Self::Get),
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    /// Whether a request has a body.
    #[must_use]
    pub const fn has_body(self) -> bool {
        match self {
            Self::Get | Self::Delete => false,
            Self::Post | Self::Put | Self::Patch => true,
        }
    }
}

/// The form of a request's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
}

impl Content {
    /// Each under its name in `content_type = "…"`.
    pub const NAMED: [(&'static str, Self); 3] = [
        ("json", Self::Json),
        ("form", Self::Form),
        ("multipart", Self::Multipart),
    ];
}
