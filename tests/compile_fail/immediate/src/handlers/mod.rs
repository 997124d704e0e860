use buildamp::{BoxError, Envelope, buildamp};

use crate::{Cx, models::events::Good};

pub async fn good(_event: Good, cx: &Cx) -> Result<(), BoxError> {
    println!("{:?}", cx.event_id());
    Ok(())
}

#[buildamp(on = "good.*")]
pub async fn wide(_event: Envelope) -> Result<(), BoxError> {
    Ok(())
}
