//! More fields than Elm's `map8` takes.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Form {
    pub a: u8,
    pub b: u8,
    pub c: u8,
    pub d: u8,
    pub e: u8,
    pub f: u8,
    pub g: u8,
    pub h: u8,
    pub i: u8,
    pub j: u8,
    pub k: u8,
    pub l: u8,
    pub m: u8,
    pub n: u8,
    pub o: u8,
    pub p: u8,
    pub q: u8,
    pub r: u8,
    pub s: u8,
    pub t: u8,
    pub u: Option<String>,
    pub v: Vec<bool>,
    pub w: (u8, u8),
    pub a_field_whose_name_is_so_long_that_no_line_holds_it_together_with_its_type:
        Option<Vec<Option<u8>>>,
}
