pub mod boards;
pub mod comments;
