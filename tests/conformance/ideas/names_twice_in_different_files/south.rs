use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Station {
    pub feet: u16,
    pub kind: Kind,
}

#[derive(Serialize, Deserialize)]
pub enum Kind {
    Large(u8),
}
