use buildamp::BoxError;

use crate::models::events::bad::Bad;

pub async fn bad(event: Bad) -> Result<(), BoxError> {
    println!("{event:?} {:?}", event.clone());
    let _ = event.max_attempts(3);
    Ok(())
}
