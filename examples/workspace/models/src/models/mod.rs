pub mod events;
pub mod order;
