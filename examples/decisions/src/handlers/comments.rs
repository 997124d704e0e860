use anyhow::Context as _;
use buildamp::{Problem, Tx};
use uuid::Uuid;

use crate::{
    Cx,
    database::{comments, people},
    models::{
        api::comments::{SubmitCommentReq, SubmitCommentRes},
        board::Comment,
        events::comments::Commented,
        sse::board::CommentAdded,
    },
};

/// Stores the comment and the event that it is: both, or neither.
///
/// # Errors
/// The database's, and a problem where whoever is signed in is nobody any more.
pub async fn submit_comment(
    SubmitCommentReq { text, author }: SubmitCommentReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> anyhow::Result<SubmitCommentRes> {
    let person = people::find(tx, &author).await?;
    let person = person.context(Problem::new(403, "sign up first"))?;
    let comment = Comment {
        id: Uuid::now_v7(),
        author: person.name,
        text,
        at: cx.now(),
    };
    comments::insert(tx, &comment, &author).await?;
    let event = Commented {
        comment: comment.clone(),
    };
    event.emit(tx).await?;
    Ok(SubmitCommentRes { comment })
}

/// Tells everybody on the board.
///
/// # Errors
/// The database's: it is tried again.
pub async fn announce(Commented { comment }: Commented, cx: &Cx) -> buildamp::Result<()> {
    cx.send(CommentAdded { comment }).to_tenant().await
}
