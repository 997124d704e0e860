pub mod api;
pub mod sse;
