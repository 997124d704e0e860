use buildamp::{BuildAmpEvent, buildamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[buildamp(plain)]
struct Bad {
    #[buildamp(max_len = 3)]
    id: u32,
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = Bad { id: 1 };
}
