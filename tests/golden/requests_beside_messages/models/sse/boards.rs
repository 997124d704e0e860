//! What becomes of boards.

/// A board has another name.
pub struct Renamed {
    pub from: String,
    pub to: String,
}

/// A board is gone.
pub struct Removed {
    pub board: String,
}
