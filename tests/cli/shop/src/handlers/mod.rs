pub mod order;

use crate::{Cx, models::events::email::SendWelcomeEmail};

pub async fn send_welcome_email(_: SendWelcomeEmail, _: &Cx) -> anyhow::Result<()> {
    Ok(())
}
