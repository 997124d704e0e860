use buildamp::BuildAmpEvent;
use serde::{Deserialize, Serialize};

#[derive(BuildAmpEvent, Debug, Clone, Serialize, Deserialize)]
#[buildamp(max_attempts = 3)]
pub struct Good {
    pub text: String,
}
