use crate::{
    Cx,
    database::{comments, payments, people, pictures},
    models::api::board::{BoardReq, BoardRes},
    welcome,
};

/// How many of each a page shows.
const LIMIT: i64 = 50;

/// All that a page shows.
///
/// # Errors
/// The database's.
pub async fn board(BoardReq { reader }: BoardReq, cx: &Cx) -> anyhow::Result<BoardRes> {
    let mut tx = cx.begin().await?;
    let (person, uploads) = match &reader {
        Some(id) => (
            people::find(&mut tx, id).await?,
            pictures::unfinished(&mut tx, id, LIMIT).await?,
        ),
        None => (None, Vec::new()),
    };
    let comments = comments::last(&mut tx, LIMIT).await?;
    let payments = payments::last(&mut tx, LIMIT).await?;
    let pictures = pictures::last(&mut tx, LIMIT).await?;
    drop(tx);
    let welcome = match person {
        Some(person) => Some(welcome::of(cx, person).await?),
        None => None,
    };
    Ok(BoardRes {
        welcome,
        comments,
        payments,
        pictures,
        uploads,
    })
}
