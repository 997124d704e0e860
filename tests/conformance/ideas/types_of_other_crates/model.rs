//! Types that no listed crate defines, by the table in buildamp.toml.
use std::collections::BTreeMap;

use jiff::Span;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Booking {
    pub length: Span,
    pub day: chrono::Weekday,
    pub by_day: BTreeMap<String, Option<chrono::Weekday>>,
    pub small: arrayvec::ArrayVec<u8, 4>,
}
