//! Requests over real sockets, on SQLite and PostgreSQL.

mod clients;
mod documents;
mod idempotency;
mod input;
mod submit;
mod support;
#[expect(
    dead_code,
    reason = "shared with the tests of the targets, which need more of it"
)]
#[path = "../../../targets/tools.rs"]
mod tools;
