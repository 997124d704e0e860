use buildamp::Envelope;

use crate::models::events::email::SendWelcomeEmail;

#[buildamp(on = "a.**.b")]
pub async fn rest_in_the_middle(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(on = "order.pa*")]
pub async fn half_a_segment(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(on = "a..b")]
pub async fn empty_segment(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}

pub async fn without(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(on = "*")]
pub async fn both(event: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(on = "email.*")]
pub async fn fine(event: Envelope) -> anyhow::Result<()> {
    Ok(())
}
