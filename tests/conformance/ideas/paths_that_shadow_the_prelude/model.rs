//! A type of one's own called as one of the prelude's.
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Option {
    pub label: std::string::String,
}

#[derive(Serialize, Deserialize)]
pub struct Vec(pub u8);

#[derive(Serialize, Deserialize)]
pub enum Result {
    Won,
    Lost,
}

#[derive(Serialize, Deserialize)]
pub struct Poll {
    pub option: Option,
    pub vec: Vec,
    pub result: Result,
    pub options: std::vec::Vec<Option>,
    pub chosen: std::option::Option<Option>,
}
