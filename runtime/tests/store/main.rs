//! Emitting, transactions, contexts and the configuration, as an application meets them.

mod config;
mod context;
mod emit;
mod support;
mod transactions;
