//! What answers requests.

pub mod boards;
pub mod comments;
pub mod rules;
