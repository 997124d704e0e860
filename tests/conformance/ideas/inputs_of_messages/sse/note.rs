use serde::{Deserialize, Serialize};

use super::super::{OnlyOut, Shared};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Noted {
    #[serde(default)]
    pub text: String,
    pub out: OnlyOut,
    pub shared: Shared,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe: Option<u8>,
}
