pub mod shared;
#[cfg(windows)]
pub mod registry;
#[cfg_attr(unix, path = "shared.rs")]
pub mod elsewhere;
