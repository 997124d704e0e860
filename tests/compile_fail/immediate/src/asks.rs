use crate::{Cx, models::events::Good};

pub async fn asks(good: Good, cx: &Cx) -> buildamp::Result<()> {
    cx.emit(good).await?;
    Ok(())
}
