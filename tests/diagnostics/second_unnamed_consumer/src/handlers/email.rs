use crate::models::events::email::SendWelcomeEmail;

pub async fn send_welcome_email(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

pub async fn archive(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

#[buildamp(consumer = "audit")]
pub async fn audit(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

pub(crate) async fn helper(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}
