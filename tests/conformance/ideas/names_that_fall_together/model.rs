//! Names that are different in Rust and in JSON, and would be one in Elm or TypeScript.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Fields {
    pub foo_bar: u8,
    pub fooBar: u8,
    pub foo__bar: u8,
    pub FooBar: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Door {
    Open,
    OpenWide,
}

#[derive(Serialize, Deserialize)]
pub enum DoorOpen {
    Wide,
    Narrow,
}

#[derive(Serialize, Deserialize)]
pub struct DoorOpenNarrow {
    pub n: u8,
}

#[derive(Serialize, Deserialize)]
pub enum Cases {
    foo,
    Foo,
    foo_bar,
    FooBar,
}

#[derive(Serialize, Deserialize)]
pub struct foo {
    pub n: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Foo {
    pub s: String,
    pub lower: foo,
}
