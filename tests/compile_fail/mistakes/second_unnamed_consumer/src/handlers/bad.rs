use buildamp::BoxError;

use crate::models::events::{bad::Bad, good::Good};

pub async fn bad(_event: Bad) -> Result<(), BoxError> {
    Ok(())
}

pub async fn also_good(_event: Good) -> Result<(), BoxError> {
    Ok(())
}
