pub mod comments;
pub mod email;
pub mod uploads;
