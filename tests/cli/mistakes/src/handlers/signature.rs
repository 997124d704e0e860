use crate::models::events::fine::AlsoFine;

pub fn not_async(_: AlsoFine) -> anyhow::Result<()> {
    Ok(())
}
