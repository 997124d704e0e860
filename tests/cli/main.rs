//! The command `buildamp`, by running it.

mod expand;
mod explain;
mod generate;
mod inspect;
mod manners;
mod mistakes;
mod project;
