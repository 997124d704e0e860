pub mod email;
pub mod other;
