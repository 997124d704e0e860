use crate::models::api::comments::SubmitCommentReq;

pub struct Draft {
    pub request: SubmitCommentReq,
}
