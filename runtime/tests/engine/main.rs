//! What the engine promises, shown through its public interface.

mod bus;
mod chains;
mod outcomes;
mod schedules;
#[cfg(feature = "http")]
mod serve;
mod support;
mod workers;
