pub mod board;
pub mod email;
