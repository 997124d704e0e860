use crate::{Cx, models::api::comments::*};
use buildamp::Tx;

pub async fn submit_comment(req: SubmitCommentReq) -> buildamp::Result<SubmitCommentRes> {
    todo!()
}

pub async fn twice(req: TwiceReq, tx: &mut Tx<'_>) -> buildamp::Result<TwiceRes> {
    todo!()
}

pub async fn twice_again(req: TwiceReq, cx: &Cx) -> buildamp::Result<TwiceRes> {
    todo!()
}

pub async fn misread(req: &MisreadReq, tx: Tx<'_>) -> buildamp::Result<()> {
    todo!()
}

#[buildamp::buildamp(consumer = "replies")]
pub fn submit_reply(req: SubmitReplyReq) -> buildamp::Result<SubmitCommentRes> {
    todo!()
}

pub async fn bare(req: BareReq) -> buildamp::Result<BareRes> {
    todo!()
}

pub async fn unsuffixed(req: Unsuffixed) -> buildamp::Result<()> {
    todo!()
}
