//! What becomes of comments.

/// Somebody has added a comment.
pub struct CommentAdded {
    pub board: String,
    pub text: String,
    /// The idempotency key of the request that added it.
    pub mutation: Option<String>,
}

/// A comment is gone.
pub struct Removed {
    pub board: String,
    pub id: String,
}
