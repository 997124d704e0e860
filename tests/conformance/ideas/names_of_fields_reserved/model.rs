//! Field names that are words of TypeScript's or Elm's.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Words {
    pub port: u8,
    pub module: u8,
    pub of: u8,
    pub r#type: u8,
    pub r#if: u8,
    pub then: u8,
    pub r#else: u8,
    pub r#let: u8,
    pub r#in: u8,
    pub case: u8,
    pub exposing: u8,
    pub import: u8,
    pub alias: u8,
    pub r#where: u8,
    pub effect: u8,
    pub infix: u8,
    pub function: u8,
    pub class: u8,
    pub new: u8,
    pub delete: u8,
    pub default: u8,
    pub constructor: u8,
    pub null: u8,
    pub value: u8,
    pub is: u8,
    pub identity: u8,
    pub not: u8,
    pub max: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Tokens {
    Port {
        port: u8,
        module: u8,
        of: u8,
        r#type: u8,
    },
    Value {
        value: u8,
        decoder: u8,
        payload: u8,
    },
}
