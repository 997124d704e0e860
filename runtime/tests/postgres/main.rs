//! An application on PostgreSQL, as its users meet it.

mod machines;
mod operations;
mod support;
mod tenants;
mod transactions;
