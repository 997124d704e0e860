use buildamp::{BoxError, Tx};

use crate::models::events::Good;

pub async fn good(_event: Good, _tx: &mut Tx<'_>) -> Result<(), BoxError> {
    Ok(())
}
