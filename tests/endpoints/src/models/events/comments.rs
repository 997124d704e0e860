//! What has happened to comments.

/// Somebody has commented.
#[buildamp::buildamp(log_only)]
pub struct Commented {
    /// The comment.
    pub id: String,
    /// Whose it is.
    pub author: String,
}
