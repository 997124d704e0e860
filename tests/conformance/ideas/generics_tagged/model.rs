use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Change<T> {
    Created { value: T },
    Moved(Place<T>),
    Removed,
}

#[derive(Serialize, Deserialize)]
pub struct Place<T> {
    pub of: T,
    pub to: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Envelope<T, U> {
    First(T),
    Second(T, U),
}
