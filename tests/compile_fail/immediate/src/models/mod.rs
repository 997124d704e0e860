pub mod events;
pub mod sse;
