pub mod db;
pub mod session;
