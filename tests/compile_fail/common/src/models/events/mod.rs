pub mod bad;
pub mod good;
