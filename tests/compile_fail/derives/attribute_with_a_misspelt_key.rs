use buildamp::{BuildAmpEvent, buildamp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[buildamp(log_onyl)]
struct Bad {
    id: u32,
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = Bad { id: 1 };
}
