use crate::models::webhooks::stripe::StripeEvent;

pub async fn book(event: StripeEvent) -> anyhow::Result<()> {
    Ok(())
}
