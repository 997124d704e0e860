use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(tag = "outer")]
pub enum Outer {
    Inner(Inner),
    Text(Text),
    Again(Box<Again>),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "inner", rename_all = "lowercase")]
pub enum Inner {
    One { n: u8 },
    Two,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Short { s: String },
    Long { l: Vec<String> },
}

#[derive(Serialize, Deserialize)]
pub struct Again {
    pub then: Option<Outer>,
    #[serde(flatten)]
    pub rest: std::collections::BTreeMap<String, bool>,
}
