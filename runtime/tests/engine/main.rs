//! What the engine promises, shown through its public interface.

mod batches;
mod bus;
mod chains;
mod continuations;
#[cfg(feature = "cron")]
mod crons;
mod debounces;
mod ephemeral;
mod erasure;
mod every_store;
mod expects;
mod immediate;
mod inbox;
mod inline;
mod limits;
mod memory;
mod messages;
mod metrics;
mod operations;
mod outcomes;
mod policies;
mod progress;
#[cfg(feature = "metrics")]
mod prometheus;
mod results;
mod retention;
mod schedules;
mod schema;
#[cfg(feature = "http")]
mod serve;
mod sessions;
mod sources;
mod steps;
mod support;
mod timeouts;
mod unique;
mod versions;
mod workers;
