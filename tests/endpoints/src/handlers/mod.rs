//! What answers requests.

pub mod boards;
pub mod comments;
