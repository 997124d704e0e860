use crate::models::{events::email::SendWelcomeEmail, sse::email::WelcomeEmailSent};
use crate::{Cx, mail};

/// Has the mail sent, then tells every tab of the session. What fails is tried again.
pub async fn send_welcome_email(event: SendWelcomeEmail, cx: &Cx) -> anyhow::Result<()> {
    // Its key is the same at each attempt: by it, the service knows a mail that it already has.
    cx.call(mail::welcome(&event)).await?;
    let sent = WelcomeEmailSent { email: event.email };
    cx.send(sent).to_session().await?;
    Ok(())
}
