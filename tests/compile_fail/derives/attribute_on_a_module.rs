use buildamp::{BuildAmpEvent, buildamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[buildamp(plain)]
mod inner {}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
}
