//! The models of the shop, in a library of their own. Their impls and scheduling functions are written here, once; the
//! programs that use them write none.

pub mod models;
buildamp::include_generated!();
