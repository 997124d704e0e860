//! Requests about boards.

use buildamp::buildamp;

/// Asks for all boards.
#[buildamp(path = "boards/list", query)]
pub struct ListReq {}

/// All boards.
pub struct ListRes {
    /// Their names.
    pub boards: Vec<String>,
}
