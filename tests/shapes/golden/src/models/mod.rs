pub mod address;
pub mod events;
pub mod services;
pub mod session;
pub mod sse;
pub mod webhooks;
