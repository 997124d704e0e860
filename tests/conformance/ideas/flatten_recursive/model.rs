use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Node {
    pub name: String,
    #[serde(flatten)]
    pub links: Links,
}

#[derive(Serialize, Deserialize)]
pub struct Links {
    pub next: Option<Box<Node>>,
    pub children: Vec<Node>,
}
