use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Red,
    DarkBlue,
    #[serde(rename = "it's \"green\"")]
    Green,
}

#[derive(Serialize, Deserialize)]
pub struct Votes {
    pub by_colour: BTreeMap<Colour, u32>,
    pub seen: BTreeSet<Colour>,
}
