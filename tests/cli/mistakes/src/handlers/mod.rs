pub mod second_consumer;
pub mod signature;

use crate::models::events::{
    buildamp_key::MisspeltKey, cfg::Conditional, duplicate_a::Placed, duplicate_b::PlacedAgain,
    private_field::PrivateField, serde_attribute::SerdeAttribute,
    serde_without_derive::SerdeWithoutDerive, unsupported_type::UnsupportedType,
};

pub async fn misspelt_key(_: MisspeltKey) -> anyhow::Result<()> {
    Ok(())
}

pub async fn conditional(_: Conditional) -> anyhow::Result<()> {
    Ok(())
}

pub async fn placed(_: Placed) -> anyhow::Result<()> {
    Ok(())
}

pub async fn placed_again(_: PlacedAgain) -> anyhow::Result<()> {
    Ok(())
}

pub async fn private_field(_: PrivateField) -> anyhow::Result<()> {
    Ok(())
}

pub async fn serde_attribute(_: SerdeAttribute) -> anyhow::Result<()> {
    Ok(())
}

pub async fn serde_without_derive(_: SerdeWithoutDerive) -> anyhow::Result<()> {
    Ok(())
}

pub async fn unsupported_type(_: UnsupportedType) -> anyhow::Result<()> {
    Ok(())
}
