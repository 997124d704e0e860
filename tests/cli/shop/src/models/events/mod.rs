pub mod email;
pub mod order;
