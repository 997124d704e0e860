//! What people say.

use anyhow::Result;
use buildamp::Tx;

use super::{ask, run};
use crate::models::board::Comment;

/// Adds a comment of the person with this id.
pub async fn insert(tx: &mut Tx<'_>, comment: &Comment, author: &str) -> Result<()> {
    let insert = "INSERT INTO comments (id, author, text, at) VALUES ($1, $2, $3, $4)";
    run!(
        tx,
        sqlx::query(insert)
            .bind(comment.id.to_string())
            .bind(author)
            .bind(&comment.text)
            .bind(comment.at.to_string())
    )?;
    Ok(())
}

/// The last ones, at most so many, the newest at the end.
pub async fn last(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Comment>> {
    let select = "SELECT comments.id, people.name, comments.text, comments.at FROM comments
                  JOIN people ON people.id = comments.author ORDER BY comments.id DESC LIMIT $1";
    let rows: Vec<(String, String, String, String)> =
        ask!(tx, sqlx::query_as(select).bind(limit), fetch_all)?;
    let comments = rows.into_iter().rev().map(|(id, author, text, at)| {
        Ok(Comment {
            id: id.parse()?,
            author,
            text,
            at: at.parse()?,
        })
    });
    comments.collect()
}
