use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::num::{Saturating, Wrapping};
use std::sync::atomic::{AtomicBool, AtomicU32};
#[derive(Serialize, Deserialize)]
pub struct Counters {
    pub wrapping: Wrapping<u8>,
    pub saturating: Saturating<i16>,
    pub reverse: Reverse<u8>,
    pub flag: AtomicBool,
    pub count: AtomicU32,
}
