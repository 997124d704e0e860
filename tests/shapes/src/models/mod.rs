pub mod events;
pub mod services;
pub mod session;
pub mod shared;
pub mod sse;
pub mod webhooks;

pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}
