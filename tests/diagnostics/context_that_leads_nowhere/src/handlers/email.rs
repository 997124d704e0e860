use crate::models::events::email::SendWelcomeEmail;

pub async fn send(mail: SendWelcomeEmail, cx: &Cx) -> anyhow::Result<()> {
    Ok(())
}
