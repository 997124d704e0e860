use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
#[derive(Serialize, Deserialize)]
pub struct Tagged<T> {
    pub id: u32,
    pub of: PhantomData<T>,
}

#[derive(Serialize, Deserialize)]
pub struct Shelf {
    pub first: Tagged<String>,
    pub second: Tagged<bool>,
}
