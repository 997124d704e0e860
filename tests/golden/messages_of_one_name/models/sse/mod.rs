pub mod order;
pub mod user;
