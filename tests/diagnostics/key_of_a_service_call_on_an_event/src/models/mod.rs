pub mod events;
pub mod services;
