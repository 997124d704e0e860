use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct r#match {
    pub r#fn: u8,
    pub r#type: r#async,
}

#[derive(Serialize, Deserialize)]
pub enum r#async {
    r#await,
    r#yield { r#move: u8 },
}
