//! Pictures, and files that are to become some.

use anyhow::{Context as _, Result};
use buildamp::Tx;
use uuid::Uuid;

use super::{ask, run};
use crate::models::{
    board::{Picture, Stage},
    sse::board::UploadProgressed,
};

/// Adds a file of the person with this id.
pub async fn insert(
    tx: &mut Tx<'_>,
    upload: &UploadProgressed,
    author: &str,
    original: &[u8],
) -> Result<()> {
    let insert =
        "INSERT INTO pictures (id, author, name, stage, original) VALUES ($1, $2, $3, $4, $5)";
    run!(
        tx,
        sqlx::query(insert)
            .bind(upload.id.to_string())
            .bind(author)
            .bind(&upload.name)
            .bind(word(upload.stage))
            .bind(original)
    )?;
    Ok(())
}

/// The file as it came.
pub async fn original(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<u8>> {
    let select = "SELECT original FROM pictures WHERE id = $1";
    let (original,) = ask!(tx, sqlx::query_as(select).bind(id.to_string()), fetch_one)?;
    Ok(original)
}

/// The small one, when there is one.
pub async fn small(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    let select = "SELECT small FROM pictures WHERE id = $1 AND small IS NOT NULL";
    let found: Option<(Vec<u8>,)> = ask!(
        tx,
        sqlx::query_as(select).bind(id.to_string()),
        fetch_optional
    )?;
    Ok(found.map(|(small,)| small))
}

/// It is a picture of this size, in pixels.
pub async fn checked(tx: &mut Tx<'_>, id: Uuid, (width, height): (u32, u32)) -> Result<()> {
    let update = "UPDATE pictures SET stage = 'checked', width = $2, height = $3 WHERE id = $1";
    run!(
        tx,
        sqlx::query(update)
            .bind(id.to_string())
            .bind(i64::from(width))
            .bind(i64::from(height))
    )?;
    Ok(())
}

/// There is a small one of it.
pub async fn ready(tx: &mut Tx<'_>, id: Uuid, small: &[u8]) -> Result<()> {
    let update = "UPDATE pictures SET stage = 'ready', small = $2 WHERE id = $1";
    run!(tx, sqlx::query(update).bind(id.to_string()).bind(small))?;
    Ok(())
}

/// It will never be a picture.
pub async fn failed(tx: &mut Tx<'_>, id: Uuid, problem: &str) -> Result<()> {
    let update = "UPDATE pictures SET stage = 'failed', problem = $2 WHERE id = $1";
    run!(tx, sqlx::query(update).bind(id.to_string()).bind(problem))?;
    Ok(())
}

/// How far it is.
pub async fn progress(tx: &mut Tx<'_>, id: Uuid) -> Result<UploadProgressed> {
    let select = "SELECT id, name, stage, problem FROM pictures WHERE id = $1";
    let row = ask!(tx, sqlx::query_as(select).bind(id.to_string()), fetch_one)?;
    upload(row)
}

/// Those of the person with this id that are no pictures yet, or never will be; at most so many, the newest at the end.
pub async fn unfinished(
    tx: &mut Tx<'_>,
    author: &str,
    limit: i64,
) -> Result<Vec<UploadProgressed>> {
    let select =
        "SELECT id, name, stage, problem FROM pictures WHERE author = $1 AND stage <> 'ready'
                  ORDER BY id DESC LIMIT $2";
    let rows: Vec<_> = ask!(
        tx,
        sqlx::query_as(select).bind(author).bind(limit),
        fetch_all
    )?;
    rows.into_iter().rev().map(upload).collect()
}

/// A picture.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Picture> {
    let select = "SELECT pictures.id, pictures.name, people.name, width, height FROM pictures
                  JOIN people ON people.id = pictures.author WHERE pictures.id = $1 AND stage = 'ready'";
    let row = ask!(tx, sqlx::query_as(select).bind(id.to_string()), fetch_one)?;
    picture(row)
}

/// The last ones, at most so many, the newest at the end.
pub async fn last(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Picture>> {
    let select = "SELECT pictures.id, pictures.name, people.name, width, height FROM pictures
                  JOIN people ON people.id = pictures.author WHERE stage = 'ready' ORDER BY pictures.id DESC LIMIT $1";
    let rows: Vec<_> = ask!(tx, sqlx::query_as(select).bind(limit), fetch_all)?;
    rows.into_iter().rev().map(picture).collect()
}

fn picture(
    (id, name, author, width, height): (String, String, String, i64, i64),
) -> Result<Picture> {
    Ok(Picture {
        id: id.parse()?,
        name,
        author,
        width: width.try_into()?,
        height: height.try_into()?,
    })
}

fn upload(
    (id, name, stage, problem): (String, String, String, Option<String>),
) -> Result<UploadProgressed> {
    Ok(UploadProgressed {
        id: id.parse()?,
        name,
        stage: STAGES
            .into_iter()
            .find(|it| word(*it) == stage)
            .with_context(|| format!("there is no stage `{stage}`"))?,
        problem,
    })
}

const STAGES: [Stage; 4] = [Stage::Received, Stage::Checked, Stage::Ready, Stage::Failed];

const fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Received => "received",
        Stage::Checked => "checked",
        Stage::Ready => "ready",
        Stage::Failed => "failed",
    }
}
