//! Names with underscores, digits, capitals and letters beyond ASCII.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct HTTPServer {
    pub _private: u8,
    pub trailing_: u8,
    pub double__score: u8,
    pub x1: u8,
    pub v2_beta: u8,
    pub camelCase: u8,
    pub SHOUT: u8,
    pub größe: u8,
    pub 名前: u8,
    pub a: u8,
    pub A: u8,
}

#[derive(Serialize, Deserialize)]
pub struct snake_type {
    pub inner: Ünïcödé,
}

#[derive(Serialize, Deserialize)]
pub enum Ünïcödé {
    Été,
    lower,
    With_Score,
    V2,
    ABTest { ab: u8 },
}
