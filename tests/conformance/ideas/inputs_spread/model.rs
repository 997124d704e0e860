//! What holds a type that reads more than it writes does so itself; type arguments do not count.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Leaf {
    #[serde(default)]
    pub n: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Branch {
    pub leaf: Leaf,
    pub more: Vec<Branch>,
}

#[derive(Serialize, Deserialize)]
pub enum Tree {
    Branch(Branch),
    Pair(Leaf, Leaf),
    Named { leaf: Option<Leaf> },
    Bare,
}

#[derive(Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
}

#[derive(Serialize, Deserialize)]
pub struct Pages {
    pub leaves: Page<Leaf>,
    pub plain: Page<u8>,
}

#[derive(Serialize, Deserialize)]
pub struct Untouched {
    pub page: Page<bool>,
}
