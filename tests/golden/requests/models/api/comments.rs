//! Requests about comments.

use buildamp::buildamp;

use super::super::comment::Comment;

/// Adds a comment.
#[buildamp(path = "SubmitComment")]
pub struct SubmitCommentReq {
    /// What it says.
    #[buildamp(Required, Trim, MaxLength(500))]
    pub text: String,
    /// Where an answer is to go.
    #[buildamp(Trim, Email)]
    pub mail: Option<String>,
    /// How good it is.
    #[buildamp(Range(1..=5), Default = 3)]
    pub stars: u8,
    /// Who wrote it.
    #[buildamp(Inject = "user_id")]
    pub author: String,
}

/// The new comment.
pub struct SubmitCommentRes {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub author: String,
}

/// Asks for comments.
#[buildamp(path = "comments/list", query)]
pub struct ListCommentsReq {
    /// How many at most.
    #[buildamp(Range(1..=100), Default = 20)]
    pub limit: u32,
    /// Of these authors alone.
    pub author: Vec<String>,
    /// In which order.
    pub order: Option<Order>,
    /// Whether those of the asker are left out.
    #[buildamp(Default = false)]
    pub others: bool,
    /// Who asks, if that is known.
    #[buildamp(Inject = "user_id")]
    pub asker: Option<String>,
}

/// The order of comments.
#[derive(PartialEq)]
pub enum Order {
    /// The first first.
    Oldest,
    /// The last first.
    Newest,
}

/// The comments.
pub struct ListCommentsRes {
    /// In the order that was asked for.
    pub comments: Vec<Comment>,
    /// What was asked, as it was understood.
    pub asked: String,
}
