pub mod events;
pub mod people;
pub mod problem;
pub mod services;
pub mod session;
pub mod sse;
