pub mod events;
pub mod webhooks;
