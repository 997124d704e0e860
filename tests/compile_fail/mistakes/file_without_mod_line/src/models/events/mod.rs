pub mod good;
