use buildamp::{BoxError, Envelope, Settle, Tx, buildamp};

use crate::{
    Cx,
    models::events::good::{Good, Other, Third},
};

pub async fn good(_event: Good, _cx: &Cx) -> Result<(), BoxError> {
    Ok(())
}

pub async fn other(_event: Other, _tx: &mut Tx<'_>) -> Result<(), BoxError> {
    Ok(())
}

pub async fn third(_event: Third, cx: &Cx, tx: &mut Tx<'_>) -> Result<Settle, BoxError> {
    if cx.attempt() == 1 {
        Good {
            text: String::new(),
        }
        .emit(tx)
        .await?;
    }
    Ok(Settle::Done)
}

#[buildamp(on = "good.*")]
pub async fn wide(_event: Envelope) -> Result<(), BoxError> {
    Ok(())
}
