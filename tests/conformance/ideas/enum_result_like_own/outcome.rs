use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "status", content = "body", rename_all = "lowercase")]
pub enum Result<T, E> {
    Ok(T),
    Err(E),
}

#[derive(Serialize, Deserialize)]
pub struct Error {
    pub code: u16,
}

#[derive(Serialize, Deserialize)]
pub enum Option<T> {
    Some(T),
    None,
}
