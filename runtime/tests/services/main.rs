//! Calls of other services, against servers that behave and servers that do not.

mod addresses;
mod answers;
mod durable;
mod inline;
mod support;
