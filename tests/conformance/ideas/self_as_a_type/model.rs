use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Node {
    pub name: String,
    pub parent: Option<Box<Self>>,
    pub children: Vec<Self>,
}

#[derive(Serialize, Deserialize)]
pub enum Shape {
    Dot,
    Group(Vec<Self>),
    Over { below: Box<Self>, above: Box<Self> },
}

#[derive(Serialize, Deserialize)]
pub struct List<T> {
    pub head: T,
    pub tail: Option<Box<Self>>,
}
