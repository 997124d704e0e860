pub mod mail;
pub mod order;
