use buildamp::BoxError;

use crate::models::events::bad::Bad;

pub fn bad(_event: Bad) -> Result<(), BoxError> {
    Ok(())
}
