use crate::models::board::Comment;

/// Somebody has commented.
pub struct Commented {
    pub comment: Comment,
}
