use buildamp::{Envelope, Tx};

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

#[buildamp(consumer = "g", mode = "ephemeral", required)]
pub async fn best_effort(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "h", mode = "ephemeral", in_order)]
pub async fn in_order(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "i", mode = "inline", coalesce(key = "{name}", window = "1s"))]
pub async fn merged_inline(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "j", mode = "ephemeral", coalesce = "{name}")]
pub async fn no_window(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "k", mode = "ephemeral", coalesce(key = "{name}", window = "0s"))]
pub async fn no_time(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "l", mode = "ephemeral", coalesce(window = "1s"))]
pub async fn no_key(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "m", mode = "ephemeral", coalesce(key = "{nmae}", window = "1s"))]
pub async fn no_field(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "n", mode = "ephemeral", coalesce(key = "{name}", every = "1s"))]
pub async fn another_key(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "o", mode = "ephemeral", on = "email.*", coalesce(key = "{name}", window = "1s"))]
pub async fn of_any_type(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "p", mode = "ephemeral", coalesce(key = "{tags}", window = "1s"))]
pub async fn no_text(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "x", mode = "ephemeral", coalesce(key = "mail/{name}", window = "1s"))]
pub async fn merged(event: SendWelcomeEmail) -> anyhow::Result<()> {
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
