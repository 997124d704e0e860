//! `POST /uploads`, where a file is the body and nothing else; and the pictures that come of them.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, rejection::BytesRejection},
    http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use buildamp::{Problem, Session};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Cx,
    database::{people, pictures},
    models::{
        board::Stage, events::uploads::UploadStage, session::AppSession,
        sse::board::UploadProgressed,
    },
};

/// The longest file that is taken, in bytes.
const LONGEST: usize = 8 * 1024 * 1024;
/// The longest name of one, in characters.
const NAME: usize = 100;

/// What takes and shows them.
pub fn router() -> Router {
    Router::new()
        .route(
            "/uploads",
            post(upload).layer(DefaultBodyLimit::max(LONGEST)),
        )
        .route("/pictures/{id}", get(picture))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Stores the file and the first stage of its way: both, or neither.
async fn upload(
    cx: Cx,
    session: Session,
    Query(Named { name }): Query<Named>,
    file: Result<Bytes, BytesRejection>,
) -> Result<Json<UploadProgressed>, Problem> {
    let AppSession { user_id } = session.get().await?.unwrap_or_default();
    let author = user_id.ok_or_else(|| Problem::new(401, "sign up first"))?;
    let author = author.to_string();
    let file =
        file.map_err(|refused| Problem::new(refused.status().as_u16(), refused.body_text()))?;
    let upload = UploadProgressed {
        id: Uuid::now_v7(),
        name: name.chars().take(NAME).collect(),
        stage: Stage::Received,
        problem: None,
    };
    let stored = async {
        let mut tx = cx.begin().await?;
        if people::find(&mut tx, &author).await?.is_none() {
            return anyhow::Ok(false);
        }
        pictures::insert(&mut tx, &upload, &author, &file).await?;
        let first = UploadStage::Received { upload: upload.id };
        first.emit(&mut tx).await?;
        tx.send(upload.clone()).to_session().await?;
        tx.commit().await?;
        Ok(true)
    };
    match stored.await {
        Ok(true) => Ok(Json(upload)),
        Ok(false) => Err(Problem::new(403, "sign up first")),
        Err(error) => Err(failed(&error)),
    }
}

/// The small one.
async fn picture(cx: Cx, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let small = async { pictures::small(&mut cx.begin().await?, id).await };
    let small = small.await.map_err(|error| failed(&error))?;
    let small = small.ok_or_else(|| Problem::new(404, "there is no such picture"))?;
    let headers = [
        (CONTENT_TYPE, "image/png"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Its id is its alone, and it never changes.
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, small).into_response())
}

/// For the log alone: what failed inside is no business of a client.
fn failed(error: &anyhow::Error) -> Problem {
    tracing::error!("{error:#}");
    Problem::new(500, "something went wrong on the server")
}
