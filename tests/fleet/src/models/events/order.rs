//! Orders.

/// Somebody ordered something.
pub struct OrderPlaced {
    /// Its number.
    pub number: u32,
}
