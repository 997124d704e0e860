use buildamp::Tx;

use crate::models::events::Good;

pub async fn asks(good: Good, tx: &mut Tx<'_>) -> buildamp::Result<()> {
    good.emit(tx).await?;
    Ok(())
}
