use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct List {
    pub list: Vec<List>,
}
