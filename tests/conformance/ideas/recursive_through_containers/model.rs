use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
#[derive(Serialize, Deserialize)]
pub struct Tree {
    pub children: BTreeMap<String, Tree>,
}

#[derive(Serialize, Deserialize)]
pub struct Rose(pub Vec<Rose>);

#[derive(Serialize, Deserialize)]
pub enum Cell {
    Pair(Box<(Cell, Cell)>),
    Maybe(Option<Box<Cell>>),
    Array(Box<[Cell; 2]>),
    Leaf,
}

#[derive(Serialize, Deserialize)]
pub struct Left<T> {
    pub value: T,
    pub right: Option<Box<Right<T>>>,
}

#[derive(Serialize, Deserialize)]
pub struct Right<T> {
    pub lefts: Vec<Left<T>>,
}
