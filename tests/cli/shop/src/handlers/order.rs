use crate::models::events::order::{OrderPlaced, Parcel};

pub async fn pack(_: OrderPlaced) -> anyhow::Result<()> {
    Ok(())
}

pub async fn track(_: Parcel) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp::buildamp(consumer = "bookkeeping")]
pub async fn book(_: OrderPlaced) -> anyhow::Result<()> {
    Ok(())
}
