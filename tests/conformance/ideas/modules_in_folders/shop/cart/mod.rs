pub mod items;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Cart {
    pub items: Vec<items::Item>,
}
