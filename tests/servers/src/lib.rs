//! Servers for tests: started on a free port in a temporary folder, and gone with the process that started them.

pub mod postgres;
mod process;
pub mod wire;

pub use postgres::Postgres;
pub use wire::Wire;
