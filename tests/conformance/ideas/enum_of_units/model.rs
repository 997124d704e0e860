use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Single {
    Only,
}

/// Discriminants do not show.
#[derive(Serialize, Deserialize)]
pub enum Numbered {
    Zero,
    Five = 5,
    Six,
}

#[derive(Serialize, Deserialize)]
pub struct Holder {
    pub one: Single,
    pub many: Vec<Numbered>,
}
