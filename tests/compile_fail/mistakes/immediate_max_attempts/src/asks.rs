use crate::{Cx, models::events::Good};

pub async fn asks(good: Good, cx: &Cx) -> buildamp::Result<()> {
    good.max_attempts(3).emit(cx).await?;
    Ok(())
}
