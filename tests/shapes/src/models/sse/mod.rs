pub mod notice;
