use buildamp::Tx;

use crate::models::events::email::SendWelcomeEmail;

#[buildamp(consumer = "a", mode = "sync")]
pub async fn another_mode(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "b", mode)]
pub async fn no_mode(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "c", required)]
pub async fn durable(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "d", mode = "inline", required = "yes")]
pub async fn with_a_value(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "e", mode = "inline", concurrency = 2)]
pub async fn limited(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "f", mode = "inline")]
pub async fn many(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "y", mode = "durable", concurrency = 2)]
pub async fn by_default(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "z", mode = "inline", required)]
pub async fn fine(event: SendWelcomeEmail, tx: &mut Tx<'_>) -> anyhow::Result<()> {
    Ok(())
}
