use crate::models::events::email::SendWelcomeEmail;

pub async fn send_welcome_email(mail: SendWelcomeEmail) -> anyhow::Result<()> {
    Ok(())
}

pub async fn invoice_paid(paid: crate::models::events::invoice::InvoicePaid) -> anyhow::Result<()> {
    Ok(())
}
