pub mod board;
pub mod comments;
pub mod email;
pub mod payments;
pub mod people;
pub mod uploads;
