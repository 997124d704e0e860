use serde::{Deserialize, Serialize};

pub mod json_decode;
pub mod list;
pub mod r#type;

#[derive(Serialize, Deserialize)]
pub struct Main {
    pub list: list::List,
    pub r#type: r#type::Type,
    pub decode: json_decode::Decode,
}
