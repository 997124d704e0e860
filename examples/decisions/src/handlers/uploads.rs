use anyhow::Result;
use buildamp::Tx;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Cx,
    database::pictures,
    models::{events::uploads::UploadStage, sse::board::PictureAdded},
    thumbnail,
};

/// Brings an upload from one stage to the next, and tells of it. That a file is no picture is no failure of the handler: it
/// would be none at the next attempt either.
///
/// # Errors
/// The database's: it is tried again.
pub async fn advance(stage: UploadStage, cx: &Cx, tx: &mut Tx<'_>) -> Result<()> {
    let (upload, next) = match stage {
        UploadStage::Received { upload } => {
            let file = original(cx, upload).await?;
            let next = match spawn_blocking(move || thumbnail::size(&file)).await? {
                Ok(size) => {
                    pictures::checked(tx, upload, size).await?;
                    UploadStage::Checked { upload }
                }
                Err(problem) => fail(tx, upload, problem.to_string()).await?,
            };
            (upload, next)
        }
        UploadStage::Checked { upload } => {
            let file = original(cx, upload).await?;
            let next = match spawn_blocking(move || thumbnail::make(&file)).await? {
                Ok(small) => {
                    pictures::ready(tx, upload, &small).await?;
                    UploadStage::Ready { upload }
                }
                Err(problem) => fail(tx, upload, problem.to_string()).await?,
            };
            (upload, next)
        }
        UploadStage::Ready { upload } => {
            let picture = pictures::find(tx, upload).await?;
            tx.send(PictureAdded { picture }).to_tenant().await?;
            return Ok(());
        }
        UploadStage::Failed { .. } => return Ok(()),
    };
    next.emit(tx).await?;
    let progressed = pictures::progress(tx, upload).await?;
    tx.send(progressed).to_session().await?;
    Ok(())
}

/// Read beside the handler's own transaction, which is not to be open while a picture is looked at: on SQLite everybody else
/// would wait for it.
async fn original(cx: &Cx, upload: Uuid) -> Result<Vec<u8>> {
    pictures::original(&mut cx.begin().await?, upload).await
}

async fn fail(tx: &mut Tx<'_>, upload: Uuid, problem: String) -> Result<UploadStage> {
    pictures::failed(tx, upload, &problem).await?;
    Ok(UploadStage::Failed { upload, problem })
}
