//! Models of every shape and form that is accepted, each beside its twin that derives everything itself.

#[expect(missing_docs, reason = "the models are as plain as a user's")]
pub mod models;

#[expect(missing_docs, reason = "copies of the models")]
mod copies {
    include!(concat!(env!("OUT_DIR"), "/twins.rs"));
}

mod samples;

pub use copies::twins;
pub use samples::{Sample, samples};

buildamp::include_generated!();
