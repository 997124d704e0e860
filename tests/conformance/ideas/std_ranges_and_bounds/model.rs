use serde::{Deserialize, Serialize};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
#[derive(Serialize, Deserialize)]
pub struct Ranges {
    pub half: Range<u8>,
    pub inclusive: RangeInclusive<i32>,
    pub from: RangeFrom<char>,
    pub to: RangeTo<u16>,
    pub lower: Bound<u8>,
    pub upper: Bound<String>,
}
