//! Requests about boards.

use std::collections::BTreeMap;

use buildamp::buildamp;

use super::super::comment::Comment;

/// Makes a board with a few comments on it.
#[buildamp(path = "MakeBoard")]
pub struct MakeBoardReq {
    /// What the URL has of it.
    #[buildamp(Required, MinLength(2), Pattern = "[a-z0-9-]+")]
    pub slug: String,
    /// Where more of it is.
    #[buildamp(Url)]
    pub link: Option<String>,
    /// The first comments.
    #[buildamp(MaxLength(3))]
    pub comments: Vec<Comment>,
    /// By topic.
    pub topics: BTreeMap<String, Topic>,
    /// Whose board it is.
    #[buildamp(Inject = "tenant")]
    pub tenant: String,
}

/// A topic.
#[buildamp]
pub struct Topic {
    /// What stands above it.
    #[buildamp(Required)]
    pub title: Option<String>,
    /// Its first comment.
    pub first: Option<Box<Comment>>,
    /// How much it counts.
    #[buildamp(Range(min = 0.5))]
    pub weight: f64,
}

/// The board.
pub struct MakeBoardRes {
    /// What the URL has of it.
    pub slug: String,
    /// How the comments have arrived.
    pub comments: Vec<Comment>,
    /// Whose board it is.
    pub tenant: String,
}

/// Fails in the way that it says.
#[buildamp(path = "Fail")]
pub struct FailReq {
    /// How.
    pub how: String,
}

/// Never comes.
pub struct FailRes {}
