pub mod parts;

use parts::deep::{self, Inner as Renamed, more::*};
use parts::{Colour, deep::Other as _};
use serde::{Deserialize, Serialize};
use std::{collections as maps, option::Option as Perhaps};

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub colour: Colour,
    pub inner: Renamed,
    pub other: deep::Other,
    pub globbed: Globbed,
    pub map: maps::BTreeMap<String, u8>,
    pub maybe: Perhaps<u8>,
    pub full: crate::models::paths_use_trees_globs_and_aliases::parts::Colour,
    pub own: self::parts::Colour,
    pub std: ::std::vec::Vec<::core::primitive::u8>,
}
