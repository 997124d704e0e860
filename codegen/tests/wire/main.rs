//! What serde writes and accepts, read from the source.

mod buffers;
mod cases;
#[path = "../common/mod.rs"]
mod common;
mod enums;
mod flatten;
mod generics;
mod keys;
mod presence;
mod refused;
mod show;
mod sides;
mod types;
mod wide;
mod with;
