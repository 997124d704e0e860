//! The command `buildamp`, by running it.

mod cache;
#[cfg(feature = "services")]
mod calls;
mod dead_letters;
mod documents;
mod expand;
mod explain;
mod generate;
mod inspect;
mod int64;
mod lock;
mod manners;
mod mistakes;
mod operate;
mod package;
mod project;
mod watch;
mod webhook;
