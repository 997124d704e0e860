//! `FooInput` is a type of the user's, and `Foo` reads more than it writes.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Foo {
    #[serde(default)]
    pub a: u8,
}

#[derive(Serialize, Deserialize)]
pub struct FooInput {
    pub b: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub foo: Foo,
    pub input: FooInput,
}
