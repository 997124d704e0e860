use crate::models::events::Opened;

pub async fn note(opened: Opened) -> anyhow::Result<()> {
    Ok(())
}
