use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Station {
    pub metres: u16,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    Large,
    Small,
}
