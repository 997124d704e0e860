use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name {
    pub text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T> {
    pub value: u32,
    #[serde(skip)]
    pub of: PhantomData<T>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wrapper(pub Inner);

#[derive(Serialize, Deserialize)]
pub struct Inner {
    pub name: Name,
    pub id: Id<String>,
}
