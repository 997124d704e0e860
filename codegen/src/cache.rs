//! What need not be done again: files that were parsed, and whole runs.
//!
//! Everything here is a guess that is checked: a key is a hash of all that the answer follows from, the tool itself
//! included, and what cannot be read counts as not there. So the folder may be deleted, damaged, or shared by two
//! processes at any time.

mod facts;
mod place;
mod run;
mod store;

use twox_hash::XxHash3_128;

pub use self::facts::Facts;
pub use self::place::Place;
pub use self::run::{Output, Run};

/// A hash that tells contents apart: 128 bits, so that two that are equal by chance are not to be met.
type Hash = u128;

fn hash(bytes: &[u8]) -> Hash {
    XxHash3_128::oneshot(bytes)
}
