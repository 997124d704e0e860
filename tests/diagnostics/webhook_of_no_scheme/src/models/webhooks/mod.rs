pub mod stripe;
pub mod other;
