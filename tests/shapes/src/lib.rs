//! Models of every shape and form that is accepted, each beside its twin that derives everything itself.

// The strictest of crates: no lint of theirs is about generated code.
#![deny(
    missing_debug_implementations,
    missing_docs,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]

// As plain as a user's, with names said in every way.
#[allow(
    missing_docs,
    unused_qualifications,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
pub mod models;

#[allow(
    missing_docs,
    unused_qualifications,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
mod copies {
    include!(concat!(env!("OUT_DIR"), "/twins.rs"));
}

mod samples;

pub use copies::twins;
pub use samples::{Said, Sample, samples};

buildamp::include_generated!();
