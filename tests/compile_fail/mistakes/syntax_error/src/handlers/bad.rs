use buildamp::BoxError;

use crate::models::events::bad::Bad;

pub async fn bad(_event: Bad) -> Result<(), BoxError> {
    Ok(())
}
