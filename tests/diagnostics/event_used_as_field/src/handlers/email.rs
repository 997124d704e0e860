use crate::models::events::email::SendWelcomeEmail;

pub async fn send_welcome_email(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}
