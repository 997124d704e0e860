//! One message for each policy.

use buildamp::buildamp;

/// Every one has to arrive: a connection that is too slow is closed.
pub struct Note {
    /// Counts up.
    pub number: u32,
    /// Anything.
    pub text: String,
}

/// The oldest may be dropped.
#[buildamp(overflow = "drop_oldest")]
pub struct Tick {
    /// Counts up.
    pub number: u32,
    /// Anything.
    pub text: String,
}

/// Only the newest of each gauge counts.
#[buildamp(coalesce = "{gauge}")]
pub struct Level {
    /// Which gauge.
    pub gauge: String,
    /// Counts up.
    pub number: u32,
    /// Anything.
    pub text: String,
}
