use buildamp::BoxError;

use crate::models::webhooks::partner::Told;

pub async fn told(_told: Told) -> Result<(), BoxError> {
    Ok(())
}
