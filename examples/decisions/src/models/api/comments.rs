use buildamp::buildamp;

use crate::models::board::Comment;

/// Adds a comment to the board.
#[buildamp(path = "SubmitComment")]
pub struct SubmitCommentReq {
    #[buildamp(Required, Trim, MaxLength(500))]
    pub text: String,
    /// Who is signed in: the server fills it in, whatever a client says.
    #[buildamp(Inject = "user_id")]
    pub author: String,
}

/// The comment as it stands on the board.
pub struct SubmitCommentRes {
    pub comment: Comment,
}
