use buildamp::BuildAmpEvent;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Good {
    id: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Bad<'a> {
    name: &'a str,
}

fn main() {
    let _ = Good { id: 1 }.max_attempts(2);
    let _ = Bad { name: "" };
}
