//! Requests over real sockets, on SQLite and PostgreSQL.

mod idempotency;
mod input;
mod submit;
mod support;
