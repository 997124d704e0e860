use serde::{Deserialize, Serialize};
use std::num::{NonZero, NonZeroI32, NonZeroU8};
#[derive(Serialize, Deserialize)]
pub struct Numbers {
    pub byte: NonZeroU8,
    pub signed: NonZeroI32,
    pub generic: NonZero<u16>,
    pub maybe: Option<NonZeroU8>,
}
