use crate::models::events::email::SendWelcomeEmail;

#[buildamp(consumer = "a", concurrency = 0)]
pub async fn none_at_once(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "b", rate = "fast")]
pub async fn no_rate(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "c", rate_per_key = "0/1m")]
pub async fn no_starts(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "d", rate = 5)]
pub async fn a_number(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "e", in_order = "key")]
pub async fn order_by(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "f", in_order, concurrency_per_key = 2)]
pub async fn two_in_order(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "g", in_order, concurrency_per_key = 1, rate = "100 / m")]
pub async fn fine(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}
