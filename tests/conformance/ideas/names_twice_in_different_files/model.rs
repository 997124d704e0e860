use serde::{Deserialize, Serialize};

pub mod north;
pub mod south;

#[derive(Serialize, Deserialize)]
pub struct Station {
    pub north: north::Station,
    pub south: south::Station,
    pub kind: north::Kind,
}
