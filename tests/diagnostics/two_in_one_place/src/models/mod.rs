pub mod buildamp;
pub mod shared;
