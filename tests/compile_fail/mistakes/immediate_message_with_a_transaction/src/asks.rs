use buildamp::Tx;

use crate::models::sse::Note;

pub async fn asks(note: Note, tx: &mut Tx<'_>) -> buildamp::Result<()> {
    note.emit(tx).await
}
