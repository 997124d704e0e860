use crate::Cx;
use crate::models::events::email::SendWelcomeEmail;

pub async fn send_welcome_email(event: SendWelcomeEmail, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}
