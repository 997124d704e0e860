use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Both<A, B> {
    pub left: A,
    pub right: Vec<B>,
}

#[derive(Serialize, Deserialize)]
pub struct Swapped<A, B> {
    pub inner: Both<B, A>,
}

#[derive(Serialize, Deserialize)]
pub struct Half<T>(pub Both<T, bool>);
