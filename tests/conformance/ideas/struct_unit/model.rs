use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Nothing;

#[derive(Serialize, Deserialize)]
pub struct Holder {
    pub unit: Nothing,
    pub tuple: (),
}
