use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Stored<T> {
    pub id: u32,
    #[serde(flatten)]
    pub value: T,
}

#[derive(Serialize, Deserialize)]
pub struct User {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Rows {
    pub users: Vec<Stored<User>>,
    pub kinds: Vec<Stored<Kind>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Kind {
    A { a: u8 },
    B,
}
