pub mod address;
pub mod events;
pub mod people;
pub mod session;
pub mod sse;
