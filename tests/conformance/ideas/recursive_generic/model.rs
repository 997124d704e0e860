use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Tree<T> {
    pub value: T,
    pub children: Vec<Tree<T>>,
}

#[derive(Serialize, Deserialize)]
pub enum Chain<T> {
    End,
    Link(T, Box<Chain<T>>),
}
