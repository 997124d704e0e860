//! Parcels.

use buildamp::serde_json::{Value, json};

/// A parcel left. Before, it had a number and no code.
#[buildamp::buildamp(version = 2, upcast = with_code)]
pub struct ParcelSent {
    /// Its code.
    pub code: String,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an upcaster is handed the old data"
)]
fn with_code(_version: u32, data: Value) -> Value {
    json!({ "code": format!("P-{}", data["number"]) })
}
