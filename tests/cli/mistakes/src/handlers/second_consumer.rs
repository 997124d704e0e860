use crate::models::events::fine::Fine;

pub async fn first(_: Fine) -> anyhow::Result<()> {
    Ok(())
}

pub async fn second(_: Fine) -> anyhow::Result<()> {
    Ok(())
}
