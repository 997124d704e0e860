use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Command {
    pub shared: super::Shared,
}
