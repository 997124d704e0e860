use buildamp::{Envelope, Settle, Tx};

use crate::models::events::email::{SendNews, SendReminder, SendWelcomeEmail};
use crate::{Cx, StoreCx};

pub async fn send_welcome_email(event: SendWelcomeEmail, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(concurrency = 2, in_order)]
pub async fn send_reminder(event: SendReminder, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}

pub async fn send_news(event: SendNews, cx: &Cx, tx: &mut Tx<'_>) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "b")]
pub async fn with_a_store(event: SendNews, cx: &StoreCx) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "c", on = "email.*")]
pub async fn settles(event: Envelope) -> anyhow::Result<Settle> {
    Ok(Settle::Done)
}

#[buildamp(consumer = "e", mode = "inline", required)]
pub async fn with_the_emit(event: SendNews, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "d", batch(max = 10))]
pub async fn together(events: Vec<SendNews>, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}
