pub mod api;
pub mod board;
pub mod events;
pub mod people;
pub mod services;
pub mod session;
pub mod sse;
pub mod webhooks;
