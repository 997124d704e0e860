//! Webhooks, over real sockets and on both databases: the vectors of each scheme, copies, and what is not let in.

mod copies;
mod refused;
mod schemes;
mod support;
mod tenants;
mod vectors;
mod wire;
