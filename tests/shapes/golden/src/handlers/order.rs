use buildamp::{BatchOutcome, BoxError, Envelope, Settle, Tx, buildamp};

use crate::{
    Cx,
    models::{address::Receipt, events::order::*},
};

pub async fn confirm(_placed: OrderPlaced) -> Result<(), BoxError> {
    Ok(())
}

pub async fn book(_paid: OrderPaid, _cx: &Cx, _tx: &mut Tx<'_>) -> Result<Settle, BoxError> {
    Ok(Settle::Done)
}

#[buildamp(consumer = "receipts")]
pub async fn receipt(paid: OrderPaid, _cx: &Cx) -> Result<Option<Receipt>, BoxError> {
    let number = paid.id;
    let card = "4111".to_owned();
    Ok(Some(Receipt { number, card }))
}

#[buildamp(batch(max = 50, wait = "250ms"), in_order)]
pub async fn search(lost: Vec<OrderLost>, _tx: &mut Tx<'_>) -> Result<BatchOutcome, BoxError> {
    Ok(lost.iter().map(|_| Ok::<_, BoxError>(())).collect())
}

#[buildamp(on = "order.**")]
pub async fn audit(_event: Envelope, _cx: &Cx) -> Result<(), BoxError> {
    Ok(())
}
