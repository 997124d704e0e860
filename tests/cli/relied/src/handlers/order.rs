use buildamp::Envelope;

use crate::models::events::order::OrderPlaced;

pub async fn pack(order: OrderPlaced) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "audit", on = "**")]
pub async fn audit(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}
