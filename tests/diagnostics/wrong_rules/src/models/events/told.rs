use buildamp::buildamp;

use crate::models::shared::Comment;

#[buildamp(log_only)]
pub struct Told {
    #[buildamp(MaxLength(5))]
    pub text: String,
    pub comment: Comment,
}
