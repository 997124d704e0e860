//! What a file defines hides what a glob brings, variants included.
pub mod all;

use Kind::*;
use all::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Kind {
    Point,
    Line(u8),
}

/// Not the variant.
#[derive(Serialize, Deserialize)]
pub struct Point {
    pub x: u8,
}

/// Not that of `all`.
#[derive(Serialize, Deserialize)]
pub struct Shared {
    pub here: bool,
}

#[derive(Serialize, Deserialize)]
pub struct Uses {
    pub point: Point,
    pub shared: Shared,
    pub there: all::Shared,
    pub only: OnlyThere,
    pub kind: Kind,
}
