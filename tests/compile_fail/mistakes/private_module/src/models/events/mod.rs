mod bad;
pub mod good;
