pub mod address;
pub mod events;
pub mod sse;
