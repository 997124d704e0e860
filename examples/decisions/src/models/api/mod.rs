pub mod board;
pub mod comments;
pub mod people;
