use serde::{Deserialize, Serialize};
use serde_json::Number;
#[derive(Serialize, Deserialize)]
pub struct Figures {
    pub any: Number,
    pub many: Vec<Number>,
}
