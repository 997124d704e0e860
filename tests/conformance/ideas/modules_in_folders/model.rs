//! `a/mod.rs`, `#[path]` and modules below modules.

use serde::{Deserialize, Serialize};

#[path = "oddly_placed.rs"]
pub mod placed;
pub mod shop;

#[derive(Serialize, Deserialize)]
pub struct Top {
    pub cart: shop::cart::Cart,
    pub item: shop::cart::items::Item,
    pub placed: placed::Placed,
}
