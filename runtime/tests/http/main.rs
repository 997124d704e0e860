//! The web side, over real sockets.

#[cfg(feature = "metrics")]
mod metrics;
mod probes;
mod requests;
mod resume;
mod sessions;
mod slow;
mod stream;
mod support;
mod wire;
