use serde::{Deserialize, Serialize};

pub mod parts;

#[derive(Serialize, Deserialize)]
pub struct Whole {
    pub part: parts::Part,
    pub parts: Vec<parts::Part>,
}
