//! Every idea of serde's: a folder below `ideas/` with the models as a user writes them, values of them, and JSON that
//! serde refuses. Compiled by rustc, so that what serde makes of them is what it really makes.

/// The models of each idea, at the path that the generator sees too: `crate::models::<idea>`.
#[allow(
    deprecated,
    missing_docs,
    nonstandard_style,
    unused,
    clippy::all,
    clippy::pedantic,
    reason = "as plain and as odd as a user's own"
)]
pub mod models {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}

#[allow(
    deprecated,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "one function each, for the list below"
)]
mod samples {
    include!(concat!(env!("OUT_DIR"), "/samples.rs"));
}

mod subject;

pub use subject::{Subject, writes, writes_only};

/// A folder below `ideas/`.
#[derive(Debug)]
pub struct Idea {
    /// The folder's name.
    pub name: &'static str,
    /// The folder.
    pub folder: &'static str,
    /// The types that are tried.
    pub subjects: fn() -> Vec<Subject>,
}

/// All of them, by name.
pub const IDEAS: &[Idea] = include!(concat!(env!("OUT_DIR"), "/list.rs"));
