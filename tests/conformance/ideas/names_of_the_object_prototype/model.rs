//! Keys that every JavaScript object has without having them.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Inherited {
    #[serde(default)]
    pub constructor: u8,
    #[serde(default, rename = "toString")]
    pub text: Option<String>,
    #[serde(default, rename = "__proto__")]
    pub proto: Option<u8>,
    #[serde(default, rename = "valueOf", alias = "hasOwnProperty")]
    pub value: u8,
    #[serde(rename = "isPrototypeOf")]
    pub maybe: Option<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tags {
    Constructor,
    ToString(u8),
    #[serde(rename = "__proto__")]
    Proto {
        value_of: u8,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    pub a: u8,
}
