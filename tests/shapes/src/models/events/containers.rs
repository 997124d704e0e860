use std::collections::{BTreeMap, HashMap};

use crate::models::{Colour, shared::Flag};

pub struct Containers {
    pub maybe: Option<u32>,
    pub list: Vec<String>,
    pub lists: Vec<Vec<Option<i16>>>,
    pub boxed: Box<Colour>,
    pub tree: BTreeMap<String, Vec<Colour>>,
    pub hash: HashMap<String, Flag>,
    pub array: [u8; 3],
    pub pair: (String, u8),
    pub triple: (Flag, Option<Colour>, [bool; 2]),
}
