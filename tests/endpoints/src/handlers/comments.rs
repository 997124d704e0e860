//! Comments.

use buildamp::{Problem, Tx};

use crate::{
    Cx, Database,
    models::{
        api::comments::{ListCommentsReq, ListCommentsRes, SubmitCommentReq, SubmitCommentRes},
        comment::Comment,
        events::comments::Commented,
    },
};

/// Stores the comment and says so; a text that ends with `!` comes to nothing after both.
///
/// # Errors
/// The database's, and a problem where the text ends with `!`.
pub async fn submit_comment(
    req: SubmitCommentReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> anyhow::Result<SubmitCommentRes> {
    let SubmitCommentReq { text, author, .. } = req;
    let id = cx
        .correlation_id()
        .map(|id| id.to_string())
        .unwrap_or_default();
    match cx.state().database {
        Database::Sqlite => {
            let insert = sqlx::query("INSERT INTO comments (id, text, author) VALUES (?, ?, ?)");
            let insert = insert
                .bind(id.clone())
                .bind(text.clone())
                .bind(author.clone());
            insert.execute(tx.sqlite()?).await?;
        }
        Database::Postgres => {
            let insert = sqlx::query("INSERT INTO comments (id, text, author) VALUES ($1, $2, $3)");
            let insert = insert
                .bind(id.clone())
                .bind(text.clone())
                .bind(author.clone());
            insert.execute(tx.postgres()?).await?;
        }
    }
    let event = Commented {
        id: id.clone(),
        author: author.clone(),
    };
    event.emit(tx).await?;
    if text.ends_with('!') {
        return Err(Problem::new(409, "nobody shouts here")
            .code("too_loud")
            .into());
    }
    Ok(SubmitCommentRes { id, author })
}

/// Lists them.
///
/// # Errors
/// The database's.
pub async fn list_comments(
    req: ListCommentsReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> Result<ListCommentsRes, Box<dyn std::error::Error + Send + Sync>> {
    let asked = format!(
        "{} of {:?}, {:?}, others {}, for {:?}",
        req.limit, req.author, req.order, req.others, req.asker
    );
    let select = "SELECT id, text FROM comments ORDER BY id";
    let found: Vec<(String, String)> = match cx.state().database {
        Database::Sqlite => sqlx::query_as(select).fetch_all(tx.sqlite()?).await?,
        Database::Postgres => sqlx::query_as(select).fetch_all(tx.postgres()?).await?,
    };
    let comments = found.into_iter().map(|(id, text)| Comment { id, text });
    Ok(ListCommentsRes {
        comments: comments.collect(),
        asked,
    })
}
