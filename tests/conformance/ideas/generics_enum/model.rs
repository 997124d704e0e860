use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Loaded<T, E> {
    Waiting,
    Done(T),
    Failed { error: E, tries: u8 },
    Pair(T, E),
}

#[derive(Serialize, Deserialize)]
pub struct Screen {
    pub user: Loaded<String, u8>,
    pub list: Loaded<Vec<bool>, ()>,
}
