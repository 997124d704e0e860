pub mod api;
pub mod shared;
