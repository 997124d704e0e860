//! Boards.

#![expect(clippy::unused_async, reason = "what answers a request is async")]

use buildamp::{Error, FieldError, Problem};

use crate::models::api::boards::{FailReq, FailRes, MakeBoardReq, MakeBoardRes};

/// Makes a board.
///
/// # Errors
/// Never.
pub async fn make_board(req: MakeBoardReq) -> Result<MakeBoardRes, std::convert::Infallible> {
    Ok(MakeBoardRes {
        slug: req.slug,
        comments: req.comments,
        tenant: req.tenant,
    })
}

/// Fails.
///
/// # Errors
/// Always.
///
/// # Panics
/// When it is asked to.
pub async fn fail(req: FailReq) -> Result<FailRes, Box<dyn std::error::Error + Send + Sync>> {
    match req.how.as_str() {
        "panic" => panic!("as it was asked to"),
        "full" => Err(Error::StorageFull("no room".into()).into()),
        "field" => {
            let taken = FieldError::new("how", "taken").param("by", "somebody");
            Err(Problem::new(422, "it is taken").field(taken).into())
        }
        how => Err(how.into()),
    }
}
