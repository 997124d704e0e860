use buildamp::Tx;

use crate::models::NoteAdded;

/// The entry and the completion of this delivery are one commit: there is one entry for a note, however often it is tried.
pub async fn count_words(added: NoteAdded, tx: &mut Tx<'_>) -> anyhow::Result<()> {
    let text: String = sqlx::query_scalar("SELECT text FROM notes WHERE id = ?")
        .bind(added.id)
        .fetch_one(tx.sqlite()?)
        .await?;
    let words = text.split_whitespace().count();
    sqlx::query("INSERT INTO feed (entry) VALUES (?)")
        .bind(format!("note {} has {words} words", added.id))
        .execute(tx.sqlite()?)
        .await?;
    Ok(())
}
