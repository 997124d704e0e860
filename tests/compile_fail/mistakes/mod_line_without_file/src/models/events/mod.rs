pub mod bad;
pub mod good;
pub mod missing;
