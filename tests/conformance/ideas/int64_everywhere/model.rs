use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::{NonZero, NonZeroI64, NonZeroU128};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive};
use std::time::Duration;

/// A wide integer wherever one may stand.
#[derive(Serialize, Deserialize)]
pub struct Everywhere {
    pub maybe: Option<i64>,
    pub list: Vec<u64>,
    pub lists: Vec<Vec<Option<u128>>>,
    pub pair: (u8, i64),
    pub array: [u64; 2],
    pub map: BTreeMap<String, i64>,
    pub keys: BTreeMap<u64, u64>,
    pub set: NonZeroI64,
    pub sets: Vec<NonZero<u64>>,
    pub largest: Option<NonZeroU128>,
    pub wait: Duration,
    pub range: Range<u64>,
    pub inclusive: RangeInclusive<i64>,
    pub from: RangeFrom<usize>,
    pub bound: Bound<u64>,
    pub outcome: Result<i64, u64>,
    pub small: u32,
    pub float: f64,
    pub text: String,
    #[serde(with = "buildamp::int_string")]
    pub digits: u64,
}

#[derive(Serialize, Deserialize)]
pub struct Id(pub u64);

#[derive(Serialize, Deserialize)]
pub struct Pair(pub i64, pub u8);

/// One of a type that has none needs no more than before.
#[derive(Serialize, Deserialize)]
pub struct Narrow {
    pub id: u32,
}
