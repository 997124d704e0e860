//! Type names that mean something to TypeScript.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Array {
    pub items: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
pub struct Record {
    pub promise: Promise,
    pub date: Date,
}

#[derive(Serialize, Deserialize)]
pub enum Promise {
    Pending,
    Error(Error),
}

#[derive(Serialize, Deserialize)]
pub struct Error {
    pub message: std::string::String,
}

#[derive(Serialize, Deserialize)]
pub struct Date(pub u32);

#[derive(Serialize, Deserialize)]
pub struct Object {}

#[derive(Serialize, Deserialize)]
pub struct Number(pub f64);

#[derive(Serialize, Deserialize)]
pub enum Symbol {
    Map(Map),
    Set(Set),
}

#[derive(Serialize, Deserialize)]
pub struct Map {
    pub object: Object,
}

#[derive(Serialize, Deserialize)]
pub struct Set(pub Vec<Function>);

#[derive(Serialize, Deserialize)]
pub struct Function;

#[derive(Serialize, Deserialize)]
pub struct Partial {
    pub any: Any,
    pub required: std::option::Option<Required>,
}

#[derive(Serialize, Deserialize)]
pub struct Any(pub u8, pub u8);

#[derive(Serialize, Deserialize)]
pub struct Required {
    pub unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
pub enum Unknown {
    Undefined,
    Null,
}

#[derive(Serialize, Deserialize)]
pub struct Guard(pub bool);

#[derive(Serialize, Deserialize)]
pub struct JSON {
    pub parse: u8,
    pub stringify: u8,
}
