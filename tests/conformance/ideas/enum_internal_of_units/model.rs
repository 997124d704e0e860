use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum Unit {
    A(Nothing),
    B(Empty),
    C(()),
    D,
}

#[derive(Serialize, Deserialize)]
pub struct Nothing;

#[derive(Serialize, Deserialize)]
pub struct Empty {}
