use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    pub a: u8,
    pub b: Option<u8>,
    pub open: Open,
}

#[derive(Serialize, Deserialize)]
pub struct Open {
    pub c: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Variants {
    Record { a: u8 },
    Unit,
    Open(Open),
}
