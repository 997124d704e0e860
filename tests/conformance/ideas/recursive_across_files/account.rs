use serde::{Deserialize, Serialize};

use super::ledger::Line;

#[derive(Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub lines: Vec<Line>,
}
