use buildamp::{BoxError, Tx};

use crate::{
    Cx,
    models::events::good::{Good, Other},
};

pub async fn good(_event: Good, _cx: &Cx) -> Result<(), BoxError> {
    Ok(())
}

pub async fn other(_event: Other, _tx: &mut Tx<'_>) -> Result<(), BoxError> {
    Ok(())
}
