pub mod b;
pub mod shared;
