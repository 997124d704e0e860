pub mod comments;
