//! What the engine promises, shown through its public interface.

mod bus;
mod chains;
mod outcomes;
mod schedules;
mod support;
mod workers;
