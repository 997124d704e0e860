use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why a request was refused: the body of an `application/problem+json` (RFC 9457).
pub struct Problem {
    pub title: String,
    pub status: u16,
    pub detail: Option<String>,
    pub errors: Vec<FieldError>,
}

/// What is wrong with a field.
pub struct FieldError {
    pub field: String,
    pub code: FieldCode,
    /// What the code's text may name, such as the most characters that fit: `max`.
    pub params: BTreeMap<String, u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    Required,
    TooLong,
    Email,
}
