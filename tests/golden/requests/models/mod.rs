pub mod api;
pub mod comment;
