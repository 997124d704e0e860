//! Missing, null and a value are three states.
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Update {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "::serde_with::rust::double_option"
    )]
    pub name: Option<Option<String>>,
    pub id: u8,
}
