use crate::models::events::email::{Goodbye, SendWelcomeEmail};

pub async fn send(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "email::send")]
pub async fn goodbye(mail: Goodbye) -> anyhow::Result<()> {
    Ok(())
}
