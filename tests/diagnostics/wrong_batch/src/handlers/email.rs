use buildamp::BatchOutcome;

use crate::models::events::email::SendWelcomeEmail;

#[buildamp(consumer = "a", batch(max = 0))]
pub async fn none(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "b", batch(max = 1001))]
pub async fn too_many(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "c", batch(wait = "1m"))]
pub async fn too_long(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "d", batch = 100)]
pub async fn a_number(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "e", batch(size = 3))]
pub async fn another_key(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "f", batch(max = 3))]
pub async fn one_event(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "g", batch(max = 10), concurrency = 9)]
pub async fn never_complete(events: Vec<SendWelcomeEmail>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "h")]
pub async fn a_result(events: Vec<SendWelcomeEmail>) -> anyhow::Result<u64> {
    Ok(0)
}

#[buildamp(consumer = "i")]
pub async fn each(event: SendWelcomeEmail) -> anyhow::Result<BatchOutcome> {
    Ok(BatchOutcome::from_iter([Ok::<_, std::io::Error>(())]))
}

#[buildamp(consumer = "j", in_order, rate = "100/1m", batch(max = 100, wait = "10s"))]
pub async fn fine(events: Vec<SendWelcomeEmail>) -> anyhow::Result<BatchOutcome> {
    Ok(events.iter().map(|_| Ok::<_, std::io::Error>(())).collect())
}
