use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Wrapped<T> {
    Item(T),
    Other { n: u8 },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Either<L, R> {
    Left(L),
    Right(R),
    Both { left: L, right: R },
}

#[derive(Serialize, Deserialize)]
pub struct User {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub user: Wrapped<User>,
    pub either: Either<User, u8>,
}
