pub mod events;
pub mod shared;
