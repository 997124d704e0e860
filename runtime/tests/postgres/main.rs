//! An application on PostgreSQL, as its users meet it.

#[cfg(feature = "cron")]
mod crons;
mod inline;
mod known_bugs;
mod machines;
mod network;
mod operations;
mod support;
mod tenants;
mod transactions;
