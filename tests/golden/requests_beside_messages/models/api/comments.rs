//! Requests about the comments of a board.

use buildamp::buildamp;

/// Asks for the comments of a board.
#[buildamp(path = "comments/list", query)]
pub struct ListReq {
    /// Which.
    pub board: String,
    /// Only those with a higher number.
    pub after: Option<u64>,
}

/// The comments of a board.
pub struct ListRes {
    /// In their order.
    pub comments: Vec<String>,
}

/// Adds a comment.
#[buildamp(path = "AddComment")]
pub struct AddCommentReq {
    /// Where.
    pub board: String,
    /// What it says.
    #[buildamp(Required, Trim)]
    pub text: String,
}

/// The new comment.
pub struct AddCommentRes {
    /// Its id.
    pub id: String,
}
