use buildamp::BuildAmpEvent;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    #[buildamp(shape = "String")]
    id: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Bad {
    #[buildamp(shape = "Vec<")]
    id: u32,
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = Bad { id: 1 }.max_attempts(2);
}
